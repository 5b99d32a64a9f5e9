"""Conversations as text files: what is said to the bot, and all that it shows.

To add one, write the lines that begin with `> ` into a file and run `pytest --accept`; read what
the bot wrote there, and keep it only if you would want to be told so.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.briefing.library import Library
from bot.house import Terms, house_of
from bot.simulator.telegram import Telegram
from bot.simulator.terminal import Conversation, shown
from bot.store.database import Database
from tests.room import publish_now, serving

NOW = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)  # a Tuesday; the first edition is out
FILES = sorted(Path(__file__).parent.glob("transcripts/**/*.txt"))
YOU = 7000000002  # the person in the conversation, as the local Telegram numbers people


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
async def test_the_conversation_goes_as_written(
    file: Path,
    library: Library,
    database: Database,
    request: pytest.FixtureRequest,
) -> None:
    written = file.read_text("utf-8")
    lines = [line[2:] for line in written.splitlines() if line.startswith("> ")]
    operators = {YOU} if file.parent.name == "operators" else set()
    house = house_of(library, database, Terms(operators=frozenset(operators)), lambda: NOW)
    publish_now(house, library.snapshot.current)
    async with serving(Telegram(), house) as room:
        held = await _held(Conversation(room.telegram), lines)
    if request.config.getoption("--accept"):
        file.write_text(held, "utf-8")

    assert held == file.read_text("utf-8")


async def _held(conversation: Conversation, lines: list[str]) -> str:
    written = []
    for line in lines:
        answers = [shown(message) for message in await conversation.say(line)]
        written.append("\n".join([f"> {line}", *answers]))
    return "\n\n".join(written) + "\n"
