"""A misspelt word means the known one that it is nearest to; a word of its own stays."""

import weakref

import pytest

from bot.asking import spelling as module
from bot.asking.spelling import Spelling

KNOWN = (
    "marrakesh", "monguno", "nuland", "egypt", "malta", "rome", "which", "what", "south", "few",
    "financing", "members", "attended", "central", "centre", "algeria", "both", "kind", "one",
    "mali", "held", "mean", "this", "thais", "joined",
)  # fmt: skip
USES = dict.fromkeys(KNOWN, 1) | {"held": 20, "this": 1000, "south": 5, "central": 2}


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return Spelling(USES)


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
        ("malo", "mali"),  # the key beside
        ("whst", "what"),
        ("heldd", "held"),
        ("hekd", "held"),
        ("hld", "held"),
        ("thias", "this"),  # it is used more often than "thais"
        ("jioned", "joined"),
    ],
)
def test_a_slip_is_mended(spelling: Spelling, typed: str, meant: str) -> None:
    assert spelling.meant(typed) == (meant,)


@pytest.mark.parametrize(
    "word", ["king", "flew", "pone", "bot", "mea", "hew", "2022", "weather", "rome", ""]
)
def test_a_word_of_its_own_is_left_alone(spelling: Spelling, word: str) -> None:
    assert spelling.meant(word) == (word,)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("thisheld", ("this", "held")),
        ("heldsouth", ("held", "south")),
        ("southrome", ("southrome",)),  # two words that are hardly used
        ("thiskandahar", ("thiskandahar",)),
    ],
)
def test_a_space_that_is_missing_is_put_in(
    spelling: Spelling, typed: str, meant: tuple[str, ...]
) -> None:
    assert spelling.meant(typed) == meant


def test_however_many_words_people_make_up_few_are_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "REMEMBERED", 2)
    spelling = Spelling(USES)

    assert [spelling.meant(one) for one in ("marakesh", "xyzzy", "nulan", "marakesh")] == [
        ("marrakesh",),
        ("xyzzy",),
        ("nuland",),
        ("marrakesh",),
    ]
    assert len(spelling._meant) == 2


def test_what_knows_the_words_is_gone_when_nobody_uses_it() -> None:
    spelling = Spelling(USES)
    spelling.meant("marakesh")
    gone = weakref.ref(spelling)
    del spelling

    assert gone() is None
