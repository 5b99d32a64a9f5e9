"""Everything that stands in a briefing, with its place: what is cited, named, written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from bot.briefing.document import Path
from bot.briefing.model import (
    Briefing,
    Citation,
    Claim,
    Difference,
    Meeting,
    Member,
    Outsider,
    Resolution,
    Speaker,
    Statement,
)
from bot.briefing.written import Value

Owner = Speaker | Difference | Member | Outsider | Meeting  # what has sentences of its own


@dataclass(frozen=True)
class Cited:
    """A citation, and the sentence it stands behind."""

    path: Path
    sentence: str
    cite: Citation
    inference: bool = False
    about: str = ""  # what the sentence belongs to and does not name: a member, a question
    is_member: bool = False  # the sentence is the name of a member


@dataclass(frozen=True)
class Part:
    """One value of a briefing, where it stands, and what it holds."""

    path: Path
    value: Value
    fields: Mapping[str, object]


@dataclass(frozen=True)
class Inventory:
    """A briefing taken apart once, for everybody who asks about all of it."""

    briefing: Briefing

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Every part, the outer before the inner."""
        return tuple(_parts((), self.briefing))

    @cached_property
    def texts(self) -> tuple[tuple[Path, str], ...]:
        """Every text of every part, ids included."""
        return tuple(
            (path, text)
            for part in self.parts
            for name, field in part.fields.items()
            for path, text in _texts((*part.path, name), field)
        )

    @cached_property
    def ids(self) -> tuple[tuple[Path, str], ...]:
        """Every id that names an entry."""
        return tuple(
            ((*part.path, "id"), str(part.fields["id"]))
            for part in self.parts
            if "id" in part.fields
        )

    @cached_property
    def cited(self) -> tuple[Cited, ...]:
        """Every citation, in the order of the file."""
        found: list[Cited] = []
        owner = self.parts[0]
        for part in self.parts:
            owner = part if isinstance(part.value, Owner) else owner
            if isinstance(part.fields.get("cite"), Citation):
                found.append(_cited(part, owner))
        return tuple(found)

    @cached_property
    def cited_from(self) -> Mapping[str, list[Cited]]:
        """The same by the ids of their sources."""
        found: dict[str, list[Cited]] = {}
        for one in self.cited:
            found.setdefault(one.cite.source, []).append(one)
        return found


def _parts(path: Path, value: Value) -> Iterator[Part]:
    fields = vars(value)
    yield Part(path, value, fields)
    for name, field in fields.items():
        if isinstance(field, Value):
            yield from _parts((*path, name), field)
        elif isinstance(field, tuple) and field and isinstance(field[0], Value):
            for index, item in enumerate(field):
                yield from _parts((*path, name, index), item)


def _texts(path: Path, value: object) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            if isinstance(item, str):
                yield (*path, index), item


def told(part: Value) -> tuple[str, ...]:
    """Return the fields that a part's sentence is made of, if it has one."""
    match part:
        case Resolution():
            return "actor", "verb", "text"
        case Statement():
            return "verb", "text", "quote"
        case Speaker():
            return "name", "role", "organisation"
    return "text", "name", "place"


def _cited(part: Part, owner: Part) -> Cited:
    """Return what a part cites; `owner` is the last speaker, member, meeting or difference."""
    speaker = owner.value.name if isinstance(owner.value, Speaker) else ""
    # A statement names its speaker itself.
    is_inside = part.path[: len(owner.path)] == owner.path and not isinstance(
        part.value, Owner | Statement
    )
    return Cited(
        (*part.path, "cite"),
        _sentence(part.value, speaker),
        cast("Citation", part.fields["cite"]),
        inference=bool(part.fields.get("inference")),
        about=_name(owner.value) if is_inside else "",
        is_member=isinstance(part.value, Member),
    )


def _name(owner: Value) -> str:
    match owner:
        case Difference():
            return owner.question
        case Member() | Outsider() | Speaker():
            return f"{owner.name}:"
        case Meeting():
            return f"{owner.place}:"
    return ""


def _sentence(part: Value, speaker: str) -> str:
    match part:
        case Resolution():
            return f"{part.actor} {part.verb} {part.text}"
        case Statement():
            quote = f" “{part.quote}”" if part.quote else ""
            return f"{speaker} {part.verb} {part.text}{quote}"
        case Speaker():
            return f"{part.name}, {part.role}, {part.organisation}"
        case Claim():
            return part.text
    return str(getattr(part, "text", "") or getattr(part, "name", "") or getattr(part, "place", ""))
