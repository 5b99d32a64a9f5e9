"""The communiqué in five lines, and the facts around it."""

from collections.abc import Iterator
from typing import get_args

from bot.answer import Answer, page_asked, page_of, pages_of
from bot.briefing.document import Path
from bot.briefing.library import Snapshot
from bot.briefing.model import Briefing, Subject

USAGE = "[meeting, coalition or terms]"
PARTS = get_args(Subject)
SIZE = 6


def answer(snapshot: Snapshot, words: str) -> Answer:
    """Return the summary, the facts about a part, or the one fact with an id."""
    part, number = page_asked(words.lower())
    facts = [fact for fact in snapshot.current.facts if fact.about == part]
    if facts:
        return Answer("facts", {"part": part, "page": page_of(facts, number, SIZE)})
    one = next((fact for fact in snapshot.current.facts if fact.id == part), None)
    if one is not None:
        return Answer("fact", {"fact": one})
    return Answer("summary", {"asked": part}, missed=part)


def questions(briefing: Briefing) -> Iterator[tuple[Path, str]]:
    """Yield the summary, its parts, and each fact."""
    yield ("summary",), ""
    for part in PARTS:
        about = [fact for fact in briefing.facts if fact.about == part]
        for number in pages_of(about, SIZE):
            yield ("facts",), f"{part} page {number}"
    for index, fact in enumerate(briefing.facts):
        yield ("facts", index), fact.id
