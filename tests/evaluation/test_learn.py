"""What counts how much is learned from what turned out to be right."""

from dataclasses import replace

from bot.asking.entries import Entry
from bot.asking.evidence import Evidence
from bot.asking.match import Match
from evaluation.learn import learned

NOTHING = Evidence(
    Match(Entry("/a", "a", "claim"), 0.0, frozenset()),
    worth=0,
    ahead=0,
    nearer=0,
    alike=0,
    alone=0,
    is_torn=False,
    is_long=False,
)


def test_what_goes_with_right_answers_counts_for_one_and_the_rest_against_or_not_at_all() -> None:
    near, long = replace(NOTHING, nearer=1), replace(NOTHING, is_long=True)
    weights = learned([(near, True), (near, True), (long, False), (NOTHING, False)])

    assert weights.nearer > 0 > weights.nothing
    assert weights.is_long <= 0
    assert weights.worth == 0
    assert near.confidence(weights) > 0.5 > long.confidence(weights)
