"""Everything that stands in a briefing, with its place: what is cited, named, written."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pydantic import BaseModel

from bot.briefing.document import Path
from bot.briefing.model import Briefing, Citation, Claim, Resolution, Speaker, Statement


@dataclass(frozen=True)
class Cited:
    """A citation, the sentence it stands behind, and the entry that sentence belongs to."""

    path: Path
    entry: str
    sentence: str
    cite: Citation


@dataclass(frozen=True)
class Inventory:
    """A briefing taken apart once, for everybody who asks about all of it."""

    briefing: Briefing

    @cached_property
    def parts(self) -> tuple[tuple[Path, BaseModel], ...]:
        """Every part with its path, the outer before the inner."""
        return tuple(_parts((), self.briefing))

    @cached_property
    def texts(self) -> tuple[tuple[Path, str], ...]:
        """Every text of every part, ids included."""
        return tuple(
            (place, value)
            for path, part in self.parts
            for name, field in part
            for place, value in _texts((*path, name), field)
        )

    @cached_property
    def ids(self) -> tuple[tuple[Path, str], ...]:
        """Every id that names an entry."""
        return tuple(
            ((*path, "id"), str(part.id)) for path, part in self.parts if hasattr(part, "id")
        )

    @cached_property
    def cited(self) -> tuple[Cited, ...]:
        """Every citation, in the order of the file."""
        found: list[Cited] = []
        entry, speaker = "", ""
        for path, part in self.parts:
            entry = getattr(part, "id", entry)
            speaker = part.name if isinstance(part, Speaker) else speaker
            cite = getattr(part, "cite", None)
            if cite is not None:
                found.append(Cited((*path, "cite"), entry, _sentence(part, speaker), cite))
        return tuple(found)


def _parts(path: Path, value: object) -> Iterator[tuple[Path, BaseModel]]:
    if isinstance(value, BaseModel):
        yield path, value
        for name, field in value:
            yield from _parts((*path, name), field)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _parts((*path, index), item)


def _texts(path: Path, value: object) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _texts((*path, index), item)


def _sentence(part: BaseModel, speaker: str) -> str:
    match part:
        case Resolution():
            return f"{part.actor} {part.verb} {part.text}"
        case Statement():
            return f"{speaker} {part.verb} {part.text}"
        case Speaker():
            return f"{part.name}, {part.role}, {part.organisation}"
        case Claim():
            return part.text
    return str(getattr(part, "text", "") or getattr(part, "name", "") or getattr(part, "place", ""))
