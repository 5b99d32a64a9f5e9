"""What is logged never holds a secret, wherever it would have stood."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot import logs

SECRET = "4815162342:canary/+"
ADDRESS = f"https://api.telegram.org/bot{SECRET}/getMe"
Screen = pytest.CaptureFixture[str]


@contextmanager
def started() -> Iterator[None]:
    root = logging.getLogger()
    before = list(root.handlers), root.level, sys.excepthook, logging.raiseExceptions
    logs.start([SECRET])
    try:
        yield
    finally:
        logging.captureWarnings(capture=False)
        root.handlers[:], root.level, sys.excepthook, logging.raiseExceptions = before


def test_a_secret_is_hidden_in_messages_and_tracebacks(capsys: Screen) -> None:
    with started():
        logging.getLogger("any").error("calling %s", ADDRESS, exc_info=RuntimeError(ADDRESS))
    written = capsys.readouterr().err

    assert written.count("bot<secret>/getMe") == 2
    assert SECRET not in written


def test_a_secret_is_hidden_as_an_address_has_it(capsys: Screen) -> None:
    with started():
        logging.getLogger("any").warning("bot4815162342%3Acanary/%2B/getMe")

    assert "bot<secret>/getMe" in capsys.readouterr().err


def test_a_record_that_cannot_be_written_shows_nothing(capsys: Screen) -> None:
    with started():
        logging.getLogger("any").warning("%d", ADDRESS)

    assert SECRET not in capsys.readouterr().err


def test_an_uncaught_error_is_shown_without_the_secret(capsys: Screen) -> None:
    with started():
        sys.excepthook(ValueError, ValueError(SECRET), None)

    assert capsys.readouterr().err == "ValueError: <secret>\n"


def test_without_secrets_a_line_is_as_it_was() -> None:
    assert logs.Redacting([]).hide("nothing to hide") == "nothing to hide"
