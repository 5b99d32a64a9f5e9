"""What a question takes from the words before it."""

import pytest

from bot.asking.reader import Reader
from bot.asking.verdict import State


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("I looked for Ghana everywhere. Can you say whether they are in?", "/members ghana"),
        ("The focus group is new to me. Who are its co-chairs?", "/africa group-co-chairs"),
        ("We prepare a note for the minister. How many members has it got?", "/members"),
        ("Who co-chairs the Africa Focus Group? When was it founded?", "/africa group-announced"),
    ],
)
def test_what_points_back_is_about_what_was_named_before(
    reader: Reader, question: str, line: str
) -> None:
    assert reader.verdicts(question)[-1].entries[0].line == line


@pytest.mark.parametrize(
    ("message", "lines"),
    [
        (
            "Does the article mention Afghanistan? Al-Shabaab?",
            ["/resolutions no-afghanistan", "/resolutions no-other-groups"],
        ),
        (
            "does the article mention al-Qaeda, and does it say anything on women?",
            ["/resolutions no-other-groups", "/resolutions no-women"],
        ),
        (
            "what does the article say about financing? And deaths?",
            ["/resolutions financing", "/resolutions no-casualties"],
        ),
        (
            "when was the coalition founded and by who",
            ["/differences founding-date", "/summary founding-day"],
        ),
        (
            "when did they meet, where, and who invited them?",
            [
                "/summary meeting-date",
                "/differences date-and-city",
                "/differences conveners-and-hosts",
            ],
        ),
    ],
)
def test_what_was_asked_of_one_is_asked_of_the_next(
    reader: Reader, message: str, lines: list[str]
) -> None:
    verdicts = reader.verdicts(message)

    assert [one.entries[0].line for one in verdicts] == lines
    assert {one.state for one in verdicts} == {State.ANSWERED}


def test_what_says_nothing_by_itself_is_the_sentence_before(reader: Reader) -> None:
    [verdict] = reader.verdicts("Kenya is a member of the coalition. Is that right?")

    assert verdict.entries[0].line == "/members kenya"


@pytest.mark.parametrize(
    "question",
    ["Who briefed the Nigerian press, and on which weekday?", "Who spoke for Nigeria and when?"],
)
def test_when_is_not_since_when_unless_a_member_was_spoken_of(
    reader: Reader, question: str
) -> None:
    *_, when = reader.verdicts(question)
    [since] = reader.verdicts("Is Nigeria a member? Since when?")
    *_, member = reader.verdicts("Who briefed the Nigerian press? Is it a member?")

    assert all(one.line != "/members nigeria" for one in when.entries)
    assert when.state is not State.ANSWERED
    assert (since.state, member.state) == (State.ANSWERED, State.ANSWERED)


def test_what_was_told_keeps_its_year(reader: Reader) -> None:
    [another] = reader.verdicts("It was 2019. Morocco hosted the conference. Is that right?")
    [this] = reader.verdicts("It was 2022. Morocco hosted the conference. Is that right?")

    assert (another.state, this.state) == (State.REFUSED, State.ANSWERED)
    assert another.asked == "Morocco hosted the conference. (2019) Is that right?"


def test_what_was_told_is_asked_once(reader: Reader) -> None:
    [unknown] = reader.verdicts("The dirham fell by a tenth. Is that right? Is it so?")
    [verdict] = reader.verdicts("Benin is the 85th member. Is that right? Is it so? Was that it?")

    assert (verdict.state, verdict.entries[0].line) == (State.ANSWERED, "/differences new-member")
    assert (unknown.state, unknown.entries) == (State.REFUSED, ())
