"""Where the article and the official record differ, side by side."""

from collections.abc import Iterator

from bot.answer import Answer, page_asked, page_of, pages_of
from bot.briefing.document import Path
from bot.briefing.library import Snapshot
from bot.briefing.lookup import find_difference
from bot.briefing.model import Briefing

USAGE = "[question]"
SIZE = 2


def answer(snapshot: Snapshot, words: str) -> Answer:
    """Return a page of differences, or those that the words mean."""
    briefing = snapshot.current
    asked, number = page_asked(words)
    if not asked:
        return Answer(
            "differences", {"page": page_of(briefing.differences, number, SIZE), "asked": ""}
        )
    found = find_difference(briefing, asked)
    missed = "" if found.named else asked
    if found.one is not None:
        return Answer("difference", {"difference": found.one}, missed)
    several = (found.named or found.near)[:SIZE]
    values = {"page": page_of(several, 1, SIZE), "asked": asked}
    return Answer("differences" if several else "no_difference", values, missed)


def questions(briefing: Briefing) -> Iterator[tuple[Path, str]]:
    """Yield every page and every difference."""
    for number in pages_of(briefing.differences, SIZE):
        yield ("differences",), f"page {number}"
    for index, difference in enumerate(briefing.differences):
        yield ("differences", index), difference.id
