"""The labelled questions are sound, and the README says what comes of them."""

from collections import Counter
from typing import get_args

import pytest

from bot.briefing.countries import fold
from bot.briefing.inventory import Inventory
from bot.briefing.library import Library
from bot.commands import QUESTIONS, name_of
from bot.desk import Desk, parse
from evaluation.labels import Question, Set, labelled
from evaluation.measure import Judge, Measured, Share, figures
from evaluation.readme import FILE, renewed


@pytest.fixture(scope="module")
def measured(desk: Desk) -> list[Measured]:
    judge = Judge(desk)
    return [judge.measure(question) for question in labelled("report")]


def test_there_are_many_of_each_kind() -> None:
    every = [question for name in get_args(Set) for question in labelled(name)]
    kinds = Counter(question.kind for question in every)

    assert len(every) >= 300
    assert len({question.ask for question in every}) == len(every)
    assert min(kinds.values()) >= 40
    assert sum(question.refuse for question in every) >= 100
    assert sum(bool(question.choice) for question in every) >= 50


def test_no_question_is_in_both_sets() -> None:
    tune, report = ({question.ask for question in labelled(name)} for name in get_args(Set))

    assert not tune & report


def test_no_question_that_is_reported_on_is_among_the_words(library: Library) -> None:
    words = library.snapshot.words
    known = {fold(one) for asked in words.asked for one in asked.asked}
    known.update(map(fold, words.unsaid))
    report = [question.ask for question in labelled("report")]

    # A single word is what it is, whoever writes it.
    assert [one for one in report if " " in one and fold(one) in known] == []


def ids(question: Question) -> set[str]:
    return {one for group in (*question.wanted, question.choice) for one in group}


@pytest.mark.untraced
@pytest.mark.parametrize("name", get_args(Set))
def test_every_label_is_an_entry_or_a_command(name: Set, library: Library) -> None:
    known = {text for _, text in Inventory(library.snapshot.current).ids}
    commands = {name_of(command) for command in QUESTIONS}
    for question in labelled(name):
        for one in ids(question):
            assert parse(one)[0] in commands if one.startswith("/") else one in known, question.ask


def test_every_answer_is_cited_and_no_refusal_is(measured: list[Measured]) -> None:
    assert [one.question.ask for one in measured if not one.cited] == []


def test_the_readme_says_what_is_measured(measured: list[Measured]) -> None:
    text = FILE.read_text("utf-8")

    assert renewed(text, figures(measured), len(measured)) == text, "run: make evaluate"


@pytest.mark.parametrize(
    ("share", "low", "high"), [(Share(0, 10), 0.0, 0.2775), (Share(50, 100), 0.4038, 0.5962)]
)
def test_an_interval_is_wilsons(share: Share, low: float, high: float) -> None:
    assert share.bounds == pytest.approx((low, high), abs=1e-3)
