"""Who spoke: a line each, with what they called for or announced."""

from collections.abc import Iterator

from bot.answer import Answer, page_asked, page_of, pages_of
from bot.briefing.document import Path
from bot.briefing.library import Snapshot
from bot.briefing.model import Briefing, Speaker

USAGE = ""
SIZE = 5


def answer(snapshot: Snapshot, words: str) -> Answer:
    """Return those who said something, with the first of their statements."""
    page = page_of(_who_spoke(snapshot.current), page_asked(words)[1], SIZE)
    return Answer("speakers", {"page": page})


def questions(briefing: Briefing) -> Iterator[tuple[Path, str]]:
    """Yield every page."""
    for number in pages_of(_who_spoke(briefing), SIZE):
        yield ("speakers",), f"page {number}"


def _who_spoke(briefing: Briefing) -> list[Speaker]:
    return [speaker for speaker in briefing.speakers if speaker.statements]
