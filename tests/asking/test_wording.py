"""The third opinion: how alike a question's words are to those that an entry is asked for in."""

import pytest

from bot.asking.entries import UNSAID, Entry
from bot.asking.index import Index
from bot.asking.language import Language
from bot.asking.wording import Wording

HOTEL = Entry("/hotel", "Hotel", "claim", asked=("what is the hotel called", "name of the hotel"))
BILL = Entry("/bill", "Bill", "claim", asked=("what is on the hotel bill", "who paid the bill"))
MUTE = Entry("/mute", "Mute", "claim")
NOBODY_KNOWS = Entry("", "is the hotel bar open", UNSAID, ("is the hotel bar open",))


@pytest.fixture
def wording(language: Language) -> Wording:
    entries = (HOTEL, BILL, MUTE, NOBODY_KNOWS)
    return Wording(Index(entries, language, frozenset(), frozenset()).indexed)


def test_the_same_words_are_wholly_alike(wording: Wording) -> None:
    assert wording.nearest(wording.weights(["name", "of", "the", "hotel"]), HOTEL) == pytest.approx(
        1
    )


def test_words_that_no_text_has_are_not_alike(wording: Wording) -> None:
    assert (
        wording.nearest(wording.weights(["sauna"]), HOTEL)
        == wording.alike(wording.weights(["sauna"]), HOTEL)
        == 0
    )


def test_the_little_words_tell_what_is_asked_of_a_thing(wording: Wording) -> None:
    called, paid = ["hotel", "called", "what"], ["hotel", "paid", "who"]

    assert wording.alike(wording.weights(called), HOTEL) > wording.alike(
        wording.weights(called), BILL
    )
    assert wording.alike(wording.weights(paid), BILL) > wording.alike(wording.weights(paid), HOTEL)


def test_a_rare_word_tells_more_than_a_common_one(wording: Wording) -> None:
    assert (
        wording.nearest(wording.weights(["paid"]), BILL)
        > wording.nearest(wording.weights(["hotel"]), BILL)
        > 0
    )


def test_what_is_unsaid_has_a_nearest_text_too(wording: Wording) -> None:
    bar = wording.weights(["hotel", "bar"])

    assert wording.nearest(bar, NOBODY_KNOWS) > wording.nearest(bar, HOTEL)


def test_an_entry_without_a_text_and_a_question_without_words_are_like_nothing(
    wording: Wording,
) -> None:
    assert (
        wording.alike(wording.weights(["hotel"]), MUTE)
        == wording.alike(wording.weights([]), HOTEL)
        == 0
    )
    assert (
        wording.nearest(wording.weights(["hotel"]), MUTE)
        == wording.nearest(wording.weights([]), HOTEL)
        == 0
    )
