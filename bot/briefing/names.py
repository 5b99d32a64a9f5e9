"""Names of a briefing's file: the id is in it, and with any ending but `.yaml` it is not seen."""

import re
from pathlib import Path

from bot.briefing.problem import Problem
from bot.briefing.written import ID, LONGEST_ID

ENDING = ".yaml"
_ALIKE = {".yaml", ".yml"}


def misnamed(folder: Path) -> list[Path]:
    """Return the files of a folder that are named almost like briefings, in order."""
    return sorted(path for path in folder.glob("[!.]*.[yY]*") if is_misnamed(path))


def is_misnamed(path: Path) -> bool:
    """Tell whether a file is named almost like a briefing."""
    return path.suffix != ENDING and path.suffix.lower() in _ALIKE


def renaming(path: Path) -> Problem:
    """Return the problem of a file that is named so."""
    message = f"`{path.name}` is not used: the names of briefings end with {ENDING}"
    return Problem(str(path), 1, 1, message, f"Rename it to {path.stem}{ENDING}.")


def agreeing(path: Path, written: str) -> str:
    """Return how a file's name and the id that is written in it are made to agree."""
    if re.fullmatch(ID, path.stem) and len(path.stem) <= LONGEST_ID:
        return f"Write `{path.stem}`, or rename the file."
    return f"Rename the file to {written}{ENDING}."
