"""The second opinion: how likely an entry is by all the words that it is asked for in."""

import pytest

from bot.asking.entries import UNSAID, Entry
from bot.asking.index import Index
from bot.asking.language import Language
from bot.asking.likelihood import Likelihood

HOTEL = Entry("/hotel", "Hotel", "claim", asked=("hotel of the talks", "which hotel", "hotel bill"))
BILL = Entry("/bill", "Bill", "claim", asked=("who paid the bill", "bill of the talks"))
TOGO = Entry("/members togo", "Togo", "member", ("Togo", "hotel"))
NOBODY_KNOWS = Entry("", "breakfast at the hotel", UNSAID, ("breakfast at the hotel",))


@pytest.fixture
def likelihood(language: Language) -> Likelihood:
    entries = (HOTEL, BILL, TOGO, NOBODY_KNOWS)
    return Likelihood(Index(entries, language, frozenset(), frozenset()).indexed)


def test_the_more_often_an_entry_is_asked_for_with_a_word_the_likelier_it_is(
    likelihood: Likelihood,
) -> None:
    of_hotels, of_bills = (likelihood.of([word], (HOTEL, BILL)) for word in ("hotel", "bill"))

    assert of_hotels[HOTEL] > of_bills[HOTEL] > of_hotels[BILL]


def test_together_they_are_certain(likelihood: Likelihood) -> None:
    assert sum(likelihood.of(["hotel"], (HOTEL, BILL)).values()) == pytest.approx(1)


def test_it_may_be_what_nothing_answers(likelihood: Likelihood) -> None:
    likely = likelihood.of(["breakfast"], (HOTEL, BILL))

    assert max(likely, key=lambda one: likely[one]) is None


def test_what_is_asked_for_by_its_name_has_no_place(likelihood: Likelihood) -> None:
    assert TOGO not in likelihood.of(["togo", "hotel"], (HOTEL, TOGO))
