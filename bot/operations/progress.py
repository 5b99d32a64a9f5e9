"""How far a publication is, as it is being sent, whoever sends it."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from bot.operations.screen import in_line, lasting
from bot.sending.sender import utc_now
from bot.store import overview
from bot.store.database import Database, UnavailableError
from bot.store.overview import Tally

OFTEN = 0.5  # seconds between two looks
SELDOM = 3.0  # seconds between two looks at most, however long one took
SHARE = 10  # a look takes this part of the time at most: the database is there for sending
LINES = 5.0  # seconds between two lines where there is no terminal
SLOW = 5.0  # seconds without a change, after which it is said what is in the way
PATIENCE = 300.0  # seconds without a change, after which nobody watches any more


class End(Enum):
    """Why watching ended."""

    DONE = "done"
    STOPPED = "stopped"
    STUCK = "stuck"


@dataclass
class Watch:
    """Watches a publication in the database, and writes to a console."""

    database: Database
    console: Console
    title: str
    patience: float = PATIENCE
    clock: Callable[[], datetime] = utc_now
    took: float = 0.0  # seconds

    async def follow(self, number: int, stopping: asyncio.Event) -> End:
        """Show progress until all is sent that can be sent now, or until stopped."""
        began = changed = time.monotonic()
        last: Tally | None = None
        with _Shown(self.console, self.title) as shown:
            while not stopping.is_set():
                at = time.monotonic()
                tally, trouble = await self._look(number, slow=at - changed > SLOW)
                if tally is not None and tally != last:
                    last, changed = tally, at
                if at - changed > self.patience:
                    return End.STUCK
                shown.show(last, trouble)
                self.took = time.monotonic() - began
                if tally is not None and not tally.open:
                    return End.DONE
                await _rest(stopping, min(max(OFTEN, SHARE * (time.monotonic() - at)), SELDOM))
        return End.STOPPED

    async def _look(self, number: int, *, slow: bool) -> tuple[Tally | None, str]:
        try:
            tally = await self.database.run(overview.tally, number, self.clock() + overview.SOON)
            met = await self.database.run(overview.obstacles, number, 1) if slow else []
        except UnavailableError as error:
            return None, f"The database can't be used: {error}"
        return tally, met[0][0] if met else ""


class _Shown:
    """A bar in a terminal, a line now and then elsewhere."""

    def __init__(self, console: Console, title: str) -> None:
        self._console = console
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=20),
            TextColumn("{task.fields[said]}"),
            console=console,
            disable=not console.is_terminal,
        )
        self._title = title
        self._task: TaskID | None = None
        self._trouble, self._line_at = "", 0.0

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def show(self, tally: Tally | None, trouble: str) -> None:
        if trouble and trouble != self._trouble:
            self._console.print(f"Waiting: {in_line(trouble)}")
        self._trouble = trouble
        if tally is not None:
            self._show(tally)

    def _show(self, tally: Tally) -> None:
        if self._task is None:
            self._task = self._bar.add_task(self._title, completed=tally.sent, said="")
        total = tally.sent + tally.open
        self._bar.update(self._task, completed=tally.sent, total=total)
        said = said_of(tally, self._bar.tasks[0].speed)
        self._bar.update(self._task, said=said)
        if not self._console.is_terminal and time.monotonic() - self._line_at >= LINES:
            self._console.print(f"{self._title}: {said}")
            self._line_at = time.monotonic()


def said_of(tally: Tally, speed: float | None) -> str:
    """Return how far it is, in a line."""
    parts = [f"{tally.sent:,}/{tally.sent + tally.open:,} sent"]
    if speed and tally.open:
        parts += [f"{speed:.0f}/s", f"{lasting(tally.open / speed)} left"]
    others = {"uncertain": tally.uncertain, "paused": tally.paused, "failed": tally.failed}
    return " · ".join([*parts, *(f"{count:,} {name}" for name, count in others.items() if count)])


async def _rest(stopping: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stopping.wait()
