"""What a command returns: the name of a template and the values that it shows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from bot.briefing.document import Path
from bot.briefing.model import Briefing

Item = TypeVar("Item")

_PAGE = re.compile(r"(?:^|\s)page (\d{1,4})$")


@dataclass(frozen=True)
class Answer:
    """Values on their way to a template."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    missed: str = ""  # the words that name nothing, even if something is near them


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Some of the items, and where they stand among all; pages count from 1."""

    items: tuple[Item, ...]
    number: int
    count: int
    total: int


def page_asked(words: str) -> tuple[str, int]:
    """Return the words without their closing `page 3`, and that number (1 without it)."""
    found = _PAGE.search(words)
    return (words[: found.start()].strip(), int(found.group(1))) if found else (words, 1)


def pages_of(items: Sequence[object], size: int) -> range:
    """Return the numbers of the pages of the items: the first one, even if there are none."""
    return range(1, max(1, -(-len(items) // size)) + 1)


def page_of(items: Sequence[Item], number: int, size: int) -> Page[Item]:
    """Return a page of the items; past the end it is the last, as an old button may ask."""
    count = pages_of(items, size)[-1]
    number = min(max(1, number), count)
    shown = tuple(items[(number - 1) * size : number * size])
    return Page(shown, number, count, len(items))


def only_itself(briefing: Briefing) -> Iterator[tuple[Path, str]]:  # noqa: ARG001
    """Yield the one question of a command that takes no words."""
    yield (), ""
