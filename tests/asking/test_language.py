"""Words that mean the same are the same; words that say nothing are none."""

import pytest

from bot.asking import language as module
from bot.asking.language import Language, Reading, row
from bot.briefing.words import Words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("terrorist financing", "financing of terrorism"),
        ("the Coalition", "global coalition against daesh"),
        ("Côte d'Ivoire", "ivory coast"),
        ("🇰🇪", "Kenya"),
        ("Kenyan", "Kenya"),
        ("ISIL", "Islamic State"),
        ("prosecuting fighters", "prosecution of foreign terrorist fighters"),
        ("NIGERIA", "nigeria"),
        ("how many countries", "number of countries"),
        ("please tell me about women", "women?"),
    ],
)
def test_the_same_in_other_words_is_the_same(language: Language, one: str, other: str) -> None:
    assert set(language.tokens(row(one))) == set(language.tokens(row(other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Niger", "Nigeria"),
        ("Guinea", "Equatorial Guinea"),
        ("Congo-Brazzaville", "Democratic Republic of the Congo"),
        ("member", "participant"),
        ("priority", "number one priority"),
        ("article", "communiqué"),
    ],
)
def test_what_only_sounds_alike_is_not_the_same(language: Language, one: str, other: str) -> None:
    assert set(language.tokens(row(one))) != set(language.tokens(row(other)))


@pytest.mark.parametrize("words", ["", "please", "could you tell me", "thank you so much!", "?!"])
def test_words_that_say_nothing_leave_nothing(language: Language, words: str) -> None:
    assert language.tokens(row(words)) == ()


def test_of_two_phrases_the_longer_counts() -> None:
    language = Language(Words(same=(("focus group", "afg"), ("africa focus group", "team"))))

    assert language.tokens(row("africa focus group")) == language.tokens(row("team"))


def test_without_words_of_ours_words_are_still_words() -> None:
    assert Language(Words()).tokens(row("What was decided?")) == ("what", "was", "decid")


def test_people_may_make_up_words_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.asking.language.MOST_WORDS", 3)
    language = Language(Words())

    assert [language.tokens([f"word{number}"]) for number in range(9)][-1] == ("word8",)
    assert language.tokens(["word8"]) == ("word8",)


def test_a_country_among_other_words_stays_a_country() -> None:
    language = Language(Words(same=(("meeting", "summit", "reunion"), ("Kenya", "Kenyan"))))

    meeting, summit, reunion, kenyan, kenya = (
        language.read(word).tokens for word in ("meeting", "summit", "reunion", "Kenyan", "Kenya")
    )
    assert meeting == summit != reunion
    assert kenyan == kenya


def test_a_group_without_a_word_says_nothing() -> None:
    assert Language(Words(same=(("-", "?"),))).read("meeting").tokens == {"meet"}


def test_a_reading_keeps_how_the_telling_words_were_spelt() -> None:
    language = Language(Words(fillers=("is",), same=(("isis", "daesh"),)))

    assert language.reading(["is", "daesh"]) == Reading(
        ("isi",), frozenset({"daesh"}), frozenset({"is", "daesh"})
    )


def test_of_texts_only_so_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_TEXTS", 1)
    language = Language(Words())

    first, second = (language.read(one) for one in ("Kenya joined", "Mali joined"))
    assert language.read("Kenya joined") is first
    assert language.read("Mali joined") is not second
    assert language.read("Mali joined") == second
