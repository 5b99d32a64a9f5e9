"""A bell that rings whenever something happens, for whoever waits on any of it."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")


class Changes:
    """Counts what happened, so that somebody who looks late misses nothing."""

    def __init__(self) -> None:
        self.count = 0
        self._waiting: set[asyncio.Future[None]] = set()

    def happened(self) -> None:
        self.count += 1
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)

    async def since(self, count: int) -> int:
        """The count, as soon as it is higher than the one seen before."""
        return await self.until(lambda: self.count if self.count > count else None)

    async def until(self, found: Callable[[], Value | None]) -> Value:
        """The first value, other than None, that `found` returns after a change or at once."""
        while (value := found()) is None:
            await self._next()
        return value

    async def _next(self) -> None:
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.add(waiting)
        try:
            await waiting
        finally:
            self._waiting.discard(waiting)
