"""HTTP with as little around it as there can be: what is measured has to be the bot."""

import asyncio
from collections import deque
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import httptools

Respond = Callable[[int, bytes], None]
JSON = b"content-type: application/json\r\n\r\n"


class _Body:
    """What both ends do: the body of a message comes in parts."""

    def __init__(self) -> None:
        self._body = b""
        self._transport: Any = None

    def on_message_begin(self) -> None:
        self._body = b""

    def on_body(self, body: bytes) -> None:
        self._body += body


class Host(_Body, asyncio.Protocol):
    """One client's connection; it sends no request before the last one has been answered."""

    def __init__(self, answer: Callable[[str, bool, bytes, Respond], None]) -> None:
        """Answer each request by its path, whether it has JSON, and its body."""
        super().__init__()
        self._answer = answer
        self._parser = httptools.HttpRequestParser(self)
        self._path, self._is_json = "", False

    def connection_made(self, transport: Any) -> None:
        """Begin."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Read on."""
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        """Another request begins."""
        self._path = url.decode()

    def on_header(self, name: bytes, value: bytes) -> None:
        """One of its headers comes."""
        if name.lower() == b"content-type":
            self._is_json = value.startswith(b"application/json")

    def on_message_complete(self) -> None:
        """It is there."""
        self._answer(self._path, self._is_json, self._body, self._respond)

    def _respond(self, status: int, body: bytes) -> None:
        if not self._transport.is_closing():
            phrase = HTTPStatus(status).phrase
            head = f"HTTP/1.1 {status} {phrase}\r\ncontent-length: {len(body)}\r\n"
            self._transport.write(head.encode() + JSON + body)


class Line(_Body, asyncio.Protocol):
    """One connection to a server."""

    def __init__(self, host: str) -> None:
        """Name the server as it wants to be named."""
        super().__init__()
        self._host = host
        self._parser = httptools.HttpResponseParser(self)
        self._answered: deque[Callable[[int, bytes], None]] = deque()

    def connection_made(self, transport: Any) -> None:
        """Begin."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Read on."""
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        """The answer is there."""
        self._answered.popleft()(self._parser.get_status_code(), self._body)

    def post(
        self, path: str, body: bytes, answered: Callable[[int, bytes], None], headers: str = ""
    ) -> None:
        """Send a request; hand on the status and the body of its answer."""
        self._answered.append(answered)
        head = f"POST {path} HTTP/1.1\r\nhost: {self._host}\r\ncontent-length: {len(body)}\r\n"
        self._transport.write(f"{head}{headers}".encode() + JSON + body)
