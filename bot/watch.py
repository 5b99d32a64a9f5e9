"""Edits of the briefings while the bot runs: sound ones are served, others are reported."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from bot.briefing.library import Library, Snapshot
from bot.briefing.problem import as_text

PAUSE = 0.1  # seconds between two looks
Signature = tuple[tuple[str, int, int, int], ...]
Tell = Callable[[Snapshot, Snapshot], None]
_log = logging.getLogger(__name__)


def nobody(before: Snapshot, after: Snapshot) -> None:
    """Where nobody but the log is to be told."""


async def follow(
    library: Library, folder: Path, stopping: asyncio.Event, tell: Tell = nobody
) -> None:
    """Reload the library whenever something in its folder changes, until stopped."""
    served = before = signature(folder)
    while not stopping.is_set():
        await asyncio.sleep(PAUSE)
        now = signature(folder)
        # What differs from the last look is still being written.
        if now == before != served:
            served = now
            old = library.snapshot
            new = await asyncio.to_thread(library.reload)
            report(new, folder)
            tell(old, new)
        before = now


def signature(folder: Path) -> Signature:
    """Return what changes with any file of the folder, through links and swaps too."""
    found = []
    for path in sorted((*folder.glob("*.yaml"), *folder.glob("*/*.json"))):
        with suppress(OSError):  # gone again since it was listed
            state = path.stat()
            found.append((path.as_posix(), state.st_ino, state.st_size, state.st_mtime_ns))
    return tuple(found)


def report(snapshot: Snapshot, folder: Path) -> None:
    """Write down what a reload has come to."""
    for problem in snapshot.problems:
        _log.error("%s", as_text(problem))
    kept = "; for a file with problems its last good version is served" * bool(snapshot.problems)
    _log.info("%s: %s briefing(s) served%s", folder, len(snapshot.briefings), kept)
