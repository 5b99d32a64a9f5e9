"""`python -m bot gaps`: what people ask in vain, and what is near it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.briefing.model import Briefing
from bot.desk import renderer
from bot.sending.edition import draft, publish
from bot.store import gaps
from bot.store.database import Connection, Database
from tests.operations.town import Ended, Town

NOW = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
NONE = "No question without an answer is known. They are counted while a bot runs.\n"


def published(connection: Connection, briefing: Briefing) -> None:
    """Publish a briefing."""
    publish(connection, draft(connection, briefing), renderer(), NOW)


def lines(ended: Ended) -> list[str]:
    """What a command wrote, line by line."""
    return [line.rstrip() for line in ended.out.splitlines()]


def ask(database: Database, *questions: str) -> None:
    """Let a question be counted each time it is named."""
    for question in questions:
        database.run_now(gaps.count, question, 1, NOW)


def test_before_anything_is_stored_it_says_so_and_makes_no_database(
    town: Town, tmp_path: Path
) -> None:
    nowhere = tmp_path / "none" / "bot.sqlite3"
    empty = tmp_path / "empty.sqlite3"
    empty.touch()

    for file in (nowhere, empty):
        ended = town.bot("gaps", BOT_DATABASE__URL=f"sqlite:///{file}")
        assert (ended.code, ended.out) == (0, NONE)
    assert not nowhere.parent.exists()


def test_while_everything_is_answered_it_says_so(town: Town) -> None:
    ask(town.database, "/members iraq")

    ended = town.bot("gaps")
    assert (ended.code, ended.out) == (0, NONE)


@pytest.mark.untraced
def test_the_most_frequent_are_listed_with_what_is_near(town: Town, briefing: Briefing) -> None:
    town.database.run_now(published, briefing)
    ask(town.database, *["/members kurdistan"] * 12, "/who mongano", "/resolutions sponsors")
    town.edit("aliases: [funding,", "aliases: [sponsors, funding,")

    assert lines(town.bot("gaps")) == [
        "  12 ×  2026-11-24  /members kurdistan",
        "  1 ×   2026-11-24  /resolutions sponsors · the draft answers it",
        "  1 ×   2026-11-24  /who mongano · near: Babagana Monguno",
    ]
    assert lines(town.bot("gaps", "--limit", "1")) == ["  12 ×  2026-11-24  /members kurdistan"]


def test_they_are_listed_even_while_no_file_is_sound(town: Town) -> None:
    ask(town.database, "/members kurdistan")
    town.file.write_text("briefing: [", "utf-8")

    assert lines(town.bot("gaps")) == ["  1 ×  2026-11-24  /members kurdistan"]


def test_a_question_can_be_taken_off(town: Town) -> None:
    ask(town.database, "/members kurdistan", "oil")

    ended = town.bot("gaps", "--forget", "/members Kurdistan")
    assert ended.code == 0
    assert ended.out.startswith("Forgotten: /members kurdistan.")
    again = town.bot("gaps", "--forget", "/members kurdistan")
    assert again.code == 1
    assert again.out.startswith("No question /members kurdistan is known.")
    assert [one.question for one in town.database.run_now(gaps.most_asked)] == ["oil"]


def test_without_a_database_nothing_can_be_taken_off(town: Town, tmp_path: Path) -> None:
    ended = town.bot("gaps", "--forget", "oil", BOT_DATABASE__URL=f"sqlite:///{tmp_path}/none")

    assert ended.code == 1
