"""`python -m bot correct` and `rollback` as operators call them, with a Telegram they can reach."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from bot.briefing.changes import What
from bot.briefing.model import Briefing, Citation
from bot.operations.correct import show
from bot.publishing.correction import Correction
from bot.subscriptions.news import Item, News
from tests.operations.town import FAST, NAME, Town

pytestmark = pytest.mark.usefixtures("online")
RIGHT, WRONG = "the first three meetings of the Africa", "the first two meetings of the Africa"
LINE = "\n      "  # before this line of the summary


def spaced(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())


def wrong(town: Town) -> None:
    """Publish something wrong, and correct the file."""
    assert town.bot("publish", NAME, "--yes", **FAST).code == 0
    town.edit("edition: 1\n", "edition: 2\n")
    town.edit(LINE + RIGHT, LINE + WRONG)


@pytest.mark.untraced
def test_a_dry_run_shows_what_it_said_what_it_says_and_where(town: Town) -> None:
    town.residents(3)
    wrong(town)

    done = town.bot("correct", NAME, "--dry-run")

    assert done.code == 0
    assert "edition 2, as a correction" in done.out
    assert "brings   1 reworded" in done.out
    assert "changes  3 messages in 3 chats" in done.out
    assert RIGHT in spaced(done.out)
    assert WRONG in spaced(done.out)
    assert "This was a dry run: nothing was stored, nothing was sent." in spaced(done.out)


def test_what_else_goes_with_it_is_named(town: Town) -> None:
    wrong(town)
    town.edit("title: ", "title: The ")

    done = town.bot("correct", NAME, "--dry-run")

    assert "besides" in done.out
    assert "briefing, title" in done.out


def test_to_publish_says_that_what_was_sent_stays_as_it_is(town: Town) -> None:
    wrong(town)

    done = town.bot("publish", NAME, "--dry-run")

    assert "what was sent before stays as it is: python -m bot correct changes it" in spaced(
        done.out
    )


@pytest.mark.untraced
def test_what_was_published_can_still_be_corrected_in_the_same_words(town: Town) -> None:
    [chat] = town.residents(1)
    wrong(town)
    assert town.bot("publish", NAME, "--yes", **FAST).code == 0
    town.edit("edition: 2\n", "edition: 3\n")

    looked = town.bot("correct", NAME, "--dry-run")
    done = town.bot("correct", NAME, "--yes", **FAST)

    assert "no other words: messages still say otherwise" in spaced(looked.out)
    assert "1 message in 1 chat" in looked.out
    assert done.code == 0
    assert WRONG in town.arrived(chat)[0]


@pytest.mark.untraced
def test_the_moment_that_a_correction_waits_for_is_named(town: Town) -> None:
    wrong(town)
    over = datetime.now(UTC) + timedelta(days=3)
    town.edit("edition: 2\n", f"edition: 2\nnot_before: {over:%Y-%m-%d}T00:30+01:00\n")

    done = town.bot("correct", NAME, "--dry-run")

    before = over - timedelta(days=1)
    assert f"embargo it goes out on {before.day} {before:%B %Y}, 23:30 UTC" in spaced(done.out)


def test_a_correction_changes_what_was_sent_and_does_it_once(town: Town) -> None:
    chats = town.residents(3)
    wrong(town)

    done = town.bot("correct", NAME, "--yes", **FAST)
    again = town.bot("correct", NAME, "--yes", **FAST)

    assert (done.code, again.code) == (0, 0)
    assert "3 messages sent" in done.out
    assert "Nothing is sent twice." in spaced(again.out)
    for chat in chats:
        [text] = town.arrived(chat)
        assert "✎ Corrected " in text
        assert WRONG in text


@pytest.mark.untraced
def test_going_back_is_one_command_and_says_what_the_file_needs(town: Town) -> None:
    [chat] = town.residents(1)
    wrong(town)
    town.bot("correct", NAME, "--yes", **FAST)

    done = town.bot("rollback", NAME, "1", "--yes", **FAST)

    assert done.code == 0
    assert "edition 3, as a correction" in done.out
    assert (
        f"The file {NAME}.yaml still has the other words: nobody is answered from it. What you "
        "publish next needs `edition: 4`."
    ) in spaced(done.out)
    assert town.arrived(chat)[0].count("✎ Corrected ") == 2
    assert f"{NAME}, correction 3" in town.bot("status").out


def test_after_going_back_to_what_the_file_says_it_is_told_so(town: Town) -> None:
    town.residents(1)
    wrong(town)
    town.bot("correct", NAME, "--yes", **FAST)
    town.edit(LINE + WRONG, LINE + RIGHT)

    done = town.bot("rollback", NAME, "1", "--yes", **FAST)

    assert (
        f"The file {NAME}.yaml says the same. What you publish next needs `edition: 4`."
    ) in spaced(done.out)


def test_one_can_not_go_back_to_what_there_never_was(town: Town) -> None:
    done = town.bot("rollback", NAME, "7", "--yes")

    assert done.code == 1
    assert f"{NAME}: edition 7 was never published. There is: none." in done.err


def test_where_there_is_nothing_to_correct_it_says_so(town: Town) -> None:
    done = town.bot("correct", NAME, "--yes")

    assert done.code == 1
    assert "so there is nothing to correct. Publish it" in spaced(done.err)


def shown(briefing: Briefing, *items: Item, waiting: int = 0) -> str:
    """What an operator sees of a correction of these items."""
    written = io.StringIO()
    news = News(briefing, items, first=False, correction=True)
    found = Correction(briefing, briefing, news, items, 0, 0, waiting, None)
    show(Console(file=written, width=80), found, 30, datetime.now(UTC))
    return spaced(written.getvalue())


def test_each_kind_of_change_is_told_in_a_few_words(briefing: Briefing) -> None:
    def item(what: What, before: str, after: str, entry: str = "one") -> Item:
        return Item(what, "facts", entry, before, after, Citation(source="fana"), frozenset())

    gone = shown(briefing, item(What.REMOVED, "It was.", ""), waiting=2)
    back = shown(briefing, item(What.ADDED, "", "It is."))
    moved = shown(briefing, item(What.SOURCE, "It is.", "It is.", entry="facts"))
    many = shown(briefing, *(item(What.FIGURE, f"{one}.", f"{one}!") for one in range(12)))

    assert "it said It was. (facts, one) now withdrawn" in gone
    assert "not sent yet 2 messages, and they go out corrected" in gone
    assert "takes" not in gone
    assert "it said" not in back
    assert "now It is." in back
    assert "it said It is. now the same, on another footing" in moved
    assert all(f"it said {one}. (facts, one) now {one}!" in many for one in range(12))
