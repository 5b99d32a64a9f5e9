"""Whatever befalls the way to Telegram, the bot says so, and hears Telegram again afterwards."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass

import pytest
from telegram.error import TelegramError

from bot.gateway import lanes, polling, transport
from bot.gateway.polling import Poller
from bot.gateway.service import Service
from bot.house import House
from bot.simulator import faults
from bot.simulator.faults import Fault
from bot.simulator.server import serve
from bot.simulator.telegram import Telegram
from tests.receiving.network import Gate, gate, until
from tests.room import Room

pytestmark = pytest.mark.untraced

EVER = 100_000


@dataclass
class Line:
    """The bot on a line to its Telegram that can be disturbed."""

    room: Room
    gate: Gate
    monkeypatch: pytest.MonkeyPatch

    @property
    def poller(self) -> Poller:
        door = self.room.service._door
        assert isinstance(door, Poller)
        return door


Outage = Callable[[Line], AbstractAsyncContextManager[None]]


@pytest.fixture
async def line(house: House, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Line]:
    """It has less patience than it usually has."""
    for name, seconds in {"WAIT": 1, "GRACE": 0.2, "LONGEST_PAUSE": 0.1}.items():
        monkeypatch.setattr(polling, name, seconds)
    monkeypatch.setattr(lanes, "LAST_MOMENT", 1)
    for name, most in {"PATIENCE": 0.5, "CONNECTING": 0.2, "CONNECTIONS": 1}.items():
        monkeypatch.setattr(transport, name, most)
    telegram = Telegram()
    async with serve(telegram) as server, gate(server) as way:
        # By a name, so that it has to be looked up.
        service = Service(house, telegram.token, f"http://localhost:{way.port}")
        running = asyncio.create_task(service.run())
        try:
            await until(lambda: sum(one.method == "setMyCommands" for one in telegram.calls) == 3)
            # A connection that is only being made could slip past an outage that cuts those made.
            await until(lambda: any(one.method == "getUpdates" for one in telegram.calls))
            yield Line(Room(telegram, service), way, monkeypatch)
        finally:
            service.stop()
            await asyncio.wait_for(running, 10)


def said(fault: Fault) -> Outage:
    """Telegram, or what stands before it, answers each poll like this."""

    @asynccontextmanager
    async def outage(line: Line) -> AsyncIterator[None]:
        line.room.telegram.faults.add("getUpdates", fault, times=EVER)
        yield
        line.room.telegram.faults.clear()

    return outage


@asynccontextmanager
async def swallowed(line: Line) -> AsyncIterator[None]:
    """Connections are there, and nothing comes through: each end holds the other for quiet."""
    line.gate.swallows = True
    yield
    line.gate.swallows = False


@asynccontextmanager
async def refused(line: Line) -> AsyncIterator[None]:
    """Nobody listens any more."""
    await line.gate.close()
    yield
    await line.gate.open()


@asynccontextmanager
async def nameless(line: Line) -> AsyncIterator[None]:
    """The name is not known any more, and the connection is lost."""

    def nobody(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    with line.monkeypatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", nobody)
        await line.gate.cut()
        yield


@asynccontextmanager
async def wedged(line: Line) -> AsyncIterator[None]:
    """The pool has one connection, and a call that is never answered has taken it."""
    line.room.telegram.faults.add("getMe", faults.read_timeout())
    holding = asyncio.create_task(hold(line))
    yield
    await asyncio.wait({holding})


async def hold(line: Line) -> None:
    """Make a call that is never answered, as soon as there is a place for it."""
    telegram = line.room.telegram
    address = f"http://localhost:{line.gate.port}/bot{telegram.token}/getMe"
    while "getMe" in telegram.faults.planned:
        with suppress(TelegramError):
            await line.poller._request.post(address, read_timeout=60)


OUTAGES: dict[str, Outage] = {
    "401": said(faults.server_error(401)),
    "404": said(faults.server_error(404)),
    "409": said(faults.server_error(409)),
    "429": said(faults.too_many_requests(1)),
    "500": said(faults.server_error(500)),
    "502 as a page": said(faults.html_page(502)),
    "200 as a page": said(faults.html_page(200)),
    "cut": said(faults.dropped_connection()),
    "silence": said(faults.read_timeout()),
    "half open": swallowed,
    "pool used up": wedged,
    "no such name": nameless,
    "refused": refused,
}


@pytest.mark.parametrize("name", OUTAGES)
async def test_after_an_outage_the_bot_hears_all_that_was_said(
    name: str, line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    room, outage = line.room, OUTAGES[name]
    async with outage(line):
        room.telegram.say(room.amina, room.private, "/privacy")
        await until(lambda: caplog.text.count("no updates: ") >= 1)
        silence = room.service.silence
        room.telegram.say(room.amina, room.private, "/africa")
        await until(lambda: caplog.text.count("no updates: ") >= 2)

        assert room.service.silence > silence > 0
    await room.telegram.settled(5)
    words = ("Privacy", "Brussels")
    texts = [one.text for one in room.said(room.private)]

    assert [word in text for word, text in zip(words, texts, strict=True)] == [True, True]
    assert "Telegram answers again" in caplog.text
    assert room.service.silence < silence + 1
