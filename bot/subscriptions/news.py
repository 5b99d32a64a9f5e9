"""What an edition brings: its items, each a cited sentence, and who wants to know."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.briefing.changes import Change, What, changes
from bot.briefing.document import Path
from bot.briefing.inventory import Cited
from bot.briefing.model import (
    Africa,
    Briefing,
    Citation,
    Claim,
    Difference,
    Meeting,
    Member,
    Membership,
    Outsider,
    Reading,
    Resolution,
    Speaker,
    Statement,
)
from bot.briefing.written import Value
from bot.subscriptions.wish import MEMBERS

_AFRICA = "africa"  # the topic of this id, and those that begin with it, stand for the section
_KINDS = (What.REWORDED, What.FIGURE, What.REMOVED, What.SOURCE, What.ADDED)
_IN_AN_ITEM = ("", "cite", "inference", "speaker")  # of a change: what its sentence shows
_SECTIONS = ("resolutions", "speakers", "africa", "membership")  # decisions come first


@dataclass(frozen=True)
class Item:
    """One cited sentence that is new, changed or withdrawn; `before` is empty for a new one."""

    what: What
    section: str
    entry: str
    before: str
    after: str
    cite: Citation
    topics: frozenset[str]
    about: str = ""  # whom or what a note or a reading is about, which itself may not say so
    was: Citation | None = None  # what `before` stood on, where that was another place
    inference: bool = False  # our own conclusion from the source

    @property
    def corrects(self) -> bool:
        """Whether something that was published before no longer stands as it did."""
        return self.what is not What.ADDED


@dataclass(frozen=True)
class News:
    """One edition against the one before it; `briefing` knows the sources of both."""

    briefing: Briefing
    items: tuple[Item, ...]
    first: bool
    at: datetime | None = None  # when it was published
    correction: bool = False  # told to those who were told what it corrects, and to nobody else


def news(before: Briefing | None, after: Briefing) -> News:
    """Return what `after` brings to those who know `before`: what it corrects comes first.

    Only what a reader sees of a cited sentence counts: its words, and the place it stands on.
    """
    items = in_order(_unmoved(_items(before, after)))
    return News(_knowing_sources_of(before, after), items, first=before is None)


def beside(before: Briefing | None, after: Briefing) -> tuple[Change, ...]:
    """Return what changes with an edition though no message tells it, if anything was before."""
    found = changes(before, after) if before else ()
    return tuple(
        one for one in found if _seen(one.old) == _seen(one.new) or one.field not in _IN_AN_ITEM
    )


def in_order(items: Iterable[Item]) -> tuple[Item, ...]:
    """Return items as they are told: what is corrected comes before what is new."""
    return tuple(sorted(items, key=lambda item: _KINDS.index(item.what)))


def wanted(items: tuple[Item, ...], topics: frozenset[str]) -> tuple[Item, ...]:
    """Return the items for a wish: corrections always, all of them where no topic is chosen."""
    return tuple(
        item for item in items if not topics or item.corrects or not topics.isdisjoint(item.topics)
    )


def _knowing_sources_of(before: Briefing | None, after: Briefing) -> Briefing:
    known = {source.id for source in after.sources}
    gone = tuple(source for source in before.sources if source.id not in known) if before else ()
    return after.model_copy(update={"sources": after.sources + gone})


def _items(before: Briefing | None, after: Briefing) -> list[Item]:
    found: dict[tuple[Cited | None, Cited | None], Change] = {}
    africa = _africa_topics(after)
    for change in changes(before, after):
        # A sentence whose words and source changed at once is one item.
        found.setdefault((change.old, change.new), change)
    items: list[tuple[int, Item]] = []
    for (old, new), change in found.items():
        # What is gone stands in the older briefing alone.
        cited, briefing = (new, after) if new else (old, before)
        if cited and briefing and _seen(old) != _seen(new):
            item = _item(change, cited, _along(briefing, cited.path), africa)
            items.append((_rank(cited.path), item))
    return [item for _, item in sorted(items, key=lambda ranked: ranked[0])]


def _rank(path: Path) -> int:
    return _SECTIONS.index(str(path[0])) if path[0] in _SECTIONS else len(_SECTIONS)


def _item(change: Change, cited: Cited, around: tuple[Value, ...], africa: frozenset[str]) -> Item:
    old, new = change.old, change.new
    return Item(
        _what(change),
        change.section,
        change.entry,
        old.sentence if old else "",
        new.sentence if new else "",
        cited.cite,
        _topics(around, africa),
        _about(around),
        old.cite if old and new and _place(old) != _place(new) else None,
        cited.inference,
    )


def _what(change: Change) -> What:
    old, new = change.old, change.new
    if old is None or new is None:
        return What.REMOVED if new is None else What.ADDED
    if (old.sentence, old.inference) == (new.sentence, new.inference):
        return What.SOURCE
    return What.REWORDED if change.what in {What.SOURCE, What.FIELD} else change.what


def _seen(cited: Cited | None) -> tuple[object, ...]:
    return (cited.sentence, cited.inference, *_place(cited)) if cited else ()


def _place(cited: Cited) -> tuple[str, int | None]:
    return cited.cite.source, cited.cite.paragraph


def _unmoved(items: list[Item]) -> Iterator[Item]:
    """What left one entry and stands word for word in another has only moved."""
    gone = {_told(item) for item in items if item.what is What.REMOVED}
    came = {_told(item) for item in items if item.what is What.ADDED}
    for item in items:
        if _told(item) not in gone & came:
            yield item


def _told(item: Item) -> tuple[object, ...]:
    sentence = item.after or item.before
    return item.about, sentence, item.inference, item.cite.source, item.cite.paragraph


def _along(briefing: Briefing, path: Path) -> tuple[Value, ...]:
    """The values around a place, the outer before the inner, without the citation itself."""
    found: list[Value] = []
    value: Any = briefing
    for step in path[:-1]:
        value = value[step] if isinstance(step, int) else getattr(value, step)
        if isinstance(value, Value):
            found.append(value)
    return tuple(found)


def _topics(around: tuple[Value, ...], africa: frozenset[str]) -> frozenset[str]:
    for value in reversed(around):
        match value:
            case Resolution() | Statement():
                return frozenset(value.topics)
            case Speaker():
                return frozenset(topic for one in value.statements for topic in one.topics)
            case Africa():
                return africa
            case Membership():
                return frozenset({MEMBERS})
    return frozenset()


def _africa_topics(briefing: Briefing) -> frozenset[str]:
    ids = (topic.id for topic in briefing.topics)
    return frozenset(one for one in ids if one == _AFRICA or one.startswith(f"{_AFRICA}-"))


def _about(around: tuple[Value, ...]) -> str:
    match around[-2:]:
        case [Speaker() | Member() | Outsider() as entry, Claim()]:
            return entry.name
        case [Meeting() as meeting, Claim()]:
            return meeting.place
        case [Difference() as difference, Claim() | Reading()]:
            return difference.question
    return ""
