"""Edits of the briefings while the bot runs: sound ones are served, others are reported."""

import asyncio
import logging
from pathlib import Path

from watchfiles import awatch

from bot.briefing.library import Library, Snapshot
from bot.briefing.problem import as_text

_log = logging.getLogger(__name__)


async def follow(library: Library, folder: Path, stopping: asyncio.Event) -> None:
    """Reload the library whenever something in its folder changes, until stopped."""
    async for _ in awatch(folder, stop_event=stopping):
        report(await asyncio.to_thread(library.reload), folder)


def report(snapshot: Snapshot, folder: Path) -> None:
    """Write down what a reload has come to."""
    for problem in snapshot.problems:
        _log.error("%s", as_text(problem))
    kept = "; for a file with problems its last good version is served" * bool(snapshot.problems)
    _log.info("%s: %s briefing(s) served%s", folder, len(snapshot.briefings), kept)
