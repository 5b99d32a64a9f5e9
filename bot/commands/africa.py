"""The Africa focus: the group, its meetings and aim, drivers, responsibility."""

from collections.abc import Iterator

from bot.answer import Answer
from bot.briefing.document import Path
from bot.briefing.library import Snapshot
from bot.briefing.model import Africa, Briefing, Line, Meeting

USAGE = "[part]"
PARTS = tuple(Africa.model_fields)


def answer(snapshot: Snapshot, words: str) -> Answer:
    """Return the focus in short, one part of it in full, or the one line with an id."""
    wanted, africa = words.lower(), snapshot.current.africa
    if africa is not None and wanted in PARTS:
        return Answer("africa_part", {"part": wanted})
    for part, _, one in _lines(snapshot.current):
        if one.id == wanted:
            kind = "meeting" if isinstance(one, Meeting) else "africa_line"
            return Answer(kind, {"one": one, "part": part})
    return Answer("africa", {"asked": words}, missed=words)


def questions(briefing: Briefing) -> Iterator[tuple[Path, str]]:
    """Yield the whole, then its parts, and each line."""
    if briefing.africa is not None:
        yield ("africa",), ""
        for part in PARTS:
            yield ("africa", part), part
    for part, index, one in _lines(briefing):
        yield ("africa", part, index), one.id


def _lines(briefing: Briefing) -> Iterator[tuple[str, int, Line | Meeting]]:
    for part in PARTS if briefing.africa is not None else ():
        for index, one in enumerate(getattr(briefing.africa, part)):
            yield part, index, one
