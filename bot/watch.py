"""Edits of the briefings while the bot runs: sound ones are taken up, others are reported."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from bot.briefing.disk import State
from bot.briefing.library import Library, Snapshot
from bot.briefing.problem import as_text

PAUSE = 0.1  # seconds between two looks
REST = 0.5  # seconds without a change, after which nothing is being written any more
PATIENCE = 30.0  # seconds without a rest, after which that is said
Tell = Callable[[Snapshot, Snapshot], None]
_log = logging.getLogger(__name__)


def nobody(before: Snapshot, after: Snapshot) -> None:
    """Where nobody but the log is to be told."""


@dataclass(frozen=True)
class Seen:
    """What the files look like, since when they do, and when they rested last."""

    states: Mapping[Path, State]
    since: float
    rested: float

    def then(self, states: Mapping[Path, State], now: float) -> Self:
        """Return what is known after a further look."""
        if states != self.states:
            return replace(self, states=states, since=now)
        return replace(self, rested=now) if now - self.since >= REST else self

    @property
    def at_rest(self) -> bool:
        """Whether nothing is being written any more."""
        return self.rested > self.since

    @property
    def restless(self) -> bool:
        """Whether the files have been changing for too long to be read."""
        return self.since - self.rested >= PATIENCE


async def follow(
    library: Library, folder: Path, stopping: asyncio.Event, tell: Tell = nobody
) -> None:
    """Reload the library whenever something in its folder has changed and rests, until stopped.

    `tell` is called once for each change that matters, with the snapshots before and after it.
    """
    start = time.monotonic()
    seen, failed = Seen(library.look(), start, start), None
    while not stopping.is_set():
        await asyncio.sleep(PAUSE)
        seen = seen.then(library.look(), time.monotonic())
        if seen.restless:
            _log.warning("%s: files change all the time; they are taken up once they rest", folder)
            seen = replace(seen, rested=seen.since)
        if seen.at_rest and seen.states not in (library.states, failed):
            failed = None if await _take_up(library, folder, tell) else seen.states


async def _take_up(library: Library, folder: Path, tell: Tell) -> bool:
    before = library.snapshot
    try:
        after = await asyncio.to_thread(library.reload)
    except Exception:  # noqa: BLE001 - a fault with one edit must not end the watching
        _log.exception("%s: an edit could not be taken up; the next one is tried", folder)
        return False
    if after is not before:
        report(after, folder)
        _pass_on(tell, before, after)
    return True


def _pass_on(tell: Tell, before: Snapshot, after: Snapshot) -> None:
    try:
        tell(before, after)
    except Exception:  # noqa: BLE001 - the edit is served, whoever hears of it
        _log.exception("an edit was taken up, but could not be told")


def report(snapshot: Snapshot, folder: Path) -> None:
    """Write down what a reload has come to."""
    for problem in snapshot.problems:
        _log.error("%s", as_text(problem))
    kept = "; for a file with problems its last good version is served" * bool(snapshot.problems)
    _log.info("%s: %s briefing(s) served%s", folder, len(snapshot.briefings), kept)
