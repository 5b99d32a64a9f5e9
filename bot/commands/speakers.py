"""Who spoke: a line each, with what they called for or announced."""

from collections.abc import Iterator

from bot.answer import Answer, page_asked, page_of
from bot.briefing.document import Path
from bot.briefing.library import Snapshot
from bot.briefing.model import Briefing

USAGE = ""
SIZE = 5


def answer(snapshot: Snapshot, words: str) -> Answer:
    """Return those who said something, with the first of their statements."""
    spoke = [speaker for speaker in snapshot.current.speakers if speaker.statements]
    return Answer("speakers", {"page": page_of(spoke, page_asked(words)[1], SIZE)})


def questions(briefing: Briefing) -> Iterator[tuple[Path, str]]:
    """Yield every page."""
    for number in range(1, len(briefing.speakers) // SIZE + 2):
        yield ("speakers",), f"page {number}"
