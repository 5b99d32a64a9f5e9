"""The way to the simulated Telegram without a network: what python-telegram-bot calls a request."""

import asyncio
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.simulator.api import call, download
from bot.simulator.faults import Loss, Outcome
from bot.simulator.telegram import Telegram


class Wire(BaseRequest):
    """Give it to an Application as request and as get_updates_request, with any base_url.

    An answer that never comes is a timeout at once: the waiting itself is left out.
    """

    def __init__(self, telegram: Telegram, read_timeout: float = 5) -> None:
        self._telegram = telegram
        self._read_timeout = read_timeout

    @property
    def read_timeout(self) -> float:
        return self._read_timeout

    async def initialize(self) -> None:
        """There is no connection to open."""

    async def shutdown(self) -> None:
        """There is no connection to close."""

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        *_: Any,
        **_others: Any,
    ) -> tuple[int, bytes]:
        default = read_timeout is BaseRequest.DEFAULT_NONE
        try:
            async with asyncio.timeout(self._read_timeout if default else read_timeout):
                outcome = await self._reach(url, request_data)
        except TimeoutError:
            outcome = Loss.SILENCE
        if outcome is Loss.SILENCE:
            raise TimedOut from httpx.ReadTimeout("no answer in time")
        if outcome is Loss.DROPPED:
            raise NetworkError("httpx.ReadError: dropped") from httpx.ReadError("dropped")
        return outcome.status, outcome.body

    async def _reach(self, url: str, request_data: RequestData | None) -> Outcome:
        address = urlsplit(url)
        root, _, rest = unquote(address.path).rpartition("/bot")
        token, _, name = rest.partition("/")
        if root.endswith("/file"):
            return await download(self._telegram, token, name)
        raw = dict(parse_qsl(address.query))
        raw |= request_data.json_parameters if request_data else {}
        return await call(self._telegram, token, name, raw)
