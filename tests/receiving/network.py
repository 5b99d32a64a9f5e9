"""A network on this machine that fails as it is told."""

import asyncio
import socket
import struct
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

_AT_ONCE = struct.pack("ii", 1, 0)


def a_port() -> int:
    """A port of this machine where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


async def until(happened: Callable[[], object], patience: float = 5) -> None:
    """Wait until something has happened."""
    async with asyncio.timeout(patience):
        while not happened():  # noqa: ASYNC110 - what happens elsewhere rings no bell
            await asyncio.sleep(0.005)


def reset(writer: StreamWriter) -> None:
    """Cut a connection, so that the other end is told at once."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
    writer.transport.abort()


class Wall:
    """A server that says the same to every request, and notes what it was asked."""

    def __init__(self, says: bytes | None) -> None:
        self.says = says
        self.asked: list[bytes] = []
        self.url = ""

    async def hear(self, reader: StreamReader, writer: StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            self.asked.append(await reader.readuntil(b"\r\n\r\n"))
            if self.says is None:
                await reader.read()
            elif not self.says:
                reset(writer)
            writer.write(self.says or b"")
            writer.write_eof()
            await reader.read()
        writer.transport.abort()


@asynccontextmanager
async def wall(says: bytes | None) -> AsyncIterator[Wall]:
    """Serve these bytes; none at all means to reset the connection, and None to keep silent."""
    found = Wall(says)
    server = await asyncio.start_server(found.hear, "127.0.0.1", 0)
    async with server:
        found.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield found


def answer(status: int, body: bytes, *headers: bytes) -> bytes:
    """Return what a server answers."""
    lines = [b"HTTP/1.1 %d Said" % status, b"Content-Length: %d" % len(body), *headers, b"", body]
    return b"\r\n".join(lines)


class Gate:
    """A way to a server on this machine that can be closed, or swallow all that is sent."""

    def __init__(self, host: str, port: int) -> None:
        self.port = a_port()
        self._there = host, port
        self._server: asyncio.Server | None = None
        self._passing: set[asyncio.Task[None]] = set()
        self.swallows = False

    async def open(self) -> None:
        """Let connections through."""
        self._server = await asyncio.start_server(self._pass, "127.0.0.1", self.port)

    async def close(self) -> None:
        """Refuse connections, and cut those that there are."""
        if self._server is not None:
            self._server.close()
        await self.cut()

    async def cut(self) -> None:
        """Cut the connections that there are."""
        for passing in self._passing:
            passing.cancel()
        await asyncio.gather(*self._passing, return_exceptions=True)

    async def _pass(self, reader: StreamReader, writer: StreamWriter) -> None:
        there = await asyncio.open_connection(*self._there)
        ways = (self._carry(reader, there[1]), self._carry(there[0], writer))
        tasks = {asyncio.create_task(way) for way in ways}
        self._passing |= tasks
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        self._passing -= tasks
        reset(writer)
        there[1].transport.abort()

    async def _carry(self, reader: StreamReader, writer: StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(1 << 16):
                if not self.swallows:
                    writer.write(data)


@asynccontextmanager
async def gate(url: str) -> AsyncIterator[Gate]:
    """Open a way to the server at an address like http://127.0.0.1:8081."""
    host, _, port = url.removeprefix("http://").rpartition(":")
    found = Gate(host, int(port))
    await found.open()
    try:
        yield found
    finally:
        await found.close()
