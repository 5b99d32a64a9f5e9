"""A correction: what it puts right in a letter, and in how many messages that is done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.briefing.changes import Change
from bot.briefing.model import Briefing
from bot.messages import Message, split
from bot.publishing.plan import Out
from bot.subscriptions.news import Item, News, beside
from bot.subscriptions.said import Part, Said, said_by
from bot.subscriptions.wording import Told, struck, told


@dataclass(frozen=True)
class Correction:
    """What correcting would mean; `out` if this very edition is out already."""

    briefing: Briefing
    before: Briefing | None  # the edition that people know; None if it can't be read any more
    news: News
    items: tuple[Item, ...]  # what is put right
    messages: int  # that stand in chats and say what no longer stands
    chats: int  # in which they stand
    waiting: int  # messages that have not gone out yet, and go out corrected
    out: Out | None

    @property
    def beside(self) -> tuple[Change, ...]:
        """What else changes with it, though no message says it."""
        return beside(self.before, self.briefing)

    @property
    def repeats(self) -> bool:
        """Whether it says what people know, and only messages say otherwise."""
        return bool(self.items) and not self.news.items


def concerned(part: Part, briefing: str, items: Iterable[Item]) -> tuple[Item, ...]:
    """Return the items that correct something in one message of a letter."""
    return tuple(item for item in items if _says(part, briefing, item))


def amended(part: Part, briefing: str, items: Sequence[Item], note: str) -> Part | None:
    """Return a message with its old words struck through and a note below; None if too long.

    Where it is not certain which words are meant, none are struck: the note says what they were.
    """
    wrong = [item for item in items if item.before not in {"", item.after}]
    places = {place for item in wrong for place in _places(part, briefing, item)}
    html = struck(part.message.html, places)
    pieces = split(f"{html}\n\n{note}")
    if len(pieces) != 1:
        return None
    return Part(Message(pieces[0], part.message.rows), _now(part, briefing, items))


def _says(part: Part, briefing: str, item: Item) -> bool:
    if part.said is None:
        return bool(item.before) and bool(_perhaps(part, item))
    return _old(briefing, item) in part.said


def _places(part: Part, briefing: str, item: Item) -> list[Told]:
    """Where a message says what the item concerns, rather than the same of something else."""
    if part.said is None:
        return _only(_surely(_perhaps(part, item), item))
    found = told(part.message.html, item.before)
    mine, same = _old(briefing, item), [one for one in part.said if _alike(one, item)]
    if mine not in same or len(same) == 1:
        return found if mine in same else []
    if item.about and (named := _only(_surely(found, item))):
        return named
    # They are told in the order in which they stand, unless something is told twice, or was cut.
    return [found[same.index(mine)]] if len(found) == len(same) else []


def _perhaps(part: Part, item: Item) -> list[Told]:
    """Where a message may say it, if nobody noted what it says."""
    found = told(part.message.html, item.before)
    return [one for one in found if not item.about or one.about in {item.about, None}]


def _surely(found: list[Told], item: Item) -> list[Told]:
    return [one for one in found if not item.about or one.about == item.about]


def _only(found: list[Told]) -> list[Told]:
    return found if len(found) == 1 else []


def _alike(one: Said, item: Item) -> bool:
    return one.stands and one.sentence == item.before


def _old(briefing: str, item: Item) -> Said:
    """What a message says that the item concerns: what was withdrawn may stand again."""
    if item.before:
        return Said(briefing, item.section, item.entry, item.before)
    return Said(briefing, item.section, item.entry, item.after, stands=False)


def _now(part: Part, briefing: str, items: Sequence[Item]) -> tuple[Said, ...] | None:
    if part.said is None:
        return None
    old = {_old(briefing, item) for item in items}
    return tuple(one for one in part.said if one not in old) + said_by(briefing, items)
