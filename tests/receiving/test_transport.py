"""What becomes of a call over the network, and that nothing tells the token on the way."""

import asyncio
import logging
import socket
import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress

import pytest
from telegram.error import RetryAfter, TelegramError

from bot.gateway import transport
from bot.gateway.outcome import outcome
from bot.gateway.payload import Payload, call
from bot.gateway.service import Service
from bot.gateway.transport import Transport
from bot.house import House
from bot.outbox.fate import Fate
from bot.simulator.server import serve
from bot.simulator.telegram import Telegram
from tests.receiving.network import Wall, a_port, answer, until, wall

CANARY = "4815162342:canary-that-must-never-be-seen"
PATIENCE = 0.2


@pytest.fixture(autouse=True)
def _time_deltas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
async def way() -> AsyncIterator[Transport]:
    way = Transport(proxies=False)
    await way.initialize()
    yield way
    await way.shutdown()


def address(url: str) -> str:
    return f"{url}/bot{CANARY}/sendMessage"


async def failure(way: Transport, url: str) -> Exception:
    """What a call that can't succeed ends with."""
    try:
        found = await call(way, address(url), {"chat_id": 7, "text": "Hello"}, PATIENCE)
    except (TelegramError, KeyError, TypeError) as error:
        return error
    raise AssertionError(f"it was answered: {found}")


ANSWERS = {
    "silence": (None, Fate.UNKNOWN),
    "a reset": (b"", Fate.UNKNOWN),
    "an end without an answer": (b"\r\n", Fate.UNKNOWN),
    "half an answer": (answer(200, b'{"ok":true,"result":{}}')[:-3], Fate.UNKNOWN),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", Fate.UNKNOWN),
    "a length that is none": (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", Fate.UNKNOWN),
    "an encoding that it has not": (
        answer(200, b"plain", b"Content-Encoding: gzip"),
        Fate.UNKNOWN,
    ),
    "a redirect": (answer(302, b"", b"Location: http://127.0.0.1:9/"), Fate.UNKNOWN),
    "200 with no JSON": (answer(200, b"<html>"), Fate.UNKNOWN),
    "200 with no end of depth": (answer(200, b"[" * 100_000), Fate.UNKNOWN),
    "200 with a list": (answer(200, b"[]"), Fate.UNKNOWN),
    "200 without a result": (answer(200, b'{"ok":true}'), Fate.UNKNOWN),
    "500": (answer(500, b'{"ok":false,"description":"Internal Server Error"}'), Fate.UNKNOWN),
    "502 as a page": (answer(502, b"<html>Bad Gateway</html>"), Fate.UNKNOWN),
    "504 as a list": (answer(504, b'{"description":"Gateway Timeout"}'), Fate.UNKNOWN),
    "400": (answer(400, b'{"description":"Bad Request: chat not found"}'), Fate.REFUSED),
    "401": (answer(401, b'{"description":"Unauthorized"}'), Fate.LOCKED_OUT),
    "403": (answer(403, b'{"description":"Forbidden: bot was blocked"}'), Fate.GONE),
    "404": (answer(404, b'{"description":"Not Found"}'), Fate.LOCKED_OUT),
    "409": (answer(409, b'{"description":"Conflict"}'), Fate.REFUSED),
    "429": (
        answer(429, b'{"description":"Too Many","parameters":{"retry_after":7}}'),
        Fate.LATER,
    ),
    "a move": (
        answer(400, b'{"description":"Moved","parameters":{"migrate_to_chat_id":-1001}}'),
        Fate.MIGRATED,
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
async def test_what_a_server_does_to_a_call_decides_its_fate(name: str, way: Transport) -> None:
    says, fate = ANSWERS[name]
    async with wall(says) as server:
        error = await failure(way, server.url)

    assert outcome(error).fate is fate
    assert len(server.asked) == 1
    assert_says_nothing_of_the_token(error)


async def test_a_refusal_for_now_says_how_long_to_wait(way: Transport) -> None:
    async with wall(ANSWERS["429"][0]) as server:
        error = await failure(way, server.url)

    assert isinstance(error, RetryAfter)
    assert outcome(error).wait == 7


async def test_where_nobody_listens_nothing_is_sent(way: Transport) -> None:
    error = await failure(way, f"http://127.0.0.1:{(port := a_port())}")

    assert outcome(error).fate is Fate.UNSENT
    assert outcome(error).said == f"127.0.0.1:{port} can't be reached: Connection refused"
    assert_says_nothing_of_the_token(error)


async def test_to_a_name_that_nobody_knows_nothing_is_sent(
    way: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    error = await failure(way, "http://bot-api.example.org")

    assert outcome(error).fate is Fate.UNSENT
    assert outcome(error).said.endswith("can't be reached: Name or service not known")
    assert_says_nothing_of_the_token(error)


async def test_to_a_server_without_encryption_nothing_is_sent(way: Transport) -> None:
    async with serve(Telegram()) as url:
        error = await failure(way, url.replace("http:", "https:"))

    assert outcome(error).fate is Fate.UNSENT
    assert_says_nothing_of_the_token(error)


@pytest.mark.parametrize("url", ["http://", "http://["])
async def test_to_what_is_no_address_nothing_is_sent(url: str, way: Transport) -> None:
    error = await failure(way, url)

    assert outcome(error).fate is Fate.UNSENT
    assert_says_nothing_of_the_token(error)


async def test_a_pool_that_is_used_up_ends_in_time_and_nothing_is_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(transport, "CONNECTIONS", 1)
    monkeypatch.setattr(transport, "CONNECTING", 0.1)
    way = Transport(proxies=False)
    await way.initialize()
    async with wall(None) as server:
        holding = asyncio.create_task(call(way, address(server.url), {}, 5))
        await until(lambda: server.asked)
        error = await asyncio.wait_for(failure(way, server.url), 1)
        holding.cancel()
        await asyncio.wait({holding})
    await way.shutdown()

    assert outcome(error).fate is Fate.UNSENT
    assert len(server.asked) == 1
    assert_says_nothing_of_the_token(error)


def assert_says_nothing_of_the_token(error: BaseException) -> None:
    for one in chain(error):
        assert "canary" not in f"{one} {one!r} {one.args}"
    assert "canary" not in "".join(traceback.format_exception(error))


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and all that it came from."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize("says", [None, b"", b"no HTTP\r\n\r\n", answer(200, b"<html>")])
async def test_the_token_is_in_no_log(
    says: bytes | None, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with wall(says) as server:
        service = Service(house, CANARY, server.url)
        running = asyncio.create_task(service.run())
        await until(lambda: server.asked)
        await asyncio.sleep(0.05)
        service.stop()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        await service.application.bot.shutdown()

    assert server.asked[0].startswith(f"POST /bot{CANARY}/getMe ".encode())
    assert "canary" not in caplog.text


async def test_a_redirect_is_not_followed(way: Transport) -> None:
    async with wall(answer(200, b'{"ok":true,"result":{}}')) as other:
        moved = answer(307, b"", f"Location: {other.url}/".encode())
        async with wall(moved) as server:
            await failure(way, server.url)

    assert len(server.asked) == 1
    assert other.asked == []


@pytest.fixture
async def proxy(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Wall]:
    """A proxy that the environment names, for every way out."""
    async with wall(answer(502, b"")) as server:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
            monkeypatch.setenv(name, server.url)
        for name in ("no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.delenv(name, raising=False)
        yield server


async def test_on_the_way_to_this_machine_no_proxy_is_asked(proxy: Wall, house: House) -> None:
    telegram = Telegram()
    async with serve(telegram) as url:
        service = Service(house, telegram.token, url)
        await service.application.initialize()
        await service.application.shutdown()

    assert [one.method for one in telegram.calls] == ["getMe"]
    assert proxy.asked == []


async def test_on_the_way_into_the_world_the_environments_proxy_is_asked(proxy: Wall) -> None:
    way = Transport(proxies=True)
    await way.initialize()
    error = await failure(way, "http://bot-api.example.org")
    await way.shutdown()

    assert outcome(error).fate is Fate.UNKNOWN
    assert b"Host: bot-api.example.org" in proxy.asked[0]


async def test_what_a_proxy_does_not_let_through_is_not_sent(proxy: Wall) -> None:
    way = Transport(proxies=True)
    await way.initialize()
    error = await failure(way, "https://bot-api.example.org")
    await way.shutdown()

    assert proxy.asked[0].startswith(b"CONNECT ")
    assert outcome(error).fate is Fate.UNSENT
    assert_says_nothing_of_the_token(error)


def test_a_proxy_that_cannot_be_used_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1080")

    with pytest.raises(RuntimeError, match="SOCKS"):
        Transport(proxies=True)
    Transport(proxies=False)


async def test_a_transport_serves_from_its_opening_to_its_end_and_again() -> None:
    way = Transport(proxies=False)
    async with wall(answer(200, b'{"ok":true,"result":7}')) as server:
        with pytest.raises(TelegramError, match="not initialized"):
            await call(way, address(server.url), {})
        for _ in range(2):
            await way.initialize()
            await way.initialize()
            assert await call(way, address(server.url), {}) == 7
            await way.shutdown()
            await way.shutdown()

    assert way.read_timeout == transport.PATIENCE


async def test_a_call_carries_its_values_as_json_and_none_of_those_that_are_missing() -> None:
    telegram = Telegram()
    amina = telegram.person("Amina")
    chat = telegram.private(amina)
    telegram.say(amina, chat, "/start")
    way = Transport(proxies=False)
    await way.initialize()
    values = {"chat_id": chat.id, "text": "“Hello”", "reply_markup": None}
    async with serve(telegram) as url:
        await call(way, f"{url}/bot{telegram.token}/sendMessage", values)
    await way.shutdown()

    assert telegram.calls[-1].parameters == {"chat_id": chat.id, "text": "“Hello”"}


def test_as_a_form_all_but_strings_are_json() -> None:
    payload = Payload({"text": "a", "chat_id": 7, "link_preview_options": {"is_disabled": True}})

    assert payload.json_parameters == {
        "text": "a",
        "chat_id": "7",
        "link_preview_options": '{"is_disabled": true}',
    }
    assert not payload.contains_files
