"""How long ago Telegram was last heard: a bot that hears nothing looks as if nobody asked it."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from bot.gateway.outcome import complaint

BETWEEN = 20.0  # seconds between two questions that are only asked to hear an answer
PATIENCE = 10.0  # seconds that such an answer may take

_log = logging.getLogger(__name__)


class Hearing:
    """Knows when Telegram last answered the bot as it should."""

    def __init__(self) -> None:
        """Begin as if it had just been heard."""
        self._last = time.monotonic()

    @property
    def silence(self) -> float:
        """Seconds since Telegram was last heard."""
        return time.monotonic() - self._last

    def heard(self) -> None:
        """Telegram has answered."""
        self._last = time.monotonic()

    async def keep_asking(self, ask: Callable[[], Awaitable[object]]) -> None:
        """Ask something now and then, until cancelled."""
        while True:
            await asyncio.sleep(BETWEEN)
            try:
                async with asyncio.timeout(PATIENCE):
                    await ask()
            except Exception as error:  # noqa: BLE001 - whatever it is, it is asked again
                _log.warning("Telegram is not heard: %s", complaint(error))
            else:
                self.heard()
