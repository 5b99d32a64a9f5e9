"""What the messages of a letter say: the statements that stand in each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.messages import Message
from bot.subscriptions.news import Item
from bot.subscriptions.wording import stands


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
    left, found = tuple(said), []
    for message in messages[:-1]:
        mine = tuple(one for one in left if stands(message.html, one.sentence))
        left = tuple(one for one in left if one not in mine)
        found.append(Part(message, mine))
    return (*found, *(Part(message, left) for message in messages[-1:]))
