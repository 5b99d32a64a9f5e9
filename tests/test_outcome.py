"""What became of a call that failed, by the error that the library raises."""

from datetime import timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.gateway.outcome import outcome
from bot.gateway.transport import UnsentError
from bot.outbox.fate import Fate


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.fixture(autouse=True)
def _time_deltas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.mark.parametrize(
    ("error", "fate"),
    [
        (caused(NetworkError(""), UnsentError()), Fate.UNSENT),
        (caused(TimedOut(), UnsentError()), Fate.UNSENT),
        (caused(NetworkError(""), ConnectionResetError()), Fate.UNKNOWN),
        (TimedOut(), Fate.UNKNOWN),
        (NetworkError("Bad Gateway"), Fate.UNKNOWN),
        (TelegramError("Invalid server response"), Fate.UNKNOWN),
        (TypeError("a 200 with an odd body"), Fate.UNKNOWN),
        (BadRequest("chat not found"), Fate.REFUSED),
        (Conflict("terminated by other getUpdates request"), Fate.REFUSED),
        (Forbidden("bot was blocked by the user"), Fate.GONE),
        (InvalidToken("Unauthorized"), Fate.LOCKED_OUT),
    ],
    ids=lambda value: f"{value!r} from {value.__cause__!r}" if isinstance(value, Exception) else "",
)
def test_an_error_tells_what_became_of_the_call(error: Exception, fate: Fate) -> None:
    assert outcome(error).fate is fate


@pytest.mark.parametrize("wait", [7, timedelta(seconds=7)])
def test_a_refusal_for_now_says_how_long(wait: int | timedelta) -> None:
    refused = outcome(RetryAfter(wait))

    assert (refused.fate, refused.wait) == (Fate.LATER, 7)


def test_a_migrated_group_says_where_it_went() -> None:
    moved = outcome(ChatMigrated(-1001))

    assert (moved.fate, moved.chat) == (Fate.MIGRATED, -1001)
