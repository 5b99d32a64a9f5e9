"""Operators are told of edits while the bot serves, and nothing of that keeps it from its work."""

import asyncio
import shutil
from pathlib import Path

import pytest

from bot import config
from bot.briefing.library import Library
from bot.gateway.service import Service
from bot.house import Terms, house_of
from bot.messages import Message
from bot.serving import serve_until_stopped
from bot.simulator import faults
from bot.simulator.chats import Person
from bot.simulator.telegram import Telegram
from bot.simulator.wire import Wire
from bot.store.database import Database
from tests.conftest import BRIEFINGS, ROOT
from tests.receiving.network import until
from tests.room import Room, serving


@pytest.mark.parametrize("fault", [faults.too_many_requests(50), faults.html_page(200)])
async def test_an_operator_who_cannot_be_told_keeps_nobody_from_stopping(
    tmp_path: Path, database: Database, fault: faults.Fault
) -> None:
    folder = shutil.copytree(BRIEFINGS, tmp_path / "briefings")
    library, telegram = Library(folder), Telegram()
    library.reload()
    operator = telegram.person("Amina")
    telegram.say(operator, telegram.private(operator), "/start")
    house = house_of(library, database, Terms(operators=frozenset({operator.id})))
    service = Service(house, telegram.token, "http://local.invalid", lambda: Wire(telegram))
    settings = config.load(ROOT / "config.yaml", {"BOT_BRIEFINGS__PATH": str(folder)})
    running = asyncio.create_task(serve_until_stopped(service, house, settings))
    await telegram.settled()
    telegram.faults.add("sendMessage", fault)
    file = folder / "marrakesh-2022.yaml"
    file.write_text(file.read_text("utf-8").replace("edition: 1", "edition: one"), "utf-8")
    async with asyncio.timeout(10):
        while telegram.faults.planned:  # noqa: ASYNC110 - no bell rings for a call
            await asyncio.sleep(0.05)
    service.stop()

    await asyncio.wait_for(running, 9)


async def heard(room: Room, operator: Person) -> list[str]:
    """What an operator hears if this process notices an edit."""
    private = room.telegram.private(operator)
    await room.ask("/start", private, operator)
    before = len(room.said(private))
    await room.service.tell_operators((Message("A file was edited."),))
    return [said.text for said in room.said(private)[before:]]


async def test_of_several_processes_the_one_that_sends_tells_the_operators(
    library: Library, either: Database
) -> None:
    telegrams = Telegram(), Telegram()  # one each, since they can't both poll the same
    operator, other = (telegram.person("Amina") for telegram in telegrams)
    terms = Terms(operators=frozenset({operator.id, other.id}))
    houses = [house_of(library, either, terms) for _ in telegrams]
    async with serving(telegrams[1], houses[1]) as second:
        await until(lambda: second.service.sender.leading)
        async with serving(telegrams[0], houses[0]) as first:
            await until(lambda: first.service.sender.following)
            behind, ahead = await heard(first, operator), await heard(second, other)
            second.service.stop()
            await until(lambda: first.service.sender.leading)
            after = await heard(first, operator)

    assert (behind, ahead, after) == ([], ["A file was edited."], ["A file was edited."])
