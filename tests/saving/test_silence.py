"""An edit is a draft: whatever is done to the files, nobody who subscribed hears of it."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.briefing.library import Library
from bot.house import House, house_of
from bot.simulator.telegram import Telegram
from bot.store.database import Database
from bot.watch import PAUSE, REST, follow
from tests.conftest import BRIEFINGS
from tests.room import Room, delivered, publish_now, serving, standing

pytestmark = pytest.mark.untraced

FILE = "marrakesh-2022.yaml"


@pytest.fixture
def house(tmp_path: Path, database: Database) -> House:
    folder = shutil.copytree(BRIEFINGS, tmp_path / "briefings")
    library = Library(folder)
    library.reload()
    return house_of(library, database)


@pytest.fixture
async def room(house: House, tmp_path: Path) -> AsyncIterator[Room]:
    """The whole bot, and its folder followed."""
    stopping = asyncio.Event()
    following = asyncio.create_task(follow(house.library, tmp_path / "briefings", stopping))
    async with serving(Telegram(), house) as room:
        yield room
    stopping.set()
    await asyncio.wait_for(following, 20)


def rewritten(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def another_edition(file: Path) -> None:
    rewritten(file, "edition: 1", "edition: 2")


def another_figure(file: Path) -> None:
    rewritten(file, "Coalition met in", "Coalition sat in")


def a_mistake(file: Path) -> None:
    rewritten(file, "edition: 2", "edition: two")


def its_repair(file: Path) -> None:
    rewritten(file, "edition: two", "edition: 3")


def a_later_briefing(file: Path) -> None:
    text = file.read_text("utf-8").replace("briefing: marrakesh-2022", "briefing: later")
    file.with_name("later.yaml").write_text(text.replace("edition: 3", "edition: 9"), "utf-8")


def its_removal(file: Path) -> None:
    file.with_name("later.yaml").unlink()


def an_emptied_folder(file: Path) -> None:
    file.unlink()


EDITS: tuple[Callable[[Path], None], ...] = (
    another_edition,
    another_figure,
    a_mistake,
    its_repair,
    a_later_briefing,
    its_removal,
    an_emptied_folder,
)


async def test_no_edit_sends_anything_and_a_publication_does(
    house: House, room: Room, tmp_path: Path
) -> None:
    group = await room.group()
    await room.ask("/subscribe", group)
    await room.ask("/subscribe")
    assert standing(house, group)
    assert standing(house, room.private)
    heard, asked = room.said(group), len(room.telegram.calls)

    for edit in EDITS:
        before = house.library.snapshot
        edit(tmp_path / "briefings" / FILE)
        async with asyncio.timeout(10):
            while house.library.snapshot is before:  # noqa: ASYNC110 - only looking tells
                await asyncio.sleep(PAUSE)
        await delivered(house)
    await asyncio.sleep(REST)

    assert room.said(group) == heard
    assert {call.method for call in room.telegram.calls[asked:]} <= {"getUpdates"}
    publish_now(house, house.library.snapshot.current)
    assert len(await room.arrived(group, len(heard) + 1)) > len(heard)
