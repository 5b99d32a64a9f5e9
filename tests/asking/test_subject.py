"""Questions that are all about the members, people or topics that they name."""

import pytest

from bot.asking.reader import Reader
from bot.asking.verdict import State


def test_one_entry_for_both_goes_before_one_for_each(reader: Reader) -> None:
    [verdict] = reader.verdicts("Iraq and Syria")

    assert verdict.entries[0].line == "/resolutions iraq-syria"


@pytest.mark.parametrize("question", ["did Kenya attend", "when did Chad quit the coalition"])
def test_that_a_country_is_a_member_does_not_say_that_it_came_or_left(
    reader: Reader, question: str
) -> None:
    assert reader.verdicts(question)[0].state is State.REFUSED


def test_what_may_be_unsaid_of_a_member_is_not_answered_by_its_name(reader: Reader) -> None:
    [verdict] = reader.verdicts("which countries belong to ECOWAS?")

    assert verdict.state is State.REFUSED


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("Did Zambia or Uganda join?", ["/members zm", "/members ug"]),
        (
            "are the EU and the Arab League members",
            ["/members european-union", "/members arab-league"],
        ),
        (
            "financing and foreign fighters",
            ["/resolutions financing", "/resolutions foreign-fighters"],
        ),
        ("who are Nuland and Bourita", ["/who nuland", "/who bourita"]),
        ("Are Iraq and Syria members?", ["/members iraq", "/members syria"]),
        (
            "what about Africa, and Iraq and Syria",
            ["/resolutions africa", "/resolutions iraq-syria"],
        ),
        ("what about Iraq and Syria", ["/resolutions iraq-syria"]),
    ],
)
def test_each_of_several_that_are_named_has_its_verdict(
    reader: Reader, question: str, lines: list[str]
) -> None:
    assert [one.entries[0].line for one in reader.verdicts(question)] == lines


@pytest.mark.parametrize("question", ["Congo", "is Korea a member"])
def test_a_name_that_two_countries_share_is_a_choice(reader: Reader, question: str) -> None:
    [verdict] = reader.verdicts(question)

    assert (verdict.state, len(verdict.entries)) == (State.CHOICE, 2)


def test_two_subjects_that_are_not_listed_are_one_question(reader: Reader) -> None:
    assert len(reader.verdicts("ISIS in Africa")) == 1


def test_an_organisation_in_a_list_of_members_is_one_of_them(reader: Reader) -> None:
    verdicts = reader.verdicts("Are both of NATO and France members of the coalition?")

    assert [one.entries[0].line for one in verdicts] == ["/members nato", "/members france"]


def test_only_what_nobody_answers_of_a_member_is_refused(reader: Reader) -> None:
    [known] = reader.verdicts("BENIN JOINED WHEN")
    [unknown] = reader.verdicts("what did Benin say when it joined")

    assert (known.state, known.entries[0].line) == (State.ANSWERED, "/members benin")
    assert unknown.state is State.REFUSED
