"""Edits while the bot runs are taken up, whichever way they come; broken ones are reported."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.briefing.library import Library
from bot.watch import follow
from tests.conftest import BRIEFINGS

FILE = "marrakesh-2022.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "briefings"
    shutil.copytree(BRIEFINGS, folder)
    return folder


def edited(folder: Path, edition: int) -> None:
    text = (BRIEFINGS / FILE).read_text("utf-8").replace("edition: 1", f"edition: {edition}")
    (folder / FILE).write_text(text, "utf-8")


@asynccontextmanager
async def followed(folder: Path) -> AsyncIterator[Library]:
    library, stopping = Library(folder), asyncio.Event()
    library.reload()
    following = asyncio.create_task(follow(library, folder, stopping))
    await asyncio.sleep(0)
    yield library
    stopping.set()
    await asyncio.wait_for(following, 5)


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - only looking tells
            await asyncio.sleep(0.05)


async def test_an_edit_is_taken_up(folder: Path) -> None:
    async with followed(folder) as library:
        edited(folder, 2)
        await until(lambda: library.snapshot.current.edition == 2)


async def test_a_file_renamed_into_place_is_taken_up(folder: Path, tmp_path: Path) -> None:
    async with followed(folder) as library:
        edited(tmp_path, 2)
        (tmp_path / FILE).replace(folder / FILE)
        await until(lambda: library.snapshot.current.edition == 2)


async def test_a_folder_that_was_away_is_taken_up_again(folder: Path) -> None:
    async with followed(folder) as library:
        shutil.rmtree(folder)
        await until(lambda: library.snapshot.problems)
        assert library.snapshot.current.edition == 1
        shutil.copytree(BRIEFINGS, folder)
        edited(folder, 2)
        await until(lambda: library.snapshot.current.edition == 2)


async def test_a_link_to_another_folder_is_taken_up(folder: Path, tmp_path: Path) -> None:
    new, link = tmp_path / "new", tmp_path / "current"
    shutil.copytree(folder, new)
    edited(new, 2)
    link.symlink_to(folder)
    async with followed(link) as library:
        (tmp_path / "next").symlink_to(new)
        (tmp_path / "next").replace(link)
        await until(lambda: library.snapshot.current.edition == 2)


async def test_a_broken_edit_is_reported_and_its_repair_taken_up(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with followed(folder) as library:
        (folder / FILE).write_text("briefing: [", "utf-8")
        await until(lambda: library.snapshot.problems)
        assert library.snapshot.current.edition == 1
        assert f"{FILE}:1:" in caplog.text
        edited(folder, 2)
        await until(lambda: library.snapshot.current.edition == 2)
        assert library.snapshot.problems == ()
