"""Whose turn it is: every message goes through here, those to people before deliveries."""

import asyncio
import time
from collections.abc import Callable

from bot.outbox.pace import Pace
from bot.subscriptions.subscription import Kind


class Gate:
    """Lets messages out at the pace."""

    def __init__(self, pace: Pace, clock: Callable[[], float] = time.monotonic) -> None:
        """Keep to a pace, by a clock that never steps."""
        self.pace, self.clock = pace, clock

    def turn(self, chat: int, kind: Kind, patience: float) -> "_Place":
        """Hold the place of a reply, once it may go out; TimeoutError if that is too long."""
        return _Place(self, chat, kind, patience)


class _Place:
    def __init__(self, gate: Gate, chat: int, kind: Kind, patience: float) -> None:
        self._gate, self._chat, self._kind, self._patience = gate, chat, kind, patience

    async def __aenter__(self) -> None:
        pace, clock, chat, kind = self._gate.pace, self._gate.clock, self._chat, self._kind
        while (wait := pace.delay(chat, kind, clock(), urgent=True)) > 0:
            if wait > self._patience:
                raise TimeoutError(f"the next message may go there in {wait:.0f} s")
            await asyncio.sleep(wait)
        self._turn = pace.began(chat, kind, clock(), urgent=True)

    async def __aexit__(self, *_: object) -> None:
        self._gate.pace.ended(self._turn, self._gate.clock())
