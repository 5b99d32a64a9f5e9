"""An update takes effect once, whichever process it comes to, for longer than its number lasts."""

from datetime import timedelta

from bot.store.database import Database
from bot.store.taken import is_first
from tests.store.book import NOW


def test_an_update_is_first_once(either: Database) -> None:
    assert either.run_now(is_first, 7, NOW)
    assert not either.run_now(is_first, 7, NOW + timedelta(days=8))
    assert either.run_now(is_first, 8, NOW)


def test_after_nine_days_its_number_is_another_update_s(either: Database) -> None:
    assert either.run_now(is_first, 7, NOW)
    assert either.run_now(is_first, 7, NOW + timedelta(days=9, seconds=1))


def test_what_no_update_has_brought_is_always_first(either: Database) -> None:
    assert either.run_now(is_first, None, NOW)
    assert either.run_now(is_first, None, NOW)
