"""From a file with problems, or one that is gone, nothing goes out by a tap."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.briefing.library import Library
from bot.house import Terms, house_of
from bot.simulator.telegram import Telegram
from bot.store.database import Database
from tests.conftest import BRIEFINGS
from tests.gateway.test_proposals import NOW, Newsroom, at_once
from tests.room import serving

pytestmark = pytest.mark.usefixtures("hurried", at_once.__name__)
NAME = "marrakesh-2022"
WORD, MENDED = "the first three meetings of the Africa", "the first two meetings of the Africa"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The shipped briefing, in a folder of its own."""
    return shutil.copytree(BRIEFINGS, tmp_path / "briefings") / f"{NAME}.yaml"


@pytest.fixture
async def newsroom(database: Database, file: Path) -> AsyncIterator[Newsroom]:
    """Two operators, who both have to agree to what a real file says."""
    telegram, library = Telegram(), Library(file.parent)
    people = [telegram.person("Amina"), telegram.person("Bola")]
    terms = Terms(operators=frozenset(one.id for one in people), approvals=2)
    house = house_of(library, database, terms, lambda: NOW)
    assert library.reload().problems == ()
    async with serving(telegram, house) as room:
        for one in people:
            await room.ask("/start", telegram.private(one), one)
        group = await room.group()
        yield Newsroom(house, room, people[0], people[1], group, [NOW])


def edit(newsroom: Newsroom, file: Path, *edits: tuple[str, str]) -> None:
    """Save other words, and let them be taken up."""
    text = file.read_text("utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    file.write_text(text, "utf-8")
    newsroom.house.library.reload()


async def half_agreed(newsroom: Newsroom) -> None:
    """One of two operators has agreed to the first edition."""
    await newsroom.ask("/publish", newsroom.first)
    await newsroom.last(newsroom.first, "Publish edition 1?")
    await newsroom.tap("Publish", newsroom.first)
    await newsroom.last(newsroom.second, "1 of 2 have agreed: Amina")


async def test_nobody_agrees_to_words_whose_file_has_problems_by_now(
    newsroom: Newsroom, file: Path
) -> None:
    await half_agreed(newsroom)
    edit(newsroom, file, (WORD, MENDED), ("standing:", "standng:"))
    await newsroom.tap("Publish", newsroom.second)

    await newsroom.last(newsroom.second, "nothing was sent", "Its file is gone, or has problems.")


async def test_nobody_agrees_to_words_whose_file_is_gone_though_no_other_is_there(
    newsroom: Newsroom, file: Path, tmp_path: Path
) -> None:
    await half_agreed(newsroom)
    file.rename(tmp_path / "elsewhere.yaml")
    newsroom.house.library.reload()
    await newsroom.tap("Publish", newsroom.second)

    await newsroom.last(newsroom.second, "nothing was sent", "Its file is gone, or has problems.")


@pytest.mark.parametrize("line", ["/publish", "/correct", f"/publish {NAME}", f"/correct {NAME}"])
async def test_nothing_is_proposed_from_a_file_with_problems(
    newsroom: Newsroom, file: Path, line: str
) -> None:
    edit(newsroom, file, (WORD, MENDED), ("standing:", "standng:"))
    await newsroom.ask(line, newsroom.first)

    said = await newsroom.last(
        newsroom.first, f"{NAME}.yaml:", "unknown key `standng`", "mend it, then"
    )
    assert said.keyboard is None
    await newsroom.ask("/publish yes 1", newsroom.first)
    await newsroom.last(newsroom.first, "There is no proposal 1 any more.")


async def test_nothing_is_proposed_from_a_folder_that_is_empty(
    newsroom: Newsroom, file: Path
) -> None:
    file.unlink()
    newsroom.house.library.reload()
    await newsroom.ask("/publish", newsroom.first)

    await newsroom.last(newsroom.first, "Nothing is proposed.", "no sound briefing here")


async def test_a_sound_file_beside_one_with_problems_is_offered_and_the_problems_are_told(
    newsroom: Newsroom, file: Path
) -> None:
    other = file.read_text("utf-8").replace(f"briefing: {NAME}", "briefing: other", 1)
    file.with_name("other.yaml").write_text(other, "utf-8")
    edit(newsroom, file, ("standing:", "standng:"))
    await newsroom.ask("/publish", newsroom.first)

    asked = await newsroom.last(newsroom.first, "Which briefing?", "• other: ", f"{NAME}.yaml:")
    assert [button["text"] for button in asked.buttons] == ["other"]
    await newsroom.tap("other", newsroom.first)
    await newsroom.last(newsroom.first, "Publish edition 1?")


async def test_the_preview_of_a_file_with_problems_has_no_button_to_publish(
    newsroom: Newsroom, file: Path
) -> None:
    await newsroom.ask("/preview", newsroom.first)
    sound = await newsroom.last(newsroom.first, "not published")
    edit(newsroom, file, ("standing:", "standng:"))
    await newsroom.ask("/preview", newsroom.first)
    broken = await newsroom.last(newsroom.first, "this file’s last state without a problem")

    assert "Publish" in [button["text"] for button in sound.buttons]
    assert "Publish" not in [button["text"] for button in broken.buttons]
