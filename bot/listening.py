"""Serves an ASGI application in the running event loop, on a port or a socket of this machine."""

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

BACKLOG = 2048  # connections that may wait to be taken
LAST_MOMENT = 3  # seconds that requests get at the end
LONGEST_HEAD = 10.0  # seconds that the head of a request may take to come in
LARGEST_HEAD = 1 << 16  # bytes of a head that is not complete yet
_UNIX = "unix:"


class ListenError(OSError):
    """Nothing can listen at an address; the text says at which, why, and the way out."""


class Guest(uvicorn.Server):
    """uvicorn as a guest: leaves signals alone, and says when it is ready."""

    def __init__(self, app: Any, **settings: Any) -> None:
        """Serve an application; without access log, whose lines may carry secrets."""
        super().__init__(
            uvicorn.Config(
                app, ws="none", lifespan="off", log_config=None, access_log=False, **settings
            )
        )
        self.ready = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take none."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        self.ready.set()


class Line(HttpToolsProtocol):
    """A connection that is cut where the head of a request is too slow or too large.

    How long the rest may take, the application decides: once it has answered, nobody waits for it.
    """

    _heading, _size = True, 0  # whether a head is awaited, and how much of it is there
    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first head."""
        super().connection_made(transport)
        self._be_patient()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._end_patience()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; where a head has begun, its end has to come soon."""
        self._size += len(data) if self._heading else 0
        super().data_received(data)
        if self._heading and self._size:
            self._be_patient()
            if self._size > LARGEST_HEAD:
                self.transport.abort()

    def on_headers_complete(self) -> None:
        """The head is there."""
        self._heading = False
        self._end_patience()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is there, and another may follow."""
        self._heading, self._size = True, 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Hang up on who was answered, most likely refused, before the whole request was there."""
        if not self._heading:
            self.transport.close()
        super().on_response_complete()

    def _be_patient(self) -> None:
        if self._patience is None:
            self._patience = self.loop.call_later(LONGEST_HEAD, self.transport.abort)

    def _end_patience(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None


@asynccontextmanager
async def served(app: Any, listen: str) -> AsyncIterator[str]:
    """Serve on `HOST:PORT` or `unix:PATH`, or ListenError; yields where it listens."""
    with bound(listen) as listener:
        # Behind a proxy on this machine, what it says about the client is of no interest.
        guest = Guest(
            app,
            http=Line,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=LAST_MOMENT,
            backlog=BACKLOG,
        )
        serving = asyncio.create_task(guest.serve(sockets=[listener]))
        ready = asyncio.create_task(guest.ready.wait())
        await asyncio.wait({serving, ready}, return_when=asyncio.FIRST_COMPLETED)
        try:
            yield listen if listen.startswith(_UNIX) else _address(listener)
        finally:
            ready.cancel()
            guest.should_exit = True
            await serving


@contextmanager
def bound(listen: str) -> Iterator[socket.socket]:
    """Open a listening socket; a file left behind by a process that died is no obstacle."""
    path = Path(listen.removeprefix(_UNIX)) if listen.startswith(_UNIX) else None
    try:
        listener = _at(path) if path else _on(listen)
    except OSError as error:
        raise ListenError(
            f"{listen}: can't listen there: {error.strerror or error}. "
            "Free it, or set another in http.listen or webhook.listen."
        ) from error
    own = _mark(path)
    try:
        yield listener
    finally:
        listener.close()
        # A successor may have put its own there, once nobody listened at this one any more.
        if path is not None and _mark(path) == own:
            path.unlink(missing_ok=True)


def _mark(path: Path | None) -> tuple[int, int] | None:
    """Return what tells a file from another of the same name."""
    try:
        found = path.stat() if path else None
    except OSError:
        return None
    return (found.st_ino, found.st_mtime_ns) if found else None


def _on(address: str) -> socket.socket:
    host, _, port = address.rpartition(":")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host.strip("[]"), int(port)), family=family, backlog=BACKLOG)


def _at(path: Path) -> socket.socket:
    if path.exists():
        _clear(path)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(str(path))
        # Whoever may enter the folder may speak: a proxy usually runs as another user.
        path.chmod(0o666)
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def _clear(path: Path) -> None:
    """Take away a socket that nobody listens at any more."""
    if not path.is_socket():
        raise FileExistsError(errno.EEXIST, "it is no socket", str(path))
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
        caller.settimeout(1)  # a process that hangs may have no place for another connection
        try:
            caller.connect(str(path))
        except ConnectionRefusedError:
            path.unlink(missing_ok=True)
            return
    raise FileExistsError(errno.EEXIST, "another process listens there", str(path))


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
