"""The Africa focus: the group, its meetings and aim, drivers, responsibility."""

from collections.abc import Iterator

from bot.answer import Answer
from bot.briefing.document import Path
from bot.briefing.library import Snapshot
from bot.briefing.model import Africa, Briefing

USAGE = "[part]"
PARTS = tuple(Africa.model_fields)


def answer(snapshot: Snapshot, words: str) -> Answer:
    """Return the focus in short, or one part of it in full."""
    part = words.lower()
    known = snapshot.current.africa is not None and part in PARTS
    if known:
        return Answer("africa_part", {"part": part})
    return Answer("africa", {"asked": words}, missed=words)


def questions(briefing: Briefing) -> Iterator[tuple[Path, str]]:
    """Yield the whole, then its parts."""
    if briefing.africa is not None:
        yield ("africa",), ""
        for part in PARTS:
            yield ("africa", part), part
