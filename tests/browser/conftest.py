"""A house for each test: the whole bot with its page, on a copy of the briefings; and a browser."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot.briefing.library import Library
from bot.gateway.service import Service
from bot.house import house_of
from bot.simulator.page.notices import Notices
from bot.simulator.page.routes import routes
from bot.simulator.page.stage import opened
from bot.simulator.server import serve
from bot.simulator.telegram import Telegram
from bot.simulator.wire import Wire
from bot.store.database import Database
from bot.watch import follow
from tests.browser.chromium import found, launched
from tests.browser.visitor import House, Visitor, visiting
from tests.conftest import BRIEFINGS


@pytest_asyncio.fixture(loop_scope="session")
async def house(tmp_path: Path, library: Library, database: Database) -> AsyncIterator[House]:
    folder = shutil.copytree(BRIEFINGS, tmp_path / "briefings")
    copied, telegram = Library(folder), Telegram()
    copied.snapshot = library.snapshot  # the same files, read once for all tests
    notices, stopping = Notices(telegram.changes.happened), asyncio.Event()
    page = routes(opened(telegram), notices)
    inside = house_of(copied, database)
    service = Service(
        inside,
        telegram.token,
        "http://local.invalid",
        lambda: Wire(telegram),
    )
    async with serve(telegram, 0, page) as address, asyncio.TaskGroup() as tasks:
        tasks.create_task(service.run())
        tasks.create_task(follow(copied, folder, stopping, notices.tell))
        yield House(address, telegram, folder / "marrakesh-2022.yaml")
        service.stop()
        stopping.set()


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One for all tests; without one they are skipped, except in CI."""
    path = found()
    if path is None:
        missing = "no Chromium here; on Debian: sudo apt install chromium fonts-noto-color-emoji"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    async with launched(path) as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def guest(browser: Browser, house: House) -> AsyncIterator[Visitor]:
    """Somebody at a wide screen."""
    async with visiting(browser, house) as guest:
        yield guest
