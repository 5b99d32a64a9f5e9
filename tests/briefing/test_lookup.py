"""Names, codes, flags and misspellings lead to the entries that they mean, and to no others."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.briefing import lookup
from bot.briefing.countries import flag, fold
from bot.briefing.lookup import (
    Found,
    find_absence,
    find_difference,
    find_member,
    find_source,
    find_speaker,
    find_topic,
)
from bot.briefing.model import Briefing, Member, Outsider

Finder = Callable[[Briefing, str], Found[Any]]
FINDERS: tuple[Finder, ...] = (
    find_speaker,
    find_member,
    find_topic,
    find_source,
    find_difference,
    find_absence,
)
HOSTILE = [
    "x" * 100_000,
    "congo " * 20_000,
    "ﷺ" * 20_000,
    "e\u0301" * 50_000,
    "🇧" * 50_000,
    "\u202enineb\u202c",
    "<b>benin</b>",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "%s%n",
    "\0",
    "\ud800",
    "(a+)+$",
    "' OR 1=1 --",
]


def entries(briefing: Briefing) -> tuple[Member | Outsider, ...]:
    return (*briefing.membership.members, *briefing.membership.outsiders)


SEVERAL_HAVE = {"AU", "au"}


def test_a_code_that_is_a_name_too_names_both(briefing: Briefing) -> None:
    found = find_member(briefing, "AU")

    assert [entry.id for entry in found.named] == ["australia", "african-union"]


def test_every_member_and_outsider_is_found_by_each_of_its_names(briefing: Briefing) -> None:
    for entry in entries(briefing):
        names = {
            entry.name,
            entry.name.upper(),
            entry.name.lower(),
            f" {entry.name}. ",
            *entry.aliases,
        }
        names |= {entry.code, entry.code.lower(), flag(entry.code)} if entry.code else set()
        for name in names - SEVERAL_HAVE:
            found = find_member(briefing, name)
            assert (found.named, found.near) == ((entry,), ()), name


@pytest.mark.parametrize(
    ("words", "member"),
    [
        *(
            (words, "benin")
            for words in ("benin", "BJ", "🇧🇯", "BEN", "Bénin", "BENIN!", "the benin")
        ),
        ("UK", "united-kingdom"),
        ("USA", "united-states"),
        ("America", "united-states"),
        ("South Korea", "south-korea"),
        ("Turkey", "turkiye"),
        ("Holland", "netherlands"),
        ("Macedonia", "north-macedonia"),
        ("Czech Republic", "czechia"),
        ("the emirates", "united-arab-emirates"),
        ("NATO", "nato"),
        ("EU", "european-union"),
        ("DRC", "dr-congo"),
        ("Congo-Kinshasa", "dr-congo"),
        ("Democratic Republic of the Congo", "dr-congo"),
    ],
)
def test_usual_names_find_the_member(briefing: Briefing, words: str, member: str) -> None:
    one = find_member(briefing, words).one

    assert one is not None
    assert one.id == member


@pytest.mark.parametrize(
    "words",
    ["republic of the congo", "the Republic of the Congo", "Congo-Brazzaville", "CG", "🇨🇬", "COG"],
)
def test_the_republic_of_the_congo_is_not_the_democratic_one(
    briefing: Briefing, words: str
) -> None:
    assert find_member(briefing, words) == Found()


def test_congo_alone_is_only_near(briefing: Briefing) -> None:
    found = find_member(briefing, "congo")

    assert found.named == ()
    assert [entry.code for entry in found.near] == ["CD"]


@pytest.mark.parametrize(
    "words", ["Ivory Coast", "CI", "Guinea-Bissau", "Equatorial Guinea", "Mali"]
)
def test_a_country_that_is_not_listed_is_not_taken_for_another(
    briefing: Briefing, words: str
) -> None:
    assert find_member(briefing, words) == Found()


@pytest.mark.parametrize(
    ("words", "near"),
    [("nigerria", "nigeria"), ("Moroco", "morocco"), ("united kingdm", "united-kingdom")],
)
def test_a_misspelt_country_is_only_near(briefing: Briefing, words: str, near: str) -> None:
    found = find_member(briefing, words)

    assert found.named == ()
    assert near in [entry.id for entry in found.near]
    assert len(found.near) <= lookup.NEAREST


@pytest.mark.parametrize(
    ("words", "speaker"),
    [
        *(
            (words, "monguno")
            for words in ("monguno", "Babagana Monguno", "Major-Gen. Monguno", "NSA")
        ),
        *((words, "monguno") for words in ("mongno", "munguno", "Mongunno", "monguno babagana")),
        *(
            (words, "usman")
            for words in ("Usman", "usmann", "zakari", "ONSA", "strategic communication")
        ),
        ("nuland", "nuland"),
        ("burita", "bourita"),
        ("Foreign minister of Morocco", "bourita"),
        ("BLINKEN", "blinken"),
    ],
)
def test_people_are_found_by_name_office_or_misspelling(
    briefing: Briefing, words: str, speaker: str
) -> None:
    one = find_speaker(briefing, words).one

    assert one is not None
    assert one.id == speaker


def test_an_office_that_several_hold_finds_them_all(briefing: Briefing) -> None:
    found = find_speaker(briefing, "secretary")

    assert {speaker.id for speaker in found.named} == {"nuland", "blinken"}
    assert found.one is None


@pytest.mark.parametrize(
    ("finder", "words", "entry"),
    [
        (find_topic, "PMCs", "non-state-actors"),
        (find_topic, "africa-focus-group", "africa-focus-group"),
        (find_source, "blueprint", "blueprint"),
        (find_source, "Riyadh communique", "riyadh-communique"),
        (find_difference, "member-count", "member-count"),
        (find_difference, "founded for", "founding-purpose"),
        (find_absence, "boko haram", "no-boko-haram"),
    ],
)
def test_everything_else_is_found_by_its_names(
    briefing: Briefing, finder: Finder, words: str, entry: str
) -> None:
    one = finder(briefing, words).one

    assert one is not None
    assert one.id == entry


@pytest.mark.parametrize("finder", FINDERS)
@pytest.mark.parametrize(
    "words", ["", " ", "?!", "qwxzj", "lorem ipsum dolor", "12345", "🙂", "ⵣⵣⵣ"]
)
def test_nonsense_finds_nothing(briefing: Briefing, finder: Finder, words: str) -> None:
    assert finder(briefing, words) == Found()


@pytest.mark.parametrize("finder", FINDERS)
@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_are_only_words(briefing: Briefing, finder: Finder, words: str) -> None:
    found = finder(briefing, words)

    assert len(found.near) <= lookup.NEAREST


def test_no_more_of_a_question_is_compared_than_a_name_is_long(briefing: Briefing) -> None:
    fold.cache_clear()
    for finder in FINDERS:
        finder(briefing, "z" * 100_000)
        finder(briefing, "z" * lookup.LONGEST)

    # All cut questions are the same one, so it was folded once.
    names = fold.cache_info().currsize
    for finder in FINDERS:
        finder(briefing, "z" * 200_000)
    assert fold.cache_info().currsize == names


@settings(deadline=None, max_examples=100)
@given(words=st.text(max_size=80))
def test_any_words_find_named_or_near_entries_but_not_both(briefing: Briefing, words: str) -> None:
    for finder in FINDERS:
        found = finder(briefing, words)
        assert not (found.named and found.near)


@pytest.mark.parametrize("words", ["for", "the", "of the"])
def test_short_words_mean_nobody(briefing: Briefing, words: str) -> None:
    assert find_speaker(briefing, words) == Found()
