"""Whose turn it is: every message goes through here, those to people before deliveries."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.outbox.pace import Pace
from bot.subscriptions.subscription import Kind


class Gate:
    """Lets messages out at the pace."""

    def __init__(self, pace: Pace, clock: Callable[[], float] = time.monotonic) -> None:
        """Keep to a pace, by a clock that never steps."""
        self.pace, self.clock = pace, clock

    @asynccontextmanager
    async def turn(self, chat: int, kind: Kind, patience: float) -> AsyncIterator[None]:
        """Hold the place of a reply, once it may go out; TimeoutError if that is too long."""
        while (wait := self.pace.delay(chat, kind, self.clock(), urgent=True)) > 0:
            if wait > patience:
                raise TimeoutError(f"the next message may go there in {wait:.0f} s")
            await asyncio.sleep(wait)
        turn = self.pace.began(chat, kind, self.clock(), urgent=True)
        try:
            yield
        finally:
            self.pace.ended(turn, self.clock())
