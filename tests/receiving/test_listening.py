"""Where the bot listens: ports and sockets of this machine, each for one process alone."""

import asyncio
import socket
import stat
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import httpx
import pytest

from bot import listening
from bot.gateway.health import NOTHING
from bot.gateway.webhook import Receive, Scope, Send
from bot.listening import ListenError, bound, served
from tests.receiving.network import a_port


async def answers(url: str, path: Path | None = None) -> bool:
    """Tell whether somebody answers there."""
    way = httpx.AsyncHTTPTransport(uds=str(path)) if path else None
    async with httpx.AsyncClient(transport=way, trust_env=False, timeout=2) as client:
        try:
            return (await client.get(url)).status_code == 404
        except httpx.ConnectError:
            return False


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]"])
async def test_a_port_is_served_until_the_end(host: str) -> None:
    if ":" in host and not has_version_6():
        pytest.skip("this machine has no IPv6")
    async with served(NOTHING, f"{host}:0") as address:
        assert address.startswith(f"http://{host}:")
        assert await answers(address)

    assert not await answers(address)


def has_version_6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


async def test_a_socket_is_served_until_the_end_and_its_file_goes_with_it(tmp_path: Path) -> None:
    path = tmp_path / "bot.sock"
    async with served(NOTHING, f"unix:{path}") as address:
        assert address == f"unix:{path}"
        assert await answers("http://bot", path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o666

    assert not path.exists()


async def test_a_socket_that_a_dead_process_left_behind_is_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "bot.sock"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))

    async with served(NOTHING, f"unix:{path}"):
        assert await answers("http://bot", path)


async def test_a_socket_where_another_process_listens_is_left_to_it(tmp_path: Path) -> None:
    path = tmp_path / "bot.sock"
    async with served(NOTHING, f"unix:{path}"):
        with pytest.raises(ListenError, match="another process listens there"):
            async with served(NOTHING, f"unix:{path}"):
                raise AssertionError("it was taken away")

        assert await answers("http://bot", path)


def test_a_file_that_is_no_socket_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("kept", "utf-8")

    with pytest.raises(ListenError, match="no socket"), bound(f"unix:{path}"):
        raise AssertionError("it was taken away")

    assert path.read_text("utf-8") == "kept"


def test_a_socket_in_no_folder_is_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(ListenError, match="No such file"),
        bound(f"unix:{tmp_path}/missing/bot.sock"),
    ):
        raise AssertionError("it was bound")


def test_a_port_that_is_taken_is_refused() -> None:
    with (
        bound("127.0.0.1:0") as taken,
        pytest.raises(ListenError, match="in use"),
        bound(f"127.0.0.1:{taken.getsockname()[1]}"),
    ):
        raise AssertionError("it was taken away")


async def test_a_port_is_free_again_at_once() -> None:
    listen = f"127.0.0.1:{a_port()}"
    for _ in range(2):
        async with served(NOTHING, listen) as address:
            assert await answers(address)


async def test_a_connection_that_asks_nothing_does_not_hold_up_the_end() -> None:
    async with served(NOTHING, "127.0.0.1:0") as address:
        host, _, port = address.removeprefix("http://").rpartition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        ending = asyncio.get_running_loop().time()

    assert await reader.read() == b""
    assert asyncio.get_running_loop().time() - ending < 1
    writer.close()
    await writer.wait_closed()


async def test_a_request_under_way_is_answered_before_the_end() -> None:
    begun = asyncio.Event()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001
        begun.set()
        await asyncio.sleep(0.2)
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async with served(slow, "127.0.0.1:0") as address:
        asking = asyncio.create_task(answers(address))
        await begun.wait()

    assert await asking


async def answered(address: str, *parts: bytes) -> bytes:
    """What the bot says to a request that comes in parts, until it cuts the connection."""
    host, _, port = address.removeprefix("http://").rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    said = b""
    with suppress(ConnectionResetError):
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0.05)
        async with asyncio.timeout(20):
            while more := await reader.read(1 << 16):
                said += more
    writer.transport.abort()
    return said


GET = b"GET / HTTP/1.1\r\nHost: bot\r\n\r\n"


@pytest.mark.parametrize(
    ("parts", "responses"),
    [((), 0), ((GET[:9],), 0), ((GET, GET[:9]), 1), ((GET[:9], GET[9:], GET, GET[:9]), 2)],
    ids=["nothing", "half a head", "a request and half a head", "more of both"],
)
async def test_a_head_that_does_not_come_is_not_waited_for(
    parts: tuple[bytes, ...], responses: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "LONGEST_HEAD", 0.3)
    async with served(NOTHING, "127.0.0.1:0") as address:
        assert (await answered(address, *parts)).count(b"HTTP/1.1 404") == responses


async def test_a_head_that_grows_without_end_is_cut_off() -> None:
    endless = (b"GET / HTTP/1.1\r\nX-More: ", *[b"a" * 50_000] * 50)
    async with served(NOTHING, "127.0.0.1:0") as address:
        assert await answered(address, *endless) == b""
        last = GET[:-2] + b"Connection: close\r\nX-More: " + b"a" * 60_000 + b"\r\n\r\n"
        assert (await answered(address, last)).startswith(b"HTTP/1.1 404")


async def test_who_is_answered_before_the_request_is_there_is_not_waited_for() -> None:
    head = b"POST / HTTP/1.1\r\nHost: bot\r\nContent-Length: 99\r\n\r\n"
    async with served(NOTHING, "127.0.0.1:0") as address, asyncio.timeout(4):
        assert (await answered(address, head, b"a")).startswith(b"HTTP/1.1 404")


async def test_at_its_end_a_process_leaves_its_successors_socket_alone(tmp_path: Path) -> None:
    path = tmp_path / "bot.sock"
    async with AsyncExitStack() as later:
        async with served(NOTHING, f"unix:{path}"):
            path.unlink()  # as a successor does, once nobody listens there
            await later.enter_async_context(served(NOTHING, f"unix:{path}"))

        assert await answers("http://bot", path)


async def test_a_request_that_comes_slowly_after_its_head_is_left_to_the_application(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def patient(_: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    monkeypatch.setattr(listening, "LONGEST_HEAD", 0.1)
    head = b"POST / HTTP/1.1\r\nHost: bot\r\nConnection: close\r\nContent-Length: 6\r\n\r\n"
    async with served(patient, "127.0.0.1:0") as address:
        assert (await answered(address, head, *[b"ab"] * 3)).startswith(b"HTTP/1.1 200")
