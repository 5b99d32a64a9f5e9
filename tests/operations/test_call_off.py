"""`python -m bot publish --call-off`: what waits is called off where there is only a terminal."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.store import proposals
from tests.operations.town import NAME, Town

OVER = datetime.now(UTC) + timedelta(days=3)


def spaced(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def agreed(town: Town) -> Town:
    """The first edition is agreed to, and waits for the end of its embargo."""
    town.edit("edition: 1\n", f"edition: 1\nnot_before: {OVER:%Y-%m-%d}T00:00Z\n")
    assert town.bot("publish", NAME, "--yes", TELEGRAM_BOT_TOKEN="").code == 0
    return town


def waits(town: Town) -> bool:
    return town.database.run_now(proposals.live, NAME) is not None


def test_what_is_agreed_is_called_off_and_something_else_can_be_proposed(agreed: Town) -> None:
    agreed.edit("title: Global Coalition", "title: The Coalition")
    held = agreed.bot("publish", NAME, "--yes", TELEGRAM_BOT_TOKEN="")
    assert held.code == 1
    assert f"or in a terminal with python -m bot publish {NAME} --call-off" in spaced(held.err)

    done = agreed.bot("publish", NAME, "--call-off", "--yes")

    assert done.code == 0
    assert f"{NAME}, edition 1 (publish): agreed by " in spaced(done.out)
    assert f"goes out on {OVER.day} {OVER:%B %Y}, 00:00 UTC." in spaced(done.out)
    assert "It is called off, and nothing of it is sent." in done.out
    assert not waits(agreed)
    assert agreed.bot("publish", NAME, "--yes", TELEGRAM_BOT_TOKEN="").code == 0


def test_an_edit_of_what_is_agreed_is_told_to_be_left_out(agreed: Town) -> None:
    before = [agreed.bot("status").out, agreed.bot("preview", NAME).out]
    agreed.edit("title: Global Coalition", "title: The Coalition")
    after = [agreed.bot("status").out, agreed.bot("preview", NAME).out]

    instead = (
        f"Edition 1 goes out on {OVER.day} {OVER:%B %Y}, 00:00 UTC as agreed, without this edit; "
        f"call it off first: python -m bot publish {NAME} --call-off"
    )
    assert all(instead not in spaced(out) for out in before)
    assert all(instead in spaced(out) for out in after)


def test_an_edit_with_a_mistake_of_what_is_agreed_is_told_to_be_left_out(agreed: Town) -> None:
    agreed.edit("title: Global Coalition", "titel: Global Coalition")

    told = spaced(agreed.bot("status").out)
    assert "the file has problems" in told
    assert (
        f"Edition 1 goes out on {OVER.day} {OVER:%B %Y}, 00:00 UTC as agreed, without this edit; "
        f"call it off first: python -m bot publish {NAME} --call-off"
    ) in told


def test_fewer_than_were_asked_for_are_not_enough_in_status_either(town: Town) -> None:
    two = {"BOT_PUBLISHING__APPROVALS": "2"}
    town.edit("edition: 1\n", f"edition: 1\nnot_before: {OVER:%Y-%m-%d}T00:00Z\n")
    town.bot("publish", NAME, "--yes", TELEGRAM_BOT_TOKEN="", **two)

    assert "1 of 2 have agreed" in town.bot("status", **two).out
    assert "1 of 2 have agreed" in town.bot("status").out


def test_a_dry_run_calls_nothing_off(agreed: Town) -> None:
    done = agreed.bot("publish", NAME, "--call-off", "--dry-run")

    assert (done.code, waits(agreed)) == (0, True)
    assert "goes out on" in done.out


def test_without_a_terminal_and_without_yes_nothing_is_called_off(agreed: Town) -> None:
    done = agreed.bot("publish", NAME, "--call-off")

    assert (done.code, waits(agreed)) == (2, True)
    assert "add --yes" in done.err


def test_what_one_of_two_agreed_to_is_called_off_too(town: Town) -> None:
    town.bot("publish", NAME, "--yes", TELEGRAM_BOT_TOKEN="", BOT_PUBLISHING__APPROVALS="2")

    done = town.bot("publish", NAME, "--call-off", "--yes")

    assert "1 of 2 have agreed." in spaced(done.out)
    assert not waits(town)


def test_a_file_with_problems_keeps_nobody_from_calling_it_off(agreed: Town) -> None:
    agreed.edit("edition: 1\n", "editoin: 1\n")

    assert agreed.bot("publish", NAME, "--call-off", "--yes").code == 0
    assert not waits(agreed)


def test_where_nothing_is_proposed_it_says_so(town: Town) -> None:
    done = town.bot("publish", NAME, "--call-off", "--yes")

    assert done.code == 1
    assert f"{NAME}: nothing is proposed, so there is nothing to call off." in done.err


@pytest.mark.untraced
def test_whoever_waits_is_told_how_to_call_it_off(agreed: Town) -> None:
    again = agreed.bot("publish", NAME, "--yes", TELEGRAM_BOT_TOKEN="")

    for told in (again.out, agreed.bot("status").out):
        assert f"python -m bot publish {NAME} --call-off" in spaced(told)
