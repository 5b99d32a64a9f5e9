"""A misspelt word means the known one that it is nearest to; a word of its own stays."""

import weakref

import pytest

from bot.asking import spelling as module
from bot.asking.spelling import Spelling

KNOWN = (
    "marrakesh", "monguno", "nuland", "egypt", "malta", "rome", "which", "what", "south", "few",
    "financing", "members", "attended", "central", "centre", "algeria", "both", "kind", "one",
)  # fmt: skip


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return Spelling(KNOWN)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("marakesh", "marrakesh"),
        ("mongunu", "monguno"),
        ("nulan", "nuland"),
        ("egpyt", "egypt"),
        ("gepyt", "gepyt"),  # two slips in a short word
        ("mlata", "malta"),
        ("rmoe", "rome"),
        ("wich", "which"),
        ("waht", "what"),
        ("soth", "south"),
        ("centrl", "central"),  # rather than "centre"
        ("finnancng", "financing"),
        ("memebers", "members"),
        ("gleria", "gleria"),
        ("lageria", "algeria"),
    ],
)
def test_a_slip_is_mended(spelling: Spelling, typed: str, meant: str) -> None:
    assert spelling.nearest(typed) == meant


@pytest.mark.parametrize("word", ["king", "flew", "pone", "bot", "2022", "weather", "rome", ""])
def test_a_word_of_its_own_is_left_alone(spelling: Spelling, word: str) -> None:
    assert spelling.nearest(word) == word


def test_however_many_words_people_make_up_few_are_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "REMEMBERED", 2)
    spelling = Spelling(KNOWN)

    assert [spelling.nearest(one) for one in ("marakesh", "xyzzy", "nulan", "marakesh")] == [
        "marrakesh",
        "xyzzy",
        "nuland",
        "marrakesh",
    ]
    assert len(spelling._nearest) == 2


def test_what_knows_the_words_is_gone_when_nobody_uses_it() -> None:
    spelling = Spelling(KNOWN)
    spelling.nearest("marakesh")
    gone = weakref.ref(spelling)
    del spelling

    assert gone() is None
