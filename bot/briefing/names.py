"""Names that a briefing's file must not have: with any ending but `.yaml` it would not be seen."""

from pathlib import Path

from bot.briefing.problem import Problem

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
