"""Updates in by long polling, acknowledged only after they have been handled.

Telegram drops the updates before the offset that is asked for, so the offset is the first update
that is not finished.
"""

import asyncio
import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from telegram import Bot
from telegram.error import TelegramError
from telegram.request import BaseRequest

from bot.gateway.hearing import Hearing
from bot.gateway.lanes import Lanes, Raw
from bot.gateway.outcome import complaint, outcome
from bot.gateway.payload import call
from bot.gateway.seen import Seen

WAIT = 25  # seconds that Telegram holds a request while nothing happens
GRACE = 10  # more seconds until a held request counts as lost
BREATH = 0.6  # seconds between requests while something is unfinished
LONGEST_PAUSE = 30.0
QUIET = 5 * 86_400  # seconds without updates after which their numbers may begin anew, even lower
ANEW = 3  # failures in a row after which the connections are made anew

_log = logging.getLogger(__name__)


class Poller:
    """Asks for updates and gives each its turn, until it is stopped."""

    def __init__(self, request: BaseRequest, lanes: Lanes, hearing: Hearing) -> None:
        """Ask by this way to Telegram."""
        self._request, self._lanes, self._hearing = request, lanes, hearing
        self._address, self._kinds = "", tuple[str, ...]()
        self._offset = 0
        self._running = set[int]()  # updates that are not finished
        self._done = set[int]()  # those that are, from the offset on
        self._rested, self._enough = asyncio.Event(), 0
        self._seen = Seen()
        self._allowed, self._stopping = asyncio.Event(), asyncio.Event()
        self._failures = 0
        self._updated = time.monotonic()  # when Telegram last had any

    async def prepare(self, bot: Bot, kinds: tuple[str, ...]) -> None:
        """Take back a webhook: while one is set, Telegram refuses to be polled."""
        await bot.delete_webhook()
        self._address, self._kinds = str(bot.base_url), kinds
        self._allowed.set()

    def stop(self) -> None:
        """Ask for nothing more; what was handed over is still finished."""
        self._stopping.set()
        self._allowed.set()

    async def run(self) -> None:
        """Poll until stopped, whatever the network does."""
        await self._allowed.wait()
        while not self._stopping.is_set():
            for update in await self._ask_until_stopped():
                self._take(update)
            await self._breathe()
        await self._finish()

    async def _ask_until_stopped(self) -> list[Raw]:
        asking = asyncio.create_task(self._ask())
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if asking.done():
            return await asking
        asking.cancel()
        await asyncio.wait({asking})
        return []

    async def _ask(self) -> list[Raw]:
        try:
            updates = await self._fetch(0 if self._running else WAIT)
        except TelegramError as error:
            await self._pause(error)
            return []
        if self._failures:
            _log.info("Telegram answers again")
        self._failures = 0
        self._hearing.heard()
        return updates

    async def _fetch(self, wait: int, limit: int = 100) -> list[Raw]:
        offset = self._first_unfinished()
        asked = {
            "offset": offset,
            "limit": limit,
            "timeout": wait,
            "allowed_updates": list(self._kinds),
        }
        address = f"{self._address}/getUpdates"
        try:
            # Each step of a call has its own limit; a pool of connections can be stuck before any.
            async with asyncio.timeout(wait + 2 * GRACE):
                found = await _posted(self._request, address, asked, wait + GRACE)
        except TimeoutError as error:
            raise TelegramError("no answer in time") from error
        self._offset = offset
        self._done = {number for number in self._done if number >= offset}
        return _updates(found)

    def _first_unfinished(self) -> int:
        if self._running:
            return min(self._running)
        if time.monotonic() - self._updated > QUIET:
            return 0
        return max(self._done) + 1 if self._done else self._offset

    def _take(self, update: Raw) -> None:
        number, self._updated = update["update_id"], time.monotonic()
        if not self._seen.is_new(number):
            if number not in self._running:
                self._done.add(number)
            return
        self._running.add(number)
        turn = self._lanes.take(update)
        turn.add_done_callback(lambda done: self._leave(number, done))

    def _leave(self, number: int, turn: asyncio.Task[None]) -> None:
        self._running.discard(number)
        if turn.cancelled():
            self._seen.forget(number)
        else:
            self._done.add(number)
        if len(self._running) <= self._enough:
            self._rested.set()

    async def _breathe(self) -> None:
        """Ask again once half is finished: that makes room while the other half goes on."""
        self._rested.clear()
        self._enough = len(self._running) // 2
        if self._running:
            with suppress(TimeoutError):
                async with asyncio.timeout(BREATH):
                    await self._rested.wait()

    async def _pause(self, error: TelegramError) -> None:
        self._failures += 1
        pause = outcome(error).wait or min(2.0 ** (self._failures - 1), LONGEST_PAUSE)
        _log.warning("no updates: %s; next try in %.0f s", complaint(error), pause)
        if self._failures % ANEW == 0:
            await self._connect_anew()
        await asyncio.sleep(pause)

    async def _connect_anew(self) -> None:
        """Leave the connections behind: one that is half open looks as if it only had nothing."""
        with suppress(TelegramError, OSError):
            await self._request.shutdown()
            await self._request.initialize()

    async def _finish(self) -> None:
        if not self._address:
            return
        await self._lanes.finish()
        try:
            async with asyncio.timeout(2):
                await self._fetch(0, limit=1)
        except (TelegramError, TimeoutError):
            _log.info("the last updates were not acknowledged: they may be answered twice")


async def _posted(
    request: BaseRequest, address: str, asked: Mapping[str, Any], patience: float
) -> object:
    try:
        return await call(request, address, asked, patience)
    except (KeyError, TypeError) as error:
        raise TelegramError("the answer has an odd form") from error


def _updates(found: object) -> list[Raw]:
    if not isinstance(found, list):
        raise TelegramError("the list of updates is no list")
    sound: list[Raw] = [
        one for one in found if isinstance(one, dict) and isinstance(one.get("update_id"), int)
    ]
    if found and not sound:
        raise TelegramError("no update in the list can be read")
    if len(sound) < len(found):
        _log.error("%d updates can't be read, and are passed over", len(found) - len(sound))
    return sound
