"""A correction: what it puts right in a letter, and in how many messages that is done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.briefing.model import Briefing
from bot.messages import Message, split
from bot.publishing.plan import Out
from bot.subscriptions.news import Item, News
from bot.subscriptions.said import Part, Said, said_by
from bot.subscriptions.wording import stands, struck


@dataclass(frozen=True)
class Correction:
    """What correcting would mean; `out` if this very edition is out already."""

    briefing: Briefing
    before: Briefing | None  # the edition that people know; None if it can't be read any more
    news: News
    messages: int  # that stand in chats and say what no longer stands
    chats: int  # in which they stand
    waiting: int  # messages that have not gone out yet, and go out corrected
    out: Out | None

    @property
    def items(self) -> tuple[Item, ...]:
        """What is put right."""
        return self.news.items


def concerned(part: Part, briefing: str, items: Iterable[Item]) -> tuple[Item, ...]:
    """Return the items that correct something in one message of a letter."""
    return tuple(item for item in items if _says(part, briefing, item))


def amended(part: Part, briefing: str, items: Sequence[Item], note: str) -> Part | None:
    """Return a message with its old words struck through and a note below; None if too long."""
    html = part.message.html
    for item in items:
        html = struck(html, item.before) if item.before != item.after else html
    pieces = split(f"{html}\n\n{note}")
    if len(pieces) != 1:
        return None
    return Part(Message(pieces[0], part.message.rows), _now(part, briefing, items))


def _says(part: Part, briefing: str, item: Item) -> bool:
    if part.said is None:
        return bool(item.before) and stands(part.message.html, item.before)
    return _old(briefing, item) in part.said


def _old(briefing: str, item: Item) -> Said:
    """What a message says that the item concerns: what was withdrawn may stand again."""
    if item.before:
        return Said(briefing, item.section, item.entry, item.before)
    return Said(briefing, item.section, item.entry, item.after, stands=False)


def _now(part: Part, briefing: str, items: Sequence[Item]) -> tuple[Said, ...] | None:
    if part.said is None:
        return None
    told = {_old(briefing, item) for item in items}
    return tuple(one for one in part.said if one not in told) + said_by(briefing, items)
