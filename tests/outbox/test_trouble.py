"""When Telegram does not answer, deliveries wait for longer and longer."""

import pytest

from bot.outbox.fate import Fate
from bot.outbox.trouble import Trouble


@pytest.fixture
def trouble() -> Trouble:
    return Trouble()


def fail(trouble: Trouble, now: float, times: int = 3) -> None:
    for _ in range(times):
        trouble.note(Fate.UNSENT, now)


def test_a_send_without_an_answer_now_and_then_is_no_trouble(trouble: Trouble) -> None:
    for _ in range(5):
        fail(trouble, 10, times=2)
        trouble.note(Fate.SENT, 10)

    assert trouble.delay(10) == 0


@pytest.mark.parametrize("fate", [Fate.UNSENT, Fate.UNKNOWN])
def test_three_in_a_row_make_deliveries_wait(trouble: Trouble, fate: Fate) -> None:
    for now in (10, 11, 12):
        assert trouble.delay(now) == 0
        trouble.note(fate, now)

    assert trouble.delay(12) == 1
    assert trouble.delay(12.75) == 0.25
    assert trouble.delay(13) == 0


def test_each_further_one_doubles_the_wait_up_to_half_a_minute(trouble: Trouble) -> None:
    fail(trouble, now := 10.0)
    waits = []
    for _ in range(2000):
        waits.append(trouble.delay(now))
        now += waits[-1]
        fail(trouble, now, times=1)

    assert waits[:7] == [1, 2, 4, 8, 16, 30, 30]
    assert waits[-1] == 30


def test_what_had_begun_before_the_wait_does_not_prolong_it(trouble: Trouble) -> None:
    fail(trouble, 10, times=8)

    assert trouble.delay(10) == 1


@pytest.mark.parametrize("fate", sorted(set(Fate) - {Fate.UNSENT, Fate.UNKNOWN}, key=str))
def test_any_proper_answer_ends_the_wait(trouble: Trouble, fate: Fate) -> None:
    fail(trouble, 10)
    trouble.note(fate, 10.1)
    assert trouble.delay(10.1) == 0

    fail(trouble, 10.2, times=2)
    assert trouble.delay(10.2) == 0
