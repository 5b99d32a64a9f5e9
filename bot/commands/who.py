"""A person: their role, and what they said or are reported to have said."""

from collections.abc import Iterator

from bot.answer import Answer, page_asked, page_of, pages_of
from bot.briefing.document import Path
from bot.briefing.library import Snapshot
from bot.briefing.lookup import find_speaker
from bot.briefing.model import Briefing

USAGE = "[name or role]"
SIZE = 5


def answer(snapshot: Snapshot, words: str) -> Answer:
    """Return one person, one of their statements, a choice of several, or everyone."""
    briefing = snapshot.current
    asked, number = page_asked(words)
    for speaker in briefing.speakers:
        for statement in speaker.statements:
            if statement.id == asked:
                return Answer("statement", {"speaker": speaker, "statement": statement})
    found = find_speaker(briefing, asked)
    missed = "" if found.named else asked
    if found.one is not None:
        page = page_of(found.one.statements, number, SIZE)
        return Answer("who", {"speaker": found.one, "page": page, "asked": missed}, missed)
    several = found.named or found.near
    values = {"asked": asked, "speakers": several or briefing.speakers, "found": several}
    return Answer("people", values, missed)


def questions(briefing: Briefing) -> Iterator[tuple[Path, str]]:
    """Yield everyone, then each person, and each statement."""
    yield ("speakers",), ""
    for index, speaker in enumerate(briefing.speakers):
        for number in pages_of(speaker.statements, SIZE):
            yield ("speakers", index), f"{speaker.id} page {number}"
        for place, statement in enumerate(speaker.statements):
            yield ("speakers", index, "statements", place), statement.id
