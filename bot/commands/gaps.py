"""What people asked and found no answer to, the most frequent first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.answer import Answer, page_asked, page_of

USAGE = "[forget question]"
FORGET = "forget"
SIZE = 7


@dataclass(frozen=True)
class Gap:
    """A question that found nothing; of when it was asked only the days are known."""

    question: str  # `/members kurdistan`, or plain words
    count: int
    first: datetime
    last: datetime


@dataclass(frozen=True)
class Open:
    """A gap that people meet, with the names of what may be about the same."""

    gap: Gap
    near: tuple[str, ...]
    drafted: bool  # the draft answers it


def gaps_page(found: Sequence[Open], words: str, typed: str = "", *, known: bool = True) -> Answer:
    """Return a page of them, below what has become of a question that was to be forgotten."""
    page = page_of(found, page_asked(words)[1], SIZE)
    return Answer("gaps", {"page": page, "typed": typed, "known": known})


def to_forget(words: str) -> str:
    """Return the question that is to be forgotten, as typed; none if it is only a look."""
    first, _, question = words.partition(" ")
    return question if first.lower() == FORGET else ""
