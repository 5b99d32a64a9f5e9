"""The way to a Bot API server: one pool of connections, and JSON for what is sent.

It raises what the library expects; the cause tells a call that never left from one that may have
arrived (see `outcome`).
"""

import json
import os
import socket
import ssl
from typing import Any
from urllib.request import getproxies

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECTIONS = 128  # at most, to one server
PATIENCE = 20.0  # seconds for a call, if its caller does not say
CONNECTING = 10.0  # seconds
# Seconds that an unused connection is kept. Many a server closes it after five, and what is written
# to it in that moment is lost without anybody knowing: that would be an answer that never comes.
IDLE = 4.0
_NEVER_LEFT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
)


class UnsentError(Exception):
    """A connection was never made, so nothing was written to it."""


class Transport(BaseRequest):
    """Makes calls until it is shut down; a new pool may be opened afterwards."""

    def __init__(self, *, proxies: bool) -> None:
        """`proxies`: those that the environment names are used; RuntimeError where none can be."""
        if proxies and any(address.startswith("socks") for address in getproxies().values()):
            raise RuntimeError("a SOCKS proxy can't be used")
        self._proxies = proxies
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """How long an answer is waited for."""
        return PATIENCE

    async def initialize(self) -> None:
        """Open a pool of connections, unless there is one."""
        if self._session is None:
            # Names are looked up anew each time: with a remembered address it could go deaf.
            connector = aiohttp.TCPConnector(
                limit=CONNECTIONS, keepalive_timeout=IDLE, use_dns_cache=False
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                trust_env=self._proxies,
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=True,
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return what a body says; TelegramError where it says nothing that can be read."""
        try:
            return BaseRequest.parse_json_payload(payload)
        except RecursionError:  # what is no JSON, the library tells itself
            raise TelegramError("the answer has an odd form") from None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        *_: Any,
        **_others: Any,
    ) -> tuple[int, bytes]:
        """Make one call; return the status and the body of the answer."""
        if self._session is None:
            raise RuntimeError("the transport is not initialized, or shut down already")
        default = read_timeout is BaseRequest.DEFAULT_NONE
        patience = PATIENCE if default or read_timeout is None else float(read_timeout)
        try:
            return await self._exchange(self._session, method, url, request_data, patience)
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            failed = _failed(error)
        # Not from in there: many an error carries the address, and with it the token.
        raise failed

    async def _exchange(
        self,
        session: aiohttp.ClientSession,
        method: str,
        url: str,
        request_data: RequestData | None,
        patience: float,
    ) -> tuple[int, bytes]:
        values = request_data.parameters if request_data else None
        body = json.dumps(values).encode() if values else None
        headers = {"Content-Type": "application/json"} if body else None
        limits = aiohttp.ClientTimeout(
            total=patience + CONNECTING, connect=CONNECTING, sock_read=patience
        )
        async with session.request(
            method, url, data=body, headers=headers, timeout=limits, allow_redirects=False
        ) as answer:
            return answer.status, await answer.read()


def _said(error: Exception) -> str:
    """Return what went wrong; where no connection was made, to which host, and why."""
    if not isinstance(error, aiohttp.ClientConnectorError):
        return type(error).__name__
    cause = error.os_error
    # These two have numbers of their own; what others say has the address in it once more.
    of_its_own = isinstance(cause, (ssl.SSLError, socket.gaierror))
    why = cause.strerror if of_its_own else os.strerror(cause.errno or 0)
    return f"{error.host}:{error.port} can't be reached: {why}"


def _failed(error: Exception) -> NetworkError:
    """Return what the library expects, and why where that makes a difference."""
    late = isinstance(error, TimeoutError)
    failed = TimedOut("no answer in time") if late else NetworkError(_said(error))
    failed.__cause__ = UnsentError() if isinstance(error, _NEVER_LEFT) else None
    return failed
