"""What the messages of a letter say: the statements that stand in each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.messages import Message
from bot.subscriptions.news import Item
from bot.subscriptions.wording import told


class Said(NamedTuple):
    """A statement as a message shows it; it does not stand where it is shown as withdrawn."""

    briefing: str
    section: str
    entry: str
    sentence: str
    stands: bool = True


@dataclass(frozen=True)
class Part:
    """One message of a letter, and the statements in it; None if they are not known."""

    message: Message
    said: tuple[Said, ...] | None = None


def said_by(briefing: str, items: Iterable[Item]) -> tuple[Said, ...]:
    """Return what a letter says that shows these items of a briefing."""
    return tuple(
        Said(briefing, item.section, item.entry, item.after or item.before, bool(item.after))
        for item in items
    )


def parts(messages: Sequence[Message], said: Sequence[Said]) -> tuple[Part, ...]:
    """Return the messages of a letter, each with what it says of all that the letter says.

    What stands whole in none of them, because it was cut in two, counts for the last.
    """
    left, found = list(said), []
    for message in messages[:-1]:
        mine: list[Said] = []
        for one in tuple(left):
            if _so_often(mine, one) < len(told(message.html, one.sentence)):
                left.remove(one)
                mine.append(one)
        found.append(Part(message, tuple(mine)))
    return (*found, *(Part(message, tuple(left)) for message in messages[-1:]))


def _so_often(mine: Iterable[Said], sought: Said) -> int:
    """How many statements of these have the same words, of whatever they are."""
    return sum(one.sentence == sought.sentence for one in mine)
