"""`python -m bot preview` as operators call it, before anything goes out."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.briefing.library import load
from bot.briefing.model import Briefing
from bot.desk import renderer
from bot.sending.edition import draft, publish
from bot.sending.sender import utc_now
from bot.store.database import Connection
from bot.subscriptions.wish import Rhythm, Wish
from tests.operations.town import NAME, Ended, Town

OLD, NEW = "text: The article counts 83 members.", "text: The article counts 84 members."


@pytest.fixture
def edited(town: Town) -> Town:
    """The first edition is out, and the file says what the second will."""
    briefing = load(town.file).briefing
    assert briefing is not None
    town.database.run_now(published, briefing)
    town.edit("edition: 1\n", "edition: 2\n")
    town.edit(OLD, NEW)
    return town


def published(connection: Connection, briefing: Briefing) -> int:
    return publish(connection, draft(connection, briefing), renderer(), utc_now())


def section(done: Ended, title: str) -> str:
    """What stands below a heading, in one line."""
    _, _, below = done.out.partition(f"\n{title}\n")
    return " ".join(below.partition("\n\nWhat ")[0].split())


@pytest.mark.untraced
def test_it_shows_what_changed_what_chats_receive_and_every_answer(edited: Town) -> None:
    edited.resident("Amina")
    edited.resident("Bola", Wish(topics=frozenset({"africa"})))
    edited.resident("Chioma", Wish(rhythm=Rhythm.WEEKLY))

    done = edited.bot("preview")

    assert (done.code, done.err) == (0, "")
    assert f"{NAME}, edition 2, not published" in done.out
    assert section(done, "What changed since edition 1") == (
        "1 change: 1 figure changed figure changed: members-in-the-article (facts) "
        "before: The article counts 83 members. now: The article counts 84 members."
    )
    received = section(done, "What chats receive")
    assert received.startswith("At once, every topic, 1 chat Edition 2")
    assert "(Summary: /summary) (Settings: /settings)" in received
    assert "At once, africa, 1 chat" in received
    assert "Daily digest, every topic, 0 chats" in received
    assert "Weekly digest, every topic, 1 chat" in received
    answers = section(done, "What each command answers")
    assert "/who monguno Major-Gen. Babagana Monguno" in answers
    assert "[Blueprint ¶6]" in answers
    assert "/members benin" in answers


@pytest.mark.untraced
def test_only_the_answers_that_differ_are_shown_if_wanted(edited: Town) -> None:
    done = edited.bot("preview", NAME, "--changed")

    answers = section(done, "What each command answers")
    assert answers.startswith("/summary meeting")
    assert "· changed" in answers
    assert "/members Benin" not in answers


@pytest.mark.untraced
def test_lines_fit_the_terminal_and_are_plain(edited: Town) -> None:
    done = edited.bot("preview")

    assert max(map(len, done.out.splitlines())) <= 80
    assert "\x1b" not in done.out


def test_what_is_out_as_it_stands_goes_to_nobody(edited: Town) -> None:
    edited.edit(NEW, OLD)
    edited.edit("edition: 2\n", "edition: 1\n")

    done = edited.bot("preview", "--changed")

    assert f"{NAME}, edition 1, published as it stands" in done.out
    assert section(done, "What changed since edition 1") == "No entry has changed."
    assert section(done, "What chats receive") == "This edition is out, so nobody is written to."
    assert section(done, "What each command answers") == "Every answer is what people are told now."


def test_an_edition_that_cannot_be_published_is_shown_with_the_reason(edited: Town) -> None:
    edited.edit("edition: 2\n", "edition: 1\n")

    done = edited.bot("preview")

    assert done.code == 0
    assert "with other words." in " ".join(done.out.split())
    assert "write `edition: 2` and publish that. It is shown as that edition." in " ".join(
        done.out.split()
    )
    assert "figure changed: members-in-the-article" in done.out


@pytest.mark.untraced
def test_before_the_first_edition_all_is_new_and_no_database_is_made(
    town: Town, tmp_path: Path
) -> None:
    file = tmp_path / "none" / "bot.sqlite3"

    done = town.bot("preview", BOT_DATABASE__URL=f"sqlite:///{file}")

    assert done.code == 0
    assert "Nothing of it has been published yet, so all of it is new." in done.out
    assert "· new" not in done.out
    assert not file.parent.exists()


@pytest.mark.parametrize("words", [("preview",), ("preview", NAME)])
def test_problems_are_listed_as_check_does(town: Town, words: tuple[str, ...]) -> None:
    town.edit("edition: 1\n", "edtion: 1\n")

    done, checked = town.bot(*words), town.bot("check")

    assert done.code == 1
    assert done.out == checked.out
    assert done.err == "1 file checked: 1 problem.\n"  # the words of questions are not looked at


def test_a_briefing_that_is_not_there_is_wrong_use(town: Town) -> None:
    done = town.bot("preview", "rome-2021")

    assert done.code == 2
    assert done.err == f"rome-2021: no such briefing. There is: {NAME}\n"


def test_an_empty_folder_is_wrong_use(town: Town) -> None:
    town.file.unlink()

    done = town.bot("preview")

    assert done.code == 2
    assert "no *.yaml file in this folder" in done.err


@pytest.mark.untraced
def test_what_the_sentence_does_not_say_is_shown_with_its_field(edited: Town) -> None:
    edited.edit("title: Global Coalition to", "title: The Coalition to")

    done = edited.bot("preview", "--changed")

    changed = section(done, "What changed since edition 1")
    assert "2 changes: 1 figure changed, 1 field changed" in changed
    assert "field changed: briefing (briefing), title before: Global Coalition to" in changed
    assert "now: The Coalition to Defeat ISIS, Marrakesh communiqué 2022" in changed
    assert "affirmed" not in changed


def test_the_moment_that_a_draft_waits_for_is_named(edited: Town) -> None:
    over = datetime.now(UTC) + timedelta(days=3)
    edited.edit("edition: 2\n", f"edition: 2\nnot_before: {over:%Y-%m-%d}T00:00Z\n")

    done = edited.bot("preview", "--changed")

    assert f"embargo  it goes out on {over.day} {over:%B %Y}, 00:00 UTC, and not before" in done.out
