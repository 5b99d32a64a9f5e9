"""How an entry has read in each edition, or all editions there are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answer import Answer, page_asked, page_of
from bot.briefing.countries import fold
from bot.briefing.library import Snapshot
from bot.subscriptions.letters import with_all_sources
from bot.subscriptions.news import Item, News
from bot.subscriptions.rights import Action
from bot.subscriptions.visit import Decision, Visit

USAGE = "[number, name or words]"
EDITIONS = 24
SIZE = 4  # on a page
LONGEST = 40  # bytes of words that the buttons that turn the page can hold


@dataclass(frozen=True)
class Step:
    """What an edition did to an entry."""

    news: News
    item: Item


def action(words: str) -> Action:
    """Return what right it takes."""
    return Action.LOOK


def decide(snapshot: Snapshot, words: str, visit: Visit) -> Decision:
    """Return the editions, or what each of them did to the entries that the words find."""
    asked, number = page_asked(words)
    if not visit.editions:
        return Decision(Answer("no_history", {"asked": ""}))
    if not asked:
        return Decision(Answer("editions", {"page": page_of(visit.editions, number, SIZE)}))
    steps = list(_steps(visit.editions, asked))
    if not steps:
        return Decision(Answer("no_history", {"asked": asked}))
    page = page_of(steps, number, SIZE)
    values = {"page": page, "asked": asked, "turns": len(asked.encode()) <= LONGEST}
    return Decision(Answer("history", values), briefing=with_all_sources(visit.editions))


def _steps(editions: Sequence[News], asked: str) -> Iterator[Step]:
    """The newest first; a number is a decision's, as in /resolutions, which may be withdrawn."""
    decisions = (one for news in editions for one in news.briefing.resolutions)
    named = {one.id for one in decisions if str(one.number) == asked}
    for news in editions:
        for item in news.items:
            found = item.entry in named if asked.isdecimal() else _is_about(item, asked)
            if found:
                yield Step(news, item)


def _is_about(item: Item, asked: str) -> bool:
    told = f"{item.entry} {item.about} {item.before} {item.after}"
    return set(fold(asked).split()) <= set(fold(told).split())
