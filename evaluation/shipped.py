"""The desk that answers from the briefings as they are shipped."""

from pathlib import Path

from bot.briefing.library import Library
from bot.briefing.shelf import Shelf
from bot.desk import Desk, desk_of

BRIEFINGS = Path(__file__).parent.parent / "briefings"


def desk() -> Desk:
    """Return it; a problem in a file ends the run."""
    library = Library(BRIEFINGS)
    if problems := library.reload().problems:
        raise SystemExit(f"{problems[0].file}:{problems[0].line}: {problems[0].message}")
    return desk_of(Shelf(library))
