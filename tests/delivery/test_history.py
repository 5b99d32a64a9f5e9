"""The checker finds every kind of violation that is planted, and none where there is none."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from tests.delivery.history import Row, Said, Sent, violations

ANNA, BEN, CARA = 1, 2, 3
FIRST, SECOND = "part one", "part two"


@dataclass
class Run:
    """A delivery of two parts to three chats, in which little goes wrong."""

    kills: list[float] = field(default_factory=lambda: [50.0])
    in_flight: int = 1
    recipients: tuple[int, ...] = (ANNA, BEN, CARA)
    log: list[Sent] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Anna's goes well, Ben's meets faults and a kill, Cara can't be written to."""
        self.log = [
            sent(0, ANNA, FIRST, message=10),
            sent(2, ANNA, SECOND, message=11),
            sent(0.1, BEN, FIRST, Said.LATER, effect=False, retry_after=3),
            sent(3.2, BEN, FIRST, Said.DROPPED, message=20),
            sent(9, BEN, FIRST, message=21),
            sent(49.9, BEN, SECOND, message=22),
            sent(80, BEN, SECOND, message=23),
            sent(0.2, CARA, FIRST, Said.REFUSED, effect=False),
        ]
        self.rows = [
            Row(1, ANNA, 1, FIRST, "sent", message=10),
            Row(2, BEN, 1, FIRST, "sent", message=21, attempts=3, doubts=1),
            Row(3, CARA, 1, FIRST, "failed"),
            Row(4, ANNA, 2, SECOND, "sent", message=11),
            Row(5, BEN, 2, SECOND, "sent", message=23, attempts=2, doubts=1),
            Row(6, CARA, 2, SECOND, "failed", attempts=0),
        ]

    def found(self) -> list[str]:
        """What the checker says."""
        return violations(self.log, self.rows, self.kills, self.in_flight, self.recipients)

    def alter(self, number: int, **changes: object) -> None:
        """Change a row, by its id."""
        self.rows[number - 1] = replace(self.rows[number - 1], **changes)  # type: ignore[arg-type]


def sent(
    at: float,
    chat: int,
    text: str,
    outcome: Said = Said.OK,
    **more: Any,
) -> Sent:
    return Sent(at, at + 0.01, chat, text, outcome, **({"effect": True} | more))


def test_a_clean_history_has_no_violation() -> None:
    assert Run().found() == []


def no_outcome(run: Run) -> None:
    run.alter(6, step="pending")


def a_claim_left_over(run: Run) -> None:
    run.alter(4, step="sending")


def a_chat_without_row(run: Run) -> None:
    run.recipients = (*run.recipients, 4)


def two_rows(run: Run) -> None:
    run.rows.append(replace(run.rows[0], id=7))


def a_missing_part(run: Run) -> None:
    del run.rows[2]


def lost(run: Run) -> None:
    run.log[1] = sent(2, ANNA, SECOND, Said.OK, effect=False)


def a_guess(run: Run) -> None:
    run.log[1] = sent(2, ANNA, SECOND, Said.SERVER_ERROR)
    run.alter(4, message=None, doubts=1)


def another_id(run: Run) -> None:
    run.alter(1, message=99)


def three_copies(run: Run) -> None:
    run.log += [sent(20, BEN, FIRST, Said.DROPPED)]
    run.alter(2, attempts=4, doubts=2)


def an_unexplained_copy(run: Run) -> None:
    run.log += [sent(5, ANNA, FIRST, message=12)]
    run.alter(1, attempts=2)
    run.kills = []
    run.alter(5, doubts=0)


def a_stranger(run: Run) -> None:
    run.log += [sent(5, 4, FIRST)]


def too_early(run: Run) -> None:
    run.log[3] = sent(3.0, BEN, FIRST, Said.DROPPED, message=20)


def a_reply_too_early(run: Run) -> None:
    run.log += [sent(1, BEN, "an answer")]


def a_limit(run: Run) -> None:
    run.log += [sent(30, CARA, "an answer", Said.LIMIT, effect=False, retry_after=1)]


def out_of_order(run: Run) -> None:
    run.log[1] = sent(-1, ANNA, SECOND, message=11)


def a_part_after_a_failure(run: Run) -> None:
    run.log += [sent(30, CARA, SECOND, message=30)]
    run.alter(6, step="sent", message=30, attempts=1)


def a_failure_that_arrived(run: Run) -> None:
    run.alter(4, step="failed")


def held_and_sent(run: Run) -> None:
    run.alter(4, step="held")


def certainty_called_doubt(run: Run) -> None:
    run.alter(4, step="uncertain")


@pytest.mark.parametrize("step", ["cancelled", "expired", "paused"])
def test_what_has_arrived_is_not_called_otherwise(step: str) -> None:
    run = Run()
    run.alter(4, step=step)

    assert run.found() == [f"delivery 4 (chat 1, part 2) is called {step}, and it arrived"]


def forgotten_attempts(run: Run) -> None:
    run.alter(2, attempts=2)


def doubts_from_nowhere(run: Run) -> None:
    run.alter(1, doubts=1)


def doubts_unnoticed(run: Run) -> None:
    run.alter(2, doubts=0)


@pytest.mark.parametrize(
    ("plant", "words"),
    [
        (no_outcome, "delivery 6 (chat 3, part 2) has no stated outcome: it is pending"),
        (a_claim_left_over, "delivery 4 (chat 1, part 2) has no stated outcome: it is sending"),
        (a_chat_without_row, "chat 4 has no row"),
        (two_rows, "chat 1 has 2 rows for part 1"),
        (a_missing_part, "chat 3 has no row for part 1"),
        (lost, "delivery 4 (chat 1, part 2) is lost: it is called sent, and it never was"),
        (a_guess, "delivery 4 (chat 1, part 2) is called sent, and Telegram never said so"),
        (another_id, "delivery 1 (chat 1, part 1) has the id 99, and it is [10]"),
        (three_copies, "delivery 2 (chat 2, part 1) stands in the chat 3 times"),
        (an_unexplained_copy, "3 copies too many; ambiguity and kills explain 1"),
        (a_stranger, "chat 4 received what it has no row for"),
        (too_early, "chat 2 was written to 0.11 s before its retry_after passed"),
        (a_reply_too_early, "chat 2 was written to 2.11 s before its retry_after passed"),
        (a_limit, "chat 3 met a limit at 30.00"),
        (out_of_order, "delivery 4 (chat 1, part 2) went out before part 1 had arrived"),
        (a_part_after_a_failure, "delivery 6 (chat 3, part 2) went out before part 1 had arrived"),
        (a_failure_that_arrived, "delivery 4 (chat 1, part 2) is called failed, and it arrived"),
        (held_and_sent, "delivery 4 (chat 1, part 2) is called held, and it was sent"),
        (
            certainty_called_doubt,
            "delivery 4 (chat 1, part 2) is called uncertain, and nothing was in doubt",
        ),
        (forgotten_attempts, "delivery 2 (chat 2, part 1) counts 2 attempts of 3"),
        (doubts_from_nowhere, "2 doubts too many; kills explain 1"),
        (doubts_unnoticed, "1 ambiguous replies were not taken for what they are"),
    ],
    ids=lambda case: getattr(case, "__name__", ""),
)
def test_a_planted_violation_is_found(plant: Callable[[Run], None], words: str) -> None:
    run = Run()
    plant(run)

    assert run.found() == [words]


def test_a_kill_right_after_a_refusal_may_make_the_bot_forget_it() -> None:
    run = Run()
    too_early(run)
    run.kills = [0.2, *run.kills]

    assert run.found() == []


def test_what_left_before_the_refusal_was_known_is_not_early() -> None:
    run = Run()
    run.log += [sent(0.15, BEN, "an answer")]

    assert run.found() == []


def test_an_uncertain_delivery_holds_the_parts_after_it() -> None:
    run = Run()
    run.log[4:7] = [sent(9, BEN, FIRST, Said.SILENCE)]
    run.alter(2, step="uncertain", message=None, doubts=2)
    run.alter(5, step="held", message=None, attempts=0, doubts=0)

    assert run.found() == []
