"""Operators are told of edits while the bot serves, and nothing of that keeps it from its work."""

import asyncio
import shutil
from pathlib import Path

import pytest

from bot import config
from bot.briefing.library import Library
from bot.gateway.service import Service
from bot.house import Terms, house_of
from bot.serving import serve_until_stopped
from bot.simulator import faults
from bot.simulator.telegram import Telegram
from bot.simulator.wire import Wire
from bot.store.database import Database
from tests.conftest import BRIEFINGS, ROOT


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
