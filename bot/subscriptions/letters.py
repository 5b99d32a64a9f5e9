"""Editions as letters: what a subscriber receives at once, in a digest, or asks for."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate

from babel.dates import format_date

from bot.answer import Answer, page_of
from bot.briefing.model import Briefing, Citation, Source
from bot.subscriptions.joined import joined
from bot.subscriptions.news import Item, News, wanted
from bot.subscriptions.said import Said, said_by
from bot.subscriptions.schedule import zone_of
from bot.subscriptions.subscription import Subscription
from bot.subscriptions.wish import Rhythm

MOST = 8  # items in one letter
FEW = 3  # items in a digest, or of a first edition; no letter holds fewer unless there are no more
ROOM = 720  # characters of items: a letter that fits a phone's screen
FRAME = 45  # characters around the sentences of an item: its mark, its lead
SIZE = 5  # items on a page of /news
SUMMARY = "summary"  # the section whose lines the letter of a first edition shows


@dataclass(frozen=True)
class Letter:
    """An answer that nobody asked for, the briefing that it cites, and what it says."""

    answer: Answer
    briefing: Briefing
    said: tuple[Said, ...] = ()


def edition_letter(news: News, topics: frozenset[str]) -> Letter | None:
    """Return what a chat with these topics receives when an edition is published, if anything."""
    name = news.briefing.briefing
    if news.first and not topics:
        said = said_by(name, summary_of(news))
        return Letter(Answer("summary", {"asked": ""}), news.briefing, said)
    items = wanted(news.items, topics)
    if not items:
        return None
    shown = items[:FEW] if news.first else fitting(items)
    values = {"items": shown, "total": len(items), "first": news.first}
    return Letter(Answer("edition", values), news.briefing, said_by(name, shown))


def summary_of(news: News) -> tuple[Item, ...]:
    """Return what the summary says of a first edition."""
    return tuple(item for item in news.items if item.section == SUMMARY)


def digest_letter(
    several: Sequence[News], topics: frozenset[str], *, since: date, weekly: bool
) -> Letter | None:
    """Return what several editions bring to a chat with these topics, if anything.

    `since` is shown as a day: the caller gives it by the chat's clock.
    """
    newest = sorted(several, key=lambda news: news.briefing.edition, reverse=True)
    each = [_qualified(news) for news in _of_each(newest)]
    items = tuple(
        (one.briefing.briefing, item) for one in each for item in wanted(one.items, topics)
    )
    if not items:
        return None
    first = sorted(items, key=lambda item: not item[1].corrects)[:FEW]
    values = {
        "items": [item for _, item in first],
        "total": len(items),
        "covered": _covered(newest),
        "since": format_date(since, "d MMMM y", locale="en"),
        "weekly": weekly,
        "first": any(news.first for news in several),
    }
    said = tuple(one for name, item in first for one in said_by(name, [item]))
    return Letter(Answer("digest", values), with_all_sources(each), said)


def digest_of(reader: Subscription, several: Sequence[News]) -> Letter | None:
    """Return what several editions bring to a subscriber since the last digest, if anything."""
    wish = reader.wish
    since = (reader.digested or reader.since).astimezone(zone_of(wish.zone))
    weekly = wish.rhythm is Rhythm.WEEKLY
    return digest_letter(several, wish.topics, since=since, weekly=weekly)


def news_letter(news: News, page_number: int) -> Letter:
    """Return a page of everything that an edition brings."""
    page = page_of(news.items, page_number, SIZE)
    return Letter(Answer("news", {"page": page, "first": news.first}), news.briefing)


def fitting(items: Sequence[Item]) -> Sequence[Item]:
    """Return the first items, as many as fit a phone's screen."""
    # A sentence that changed its source alone stands there once.
    lengths = accumulate(
        FRAME + sum(map(len, {item.about, item.before, item.after})) for item in items[:MOST]
    )
    return items[: max(FEW, sum(length <= ROOM for length in lengths))]


def _of_each(newest: Iterable[News]) -> Iterator[News]:
    """Each briefing's editions as one, under its newest."""
    editions: defaultdict[str, list[News]] = defaultdict(list)
    for news in newest:
        editions[news.briefing.briefing].append(news)
    for mine in editions.values():
        yield replace(mine[0], items=joined(mine), briefing=with_all_sources(mine))


def _covered(newest: Iterable[News]) -> list[tuple[str, list[int]]]:
    """Each briefing's newest title, with its editions."""
    titles: dict[str, str] = {}
    editions: defaultdict[str, list[int]] = defaultdict(list)
    for news in newest:
        titles.setdefault(news.briefing.briefing, news.briefing.title)
        editions[news.briefing.briefing].insert(0, news.briefing.edition)
    return [(titles[briefing], editions[briefing]) for briefing in titles]


def _qualified(news: News) -> News:
    """Two briefings may call different sources by the same id: here each has its own."""
    name = news.briefing.briefing
    sources = tuple(
        source.model_copy(update={"id": f"{name}/{source.id}"}) for source in news.briefing.sources
    )
    items = tuple(
        replace(item, cite=_of(name, item.cite), was=item.was and _of(name, item.was))
        for item in news.items
    )
    return replace(
        news, briefing=news.briefing.model_copy(update={"sources": sources}), items=items
    )


def _of(name: str, cite: Citation) -> Citation:
    return cite.model_copy(update={"source": f"{name}/{cite.source}"})


def with_all_sources(newest: Sequence[News]) -> Briefing:
    """Return the newest of several editions, which knows the sources of all of them."""
    sources: dict[str, Source] = {}
    for news in newest:
        sources = {source.id: source for source in news.briefing.sources} | sources
    return newest[0].briefing.model_copy(update={"sources": tuple(sources.values())})
