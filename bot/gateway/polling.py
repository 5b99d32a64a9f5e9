"""Updates in by long polling, acknowledged only after they have been handled.

Telegram drops the updates before the offset that is asked for, so the offset is the first update
that is not finished. Each chat has its lane: its updates are handled in order, other chats' beside.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.gateway.outcome import outcome

Raw = Mapping[str, Any]

WAIT = 25  # seconds that Telegram holds a request while nothing happens
GRACE = 10  # more seconds until a held request counts as lost
BREATH = 0.6  # seconds between requests while something is unfinished
LONGEST_TURN = 120  # seconds an update may take before its lane goes on
LAST_MOMENT = 6.0  # seconds that unfinished updates get at the end
LONGEST_PAUSE = 30.0

_log = logging.getLogger(__name__)


class Poller:
    """Asks for updates and hands each to `handle`, until it is stopped."""

    def __init__(
        self,
        request: BaseRequest,
        address: str,
        handle: Callable[[Raw], Awaitable[None]],
        kinds: tuple[str, ...],
    ) -> None:
        """Ask `address` (with the token in it) for updates of these kinds."""
        self._request, self._address, self._handle, self._kinds = request, address, handle, kinds
        self._offset = 0
        self._finished: dict[int, bool] = {}  # by update id, from the offset on
        self._lanes: dict[object, asyncio.Task[None]] = {}
        self._stopping = asyncio.Event()
        self._failures = 0

    def stop(self) -> None:
        """Ask for nothing more; what was handed over is still finished."""
        self._stopping.set()

    async def run(self) -> None:
        """Poll until stopped, whatever the network does."""
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
            updates = await self._fetch(0 if self._unfinished() else WAIT)
        except TelegramError as error:
            await self._pause(error)
            return []
        if self._failures:
            _log.info("Telegram answers again")
        self._failures = 0
        return updates

    async def _fetch(self, wait: int, limit: int = 100) -> list[Raw]:
        offset = self._first_unfinished()
        asked = {
            "offset": offset,
            "limit": limit,
            "timeout": wait,
            "allowed_updates": str(list(self._kinds)).replace("'", '"'),
        }
        address = f"{self._address}/getUpdates?{urlencode(asked)}"
        updates = _updates(await _posted(self._request, address, wait + GRACE))
        self._offset = offset
        self._finished = {
            number: finished for number, finished in self._finished.items() if number >= offset
        }
        return updates

    def _first_unfinished(self) -> int:
        unfinished = self._unfinished()
        if unfinished:
            return min(unfinished)
        return max(self._finished) + 1 if self._finished else self._offset

    def _unfinished(self) -> list[int]:
        return [number for number, finished in self._finished.items() if not finished]

    def _take(self, update: Raw) -> None:
        number = update["update_id"]
        if number in self._finished:
            return
        self._finished[number] = False
        lane = _lane(update)
        turn = asyncio.create_task(self._turn(update, self._lanes.get(lane)))
        self._lanes[lane] = turn
        turn.add_done_callback(lambda done: self._leave(lane, number, done))

    def _leave(self, lane: object, number: int, turn: asyncio.Task[None]) -> None:
        if self._lanes.get(lane) is turn:
            del self._lanes[lane]
        if turn.cancelled():
            del self._finished[number]  # so that it is taken up again when it comes again

    async def _turn(self, update: Raw, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait({before})
        try:
            async with asyncio.timeout(LONGEST_TURN):
                await self._handle(update)
        except Exception:  # noqa: BLE001 - a bad update harms only itself
            _log.exception("update %s was set aside", update["update_id"])
        self._finished[update["update_id"]] = True

    async def _breathe(self) -> None:
        if self._lanes:
            await asyncio.wait(set(self._lanes.values()), timeout=BREATH)

    async def _pause(self, error: TelegramError) -> None:
        self._failures += 1
        pause = outcome(error).wait or min(2.0 ** (self._failures - 1), LONGEST_PAUSE)
        _log.warning("no updates: %s; next try in %.0f s", complaint(error), pause)
        await asyncio.sleep(pause)

    async def _finish(self) -> None:
        turns = set(self._lanes.values())
        if turns:
            _, late = await asyncio.wait(turns, timeout=LAST_MOMENT)
            for turn in late:
                turn.cancel()
        try:
            async with asyncio.timeout(2):
                await self._fetch(0, limit=1)
        except (TelegramError, TimeoutError):
            _log.info("the last updates were not acknowledged: they may be answered twice")


async def _posted(request: BaseRequest, address: str, patience: float) -> object:
    try:
        return await request.post(address, read_timeout=patience)
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
    return sound


def complaint(error: Exception) -> str:
    """Return what is wrong between Telegram and us, in words that say what to do."""
    if isinstance(error, InvalidToken):
        return "Telegram refuses the token; check TELEGRAM_BOT_TOKEN"
    if isinstance(error, Conflict):
        return f"another process uses this bot's token ({error.message})"
    if isinstance(error, RetryAfter):
        return "Telegram asks us to slow down"
    return error.message if isinstance(error, TelegramError) else "the answer has an odd form"


def _lane(update: Raw) -> object:
    """Return what an update has to keep its turn with: its chat, or else its sender."""
    for content in update.values():
        if isinstance(content, Mapping):
            inner = content.get("message")
            holder = inner if isinstance(inner, Mapping) else content
            home = holder.get("chat") or content.get("from")
            if isinstance(home, Mapping):
                return home.get("id")
    return None
