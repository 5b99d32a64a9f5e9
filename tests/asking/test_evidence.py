"""All that speaks for an answer: three opinions, what is unsaid, and how the question came."""

from dataclasses import replace

import pytest

from bot.asking.entries import UNSAID, Entry
from bot.asking.evidence import Evidence, Opinions
from bot.asking.index import Index
from bot.asking.language import Language, Reading
from bot.asking.likelihood import Likelihood
from bot.asking.match import Match
from bot.asking.scale import WEIGHTS, Weights
from bot.asking.wording import Wording

HOTEL = Entry("/hotel", "Hotel", "claim", asked=("what is the hotel called", "name of the hotel"))
BILL = Entry("/bill", "Bill", "claim", asked=("what is on the hotel bill", "who paid the bill"))
ANN, BEN = (Entry(f"/who {one}", one, "person", (one,)) for one in ("Ann", "Ben"))
NOBODY_KNOWS = Entry("", "is the hotel bar open", UNSAID, ("is the hotel bar open",))
NAME = Reading(("name", "hotel"), words=frozenset({"name", "hotel"}))


@pytest.fixture
def opinions(language: Language) -> Opinions:
    entries = (HOTEL, BILL, ANN, BEN, NOBODY_KNOWS)
    indexed = Index(entries, language, frozenset(), frozenset()).indexed
    return Opinions(Likelihood(indexed), Wording(indexed))


def match(entry: Entry, score: float, *, is_fit: bool = True) -> Match:
    return Match(entry, score, frozenset(), is_fit=is_fit)


def weighed(opinions: Opinions, *found: Match, reading: Reading = NAME) -> Evidence:
    evidence = opinions.evidence(found, reading, is_long=False)
    assert evidence is not None
    return evidence


def test_the_best_is_what_all_opinions_together_are_for(opinions: Opinions) -> None:
    close = weighed(opinions, match(BILL, 0.6), match(HOTEL, 0.5))
    far = weighed(opinions, match(BILL, 2.0), match(HOTEL, 0.5))

    assert (close.match.entry, far.match.entry) == (HOTEL, BILL)
    assert close.worth > 0.5
    assert close.alone > 0 > far.alone


def test_what_is_unsaid_speaks_against_an_answer(opinions: Opinions) -> None:
    hotel = match(HOTEL, 0.5)
    alone, beside = (
        weighed(opinions, hotel, *others) for others in ((), (match(NOBODY_KNOWS, 0.6),))
    )

    assert [alone.ahead, beside.ahead] == pytest.approx([0.5, -0.1])
    assert alone.nearer > beside.nearer
    assert alone.confidence(WEIGHTS) > beside.confidence(WEIGHTS)


def test_each_piece_of_evidence_counts_by_its_weight(opinions: Opinions) -> None:
    evidence = replace(weighed(opinions, match(HOTEL, 0.5)), is_long=True)
    silent = replace(evidence, match=match(replace(HOTEL, kind="absence"), 0.5))
    nothing = Weights(**dict.fromkeys(vars(WEIGHTS), 0.0))

    assert evidence.confidence(nothing) == 0.5
    for name in ("worth", "ahead", "nearer", "alike", "alone", "is_long"):
        assert evidence.confidence(replace(nothing, **{name: 1.0})) > 0.5, name
    assert silent.confidence(replace(nothing, absence=1.0)) > 0.5
    assert evidence.confidence(replace(nothing, absence=1.0)) == 0.5


@pytest.mark.parametrize(
    ("found", "reading"),
    [
        ([], NAME),
        ([match(NOBODY_KNOWS, 0.9)], NAME),
        ([match(HOTEL, 0.9, is_fit=False)], NAME),
        ([match(HOTEL, 0.9)], Reading(("hotel",), words=frozenset({"hotel"}))),
    ],
    ids=["nothing found", "nothing said", "of another year", "one token"],
)
def test_there_may_be_no_evidence(opinions: Opinions, found: list[Match], reading: Reading) -> None:
    assert opinions.evidence(found, reading, is_long=False) is None


def test_of_two_people_none_is_as_good_as_the_other(opinions: Opinions) -> None:
    torn = weighed(opinions, match(ANN, 0.5), match(BEN, 0.5))
    sure = weighed(opinions, match(ANN, 0.9), match(BEN, 0.5))
    claims = weighed(opinions, match(HOTEL, 0.5), match(BILL, 0.5))

    assert [one.is_torn for one in (torn, sure, claims)] == [True, False, False]
