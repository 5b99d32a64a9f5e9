"""Each chat has its lane: its updates are handled in their order, other chats' beside them."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

Raw = Mapping[str, Any]
Handle = Callable[[Raw], Awaitable[None]]

MOST = 16  # updates of one person in a lane: what more comes would keep everybody waiting
LONGEST_TURN = 120  # seconds an update may take before its lane goes on
LAST_MOMENT = 6.0  # seconds that unfinished updates get at the end

_log = logging.getLogger(__name__)


class Lanes:
    """Hands updates on; who sends more than may wait is told once, and not answered meanwhile."""

    def __init__(self, handle: Handle, turn_away: Handle, count: Callable[[], None]) -> None:
        """`turn_away` gets the first update that has no place, each time that somebody has none.

        `count` is called for each update that is set aside.
        """
        self._handle, self._turn_away, self._count = handle, turn_away, count
        self._last: dict[object, asyncio.Task[None]] = {}
        self._waiting: Counter[object] = Counter()
        self._full: set[object] = set()
        self._beside: set[asyncio.Task[None]] = set()

    @property
    def turns(self) -> set[asyncio.Task[None]]:
        """What is under way: the last turn of each lane, and what goes on beside the lanes."""
        return {*self._last.values(), *self._beside}

    async def finish(self) -> None:
        """Let what is under way come to its end, if that does not take long."""
        if not (turns := self.turns):
            return
        _, late = await asyncio.wait(turns, timeout=LAST_MOMENT)
        for turn in late:
            turn.cancel()

    def take(self, update: Raw) -> asyncio.Task[None]:
        """Give an update its turn; the task ends when it has been handled, or set aside."""
        lane = lane_of(update)
        asker = lane, sender_of(update)
        if self._waiting[asker] >= MOST:
            return self._overrun(asker, update)
        turn = asyncio.create_task(self._turn(update, self._last.get(lane)))
        self._last[lane] = turn
        self._waiting[asker] += 1
        turn.add_done_callback(lambda done: self._leave(lane, asker, done))
        return turn

    def _overrun(self, asker: object, update: Raw) -> asyncio.Task[None]:
        is_first = asker not in self._full
        self._full.add(asker)
        task = asyncio.create_task(self._set_aside_if_it_fails(update) if is_first else _nothing())
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)
        return task

    def _leave(self, lane: object, asker: object, turn: asyncio.Task[None]) -> None:
        self._waiting[asker] -= 1
        if not self._waiting[asker]:
            del self._waiting[asker]
            self._full.discard(asker)
        if self._last.get(lane) is turn:
            del self._last[lane]

    async def _turn(self, update: Raw, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait({before})
        try:
            async with asyncio.timeout(LONGEST_TURN):
                await self._handle(update)
        except Exception:  # noqa: BLE001 - a bad update harms only itself
            self._count()
            _log.exception("update %s was set aside", update.get("update_id"))

    async def _set_aside_if_it_fails(self, update: Raw) -> None:
        try:
            await self._turn_away(update)
        except Exception:  # noqa: BLE001 - nobody can be told
            _log.exception("nobody was told that update %s was too much", update.get("update_id"))


async def _nothing() -> None:
    pass


def sender_of(update: Raw) -> int | None:
    """Return the id of who sent an update."""
    for content in update.values():
        if isinstance(content, Mapping) and isinstance(content.get("from"), Mapping):
            return _number(content["from"])
    return None


def lane_of(update: Raw) -> int | None:
    """Return what an update has to keep its turn with: its chat, or else its sender."""
    for content in update.values():
        if isinstance(content, Mapping):
            inner = content.get("message")
            holder = inner if isinstance(inner, Mapping) else content
            home = holder.get("chat") or content.get("from")
            if isinstance(home, Mapping):
                return _number(home)
    return None


def _number(who: Mapping[str, Any]) -> int | None:
    number = who.get("id")
    return number if isinstance(number, int) else None
