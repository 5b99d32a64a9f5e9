"""Bots as processes of their own, which are started, killed and ended from an event loop."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

from tests.delivery.run import CLEAN_END, environment
from tests.delivery.worker import Workshop
from tests.receiving.hook import SECRET

RATE = 1000  # messages a second: the most that may be set


def by_polling(address: str, database: str) -> dict[str, str]:
    """Return what a bot is told that polls the Telegram at an address."""
    return environment(address, database) | {"BOT_SENDING__RATE": str(RATE)}


def by_webhook(address: str, database: str, port: int, public: int = 0) -> dict[str, str]:
    """Return what a bot is told that listens on a port; Telegram comes there, or to `public`."""
    return by_polling(address, database) | {
        "BOT_TELEGRAM__MODE": "webhook",
        "BOT_WEBHOOK__URL": f"http://127.0.0.1:{public or port}/hook",
        "BOT_WEBHOOK__LISTEN": f"127.0.0.1:{port}",
        "BOT_WEBHOOK__SECRET": SECRET,
    }


@asynccontextmanager
async def driving(environment: Mapping[str, str], output: Path) -> AsyncIterator["Driver"]:
    """Yield who starts bots; whatever happens, none is left."""
    driver = Driver(environment, output)
    try:
        yield driver
    finally:
        driver.clear()


class Driver:
    """Has one bot run at a time."""

    def __init__(self, environment: Mapping[str, str], output: Path) -> None:
        """What bots print is added to the file `output`."""
        self._workshop = Workshop(environment, output)
        self._bot: BaseProcess | None = None

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._running().pid or 0

    async def start(self) -> None:
        """Let a bot run."""
        self._bot = await asyncio.to_thread(self._workshop.start)

    async def kill(self) -> None:
        """Leave it no time for anything: `kill -9`."""
        bot = self._running()
        assert bot.exitcode is None, f"the bot ended by itself, with exit code {bot.exitcode}"
        bot.kill()
        await asyncio.to_thread(bot.join)

    async def end(self) -> bool:
        """Ask it to end; tell whether it did as it should."""
        bot = self._running()
        bot.terminate()
        await asyncio.to_thread(bot.join, CLEAN_END)
        return bot.exitcode == os.EX_OK

    def clear(self) -> None:
        """Leave none behind."""
        if self._bot is not None:
            self._bot.kill()
            self._bot.join()

    def _running(self) -> BaseProcess:
        assert self._bot is not None
        return self._bot
