"""From matches to a verdict: one answer, a choice, or none; never more than it is sure of."""

from dataclasses import replace

import pytest

from bot.asking.entries import UNSAID, Entry
from bot.asking.evidence import Evidence
from bot.asking.match import Match
from bot.asking.scale import LEARNED, WEIGHTS
from bot.asking.verdict import MOST, State, confirmed, judge, judge_as_one

HIGH, BETWEEN, LOW = 1.0, (LEARNED.offer + LEARNED.answer) / 2, LEARNED.offer / 2


def match(score: float, name: str = "a", kind: str = "claim") -> Match:
    return Match(Entry(f"/who {name}", name, kind), score, frozenset())


def test_what_is_sure_is_answered_by_one_entry() -> None:
    verdict = judge("?", [match(HIGH), match(HIGH, "b")], LEARNED)

    assert (verdict.state, [one.label for one in verdict.entries]) == (State.ANSWERED, ["a"])


def test_what_may_be_meant_is_offered() -> None:
    verdict = judge("?", [match(BETWEEN), match(BETWEEN, "b"), match(LOW, "c")], LEARNED)

    assert (verdict.state, [one.label for one in verdict.entries]) == (State.CHOICE, ["a", "b"])


def test_where_one_alone_may_be_meant_what_is_less_like_it_is_offered_too() -> None:
    best, less = LEARNED.offer + 0.01, LEARNED.offer - 0.01
    found = [match(best), match(less, "b"), match(best - LEARNED.beside - 0.01, "c")]
    verdict = judge("?", found, LEARNED)

    assert (verdict.state, [one.label for one in verdict.entries]) == (State.CHOICE, ["a", "b"])


def test_what_may_be_meant_answers_if_all_the_words_say_so_too() -> None:
    likely, doubtful = (
        replace(match(BETWEEN), likely=LEARNED.likely - less) for less in (0.0, 0.01)
    )
    unlike = replace(match(LOW), likely=1.0)
    verdicts = [judge("?", [one, match(BETWEEN, "b")], LEARNED) for one in (likely, doubtful)]

    assert [one.state for one in verdicts] == [State.ANSWERED, State.CHOICE]
    assert judge("?", [unlike], LEARNED).state is State.REFUSED


SURE = Evidence(
    match(LOW, "c"), 2, ahead=1, nearer=1, alike=1, alone=1, is_torn=False, is_long=True
)
NOT_SURE = replace(SURE, worth=0, ahead=0, nearer=0, alike=0, alone=0, is_long=False)


def test_all_the_evidence_answers_what_was_not_sure() -> None:
    refused = judge("?", [match(LOW)], LEARNED)
    verdict, left = (confirmed(refused, one, LEARNED) for one in (SURE, NOT_SURE))

    assert (verdict.state, [one.label for one in verdict.entries]) == (State.ANSWERED, ["c"])
    assert left == refused


def test_all_the_evidence_withdraws_what_is_not_sure_after_all() -> None:
    answered = judge("?", [match(HIGH)], LEARNED)
    verdict, left = (confirmed(answered, one, LEARNED) for one in (NOT_SURE, SURE))

    assert (verdict.state, verdict.is_open) == (State.REFUSED, True)
    assert left == answered


@pytest.mark.parametrize(
    "evidence",
    [replace(SURE, ahead=-0.01), replace(SURE, match=match(LOW, "c", "member"))],
    ids=["something unsaid covers more", "only a name leads to it"],
)
def test_not_all_that_is_sure_may_answer(evidence: Evidence) -> None:
    refused = judge("?", [match(LOW)], LEARNED)

    assert evidence.confidence(WEIGHTS) > LEARNED.sure
    assert confirmed(refused, evidence, LEARNED) == refused


@pytest.mark.parametrize("evidence", [None, replace(NOT_SURE, is_torn=True)])
def test_without_evidence_a_verdict_stays(evidence: Evidence | None) -> None:
    answered = judge("?", [match(HIGH)], LEARNED)

    assert confirmed(answered, evidence, LEARNED) == answered


NOTHING = judge("one?", [], LEARNED), judge("another?", [match(LOW, "b")], LEARNED)


def test_a_long_message_has_one_verdict() -> None:
    likeliest = [match(LOW, "c")]
    [answered] = judge_as_one(NOTHING, likeliest, answered=True)
    [refused] = judge_as_one(NOTHING, likeliest, answered=False)

    assert (answered.asked, answered.state) == ("one? another?", State.ANSWERED)
    assert [one.label for one in answered.entries] == ["c"]
    assert (refused.asked, refused.state) == ("one? another?", State.REFUSED)


def test_parts_of_one_question_are_said_back_with_a_comma() -> None:
    [verdict] = judge_as_one(
        [judge(one, [], LEARNED) for one in ("how long did it take", "was it far?", "and why?")],
        [match(LOW)],
        answered=False,
    )

    assert verdict.asked == "how long did it take, was it far? and why?"


def test_of_a_long_message_what_it_may_be_about_is_near_before_all_else() -> None:
    [verdict] = judge_as_one(NOTHING, [match(LOW, "c")], answered=False)

    assert [one.label for one in verdict.entries] == ["c", "b"]


def test_a_choice_in_a_long_message_stays_if_nothing_is_sure() -> None:
    choice = judge("?", [match(BETWEEN), match(BETWEEN, "b")], LEARNED)

    assert judge_as_one([choice], [match(LOW, "c")], answered=False) == (choice,)


def test_what_is_most_like_something_unsaid_is_refused() -> None:
    likeliest, likely = match(HIGH, "b", UNSAID), match(LEARNED.answer, "b", UNSAID)
    refused = judge("?", [match(LEARNED.answer), likeliest], LEARNED)
    answered = judge("?", [match(LEARNED.answer), likely], LEARNED)

    assert (refused.state, [one.label for one in refused.entries]) == (State.REFUSED, ["a"])
    assert answered.state is State.ANSWERED


@pytest.mark.parametrize("kind", ["person", "member"])
def test_of_two_people_or_countries_none_is_as_good_as_the_other(kind: str) -> None:
    verdict = judge("?", [match(HIGH, "a", kind), match(HIGH, "b", kind)], LEARNED)

    assert (verdict.state, len(verdict.entries)) == (State.CHOICE, 2)


def test_what_is_not_said_is_refused_with_what_is_near() -> None:
    verdict = judge("?", [match(LOW), match(0.0, "b")], LEARNED)

    assert (verdict.state, [one.label for one in verdict.entries]) == (State.REFUSED, ["a"])


def test_where_nothing_is_found_nothing_is_near() -> None:
    assert judge("?", [], LEARNED).entries == ()


@pytest.mark.parametrize("score", [BETWEEN, LOW])
def test_no_more_than_four_are_offered(score: float) -> None:
    found = [match(score, str(number)) for number in range(9)]

    assert len(judge("?", found, LEARNED).entries) == MOST == 4


@pytest.mark.parametrize(
    ("unsaid", "score", "is_open"),
    [
        (0.0, LEARNED.open, True),
        (0.0, LEARNED.open - 0.01, False),
        (LEARNED.open + 0.01, LEARNED.open, False),
    ],
)
def test_what_is_near_may_be_said_unless_it_is_known_to_be_unsaid(
    unsaid: float, score: float, is_open: bool
) -> None:
    verdict = judge("?", [match(score), match(unsaid, "b", UNSAID)], LEARNED)

    assert (verdict.state, verdict.is_open) == (State.REFUSED, is_open)


def test_what_is_said_of_others_is_not_near() -> None:
    of_others = replace(match(LEARNED.open, "others"), named=0.0)
    of_some = replace(match(LEARNED.near, "some", "person"), named=0.5)
    of_all = match(LEARNED.near, "all")
    whole = judge("?", [of_others, of_some, of_all], LEARNED)
    partly = judge("?", [of_others, of_some], LEARNED)

    assert [one.label for one in whole.entries] == ["all"]
    assert [one.label for one in partly.entries] == ["some"]
    assert not whole.is_open
