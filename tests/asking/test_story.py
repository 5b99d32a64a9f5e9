"""Long messages: what they ask may be told anywhere in them, and what they tell is no question."""

import pytest

from bot.asking.reader import Reader
from bot.asking.verdict import State

ATTENDANCE = (
    "For our brief I need attendance, not membership. I have seen 79, 73 and more than 80 in the "
    "papers, and cannot tell which to trust. "
)
LAKE_CHAD = (
    "Good day from Borno. Around here people only care about ISWAP and Lake Chad, so before we "
    "print I would like to know if those were named."
)

DEATHS = (
    "Two officials, two death tolls, and the editor wants one for the headline. What number of "
    "people killed by the group on the continent in 2021 did each of them give"
)


@pytest.mark.parametrize(
    ("message", "line"),
    [
        (f"{ATTENDANCE}What do you have on that?", "/differences attendance-count"),
        (LAKE_CHAD, "/resolutions no-boko-haram"),
        (DEATHS, "/differences deaths-in-africa"),
    ],
)
def test_what_a_long_message_asks_may_be_said_anywhere_in_it(
    reader: Reader, message: str, line: str
) -> None:
    [verdict] = reader.verdicts(message)

    assert (verdict.state, verdict.entries[0].line) == (State.ANSWERED, line)


@pytest.mark.parametrize(
    "question",
    [
        "Why did Benin want in?",
        "What is the population of Burkina Faso?",
        "Who is going to win the world cup?",
    ],
)
def test_what_is_only_told_does_not_answer_what_is_asked(reader: Reader, question: str) -> None:
    assert [one.state for one in reader.verdicts(ATTENDANCE + question)] == [State.REFUSED]


@pytest.mark.parametrize(
    "message",
    [
        "At the Riyadh meeting the large-scale attack of January 2022 on the Al-Sinaa detention "
        "facility was given as an example of the threat. Was it?",
        "In Cotonou they stressed that the focus group needs to build synergies with other "
        "international, sub-regional and regional work on the continent. Did they?",
        "Just landed. The driver knows where Blinken is staying, and that he tested positive for "
        "COVID-19 and was replaced by Nuland. See you at eight.",
        "ok so the article does not mention Boko Haram, ISWAP or Lake Chad, nor Afghanistan, nor "
        "women, nor money, got it, that will do for me",
        "There were three sessions announced beforehand: on Africa, on Syria and Iraq, and on "
        "Afghanistan. Who chaired each of the three sessions?",
    ],
    ids=["another meeting", "another place", "chatter", "nothing is asked", "it asks who"],
)
def test_a_story_of_something_else_is_not_taken_for_what_the_sources_say(
    reader: Reader, message: str
) -> None:
    assert [one.state for one in reader.verdicts(message)] == [State.REFUSED]


AMOUNT = (
    "At lunch I was told that Washington promised new help for police, prosecutors and courts in "
    "Africa that day. "
)
EXAM = (
    "I have an exam on Friday and I want the decisions of that Morocco conference, all of them, "
    "one below the other. "
)


def test_a_question_that_says_little_asks_for_what_is_told_around_it(reader: Reader) -> None:
    [alone] = reader.verdicts("Could you give me the amount?")
    [verdict] = reader.verdicts(f"{AMOUNT}Could you give me the amount?")

    assert alone.entries[0].line == "/resolutions resources"
    assert (verdict.state, verdict.entries[0].line) == (State.ANSWERED, "/who nuland-africa-aid")


def test_an_answer_that_what_is_told_speaks_against_is_none(reader: Reader) -> None:
    [alone] = reader.verdicts("Can you do that or can't you?")
    [verdict] = reader.verdicts(f"{EXAM}Can you do that or can't you?")

    assert (alone.state, alone.entries[0].line) == (State.ANSWERED, "/help")
    assert (verdict.state, verdict.is_open) == (State.REFUSED, True)


GERMANY = (
    "I am doing a chart of spending by partner for my thesis, and I have the American amounts for "
    "Syria and Iraq already. How much did Germany give for stabilisation in the past year?"
)


@pytest.mark.parametrize("message", [f"{DEATHS}, and in Mozambique alone?", GERMANY])
def test_what_is_asked_of_one_country_is_not_answered_for_another(
    reader: Reader, message: str
) -> None:
    [verdict] = reader.verdicts(message)

    assert verdict.state is State.REFUSED


def test_a_question_in_a_long_message_that_has_its_answer_is_not_asked_otherwise(
    reader: Reader,
) -> None:
    told = "I have seen 79, 73 and more than 80 countries at the meeting in the papers, so many. "
    [verdict] = reader.verdicts(told + "Who invited the ministers?")

    assert (verdict.asked, verdict.state) == ("Who invited the ministers?", State.ANSWERED)


@pytest.mark.parametrize(
    ("message", "line"),
    [
        (
            "A caller from Accra told us something else this morning, so please confirm whether "
            "Ghana has been admitted, before we are back on air with the second hour of it.",
            "/members ghana",
        ),
        ("is Afghanistan still a member now the Taliban run it", "/members afghanistan"),
    ],
)
def test_whether_a_member_belongs_may_be_asked_in_a_clause(
    reader: Reader, message: str, line: str
) -> None:
    [verdict] = reader.verdicts(message)

    assert (verdict.state, verdict.entries[0].line) == (State.ANSWERED, line)


def test_whether_what_was_told_is_wrong_is_a_question_of_that(reader: Reader) -> None:
    [verdict] = reader.verdicts("An Egyptian site calls it the 19th meeting. Is that wrong?")

    assert (verdict.state, verdict.entries[0].line) == (State.ANSWERED, "/differences ordinal")


def test_the_year_of_the_meeting_is_not_said_back(reader: Reader) -> None:
    this, another = (
        reader.verdicts(f"I was in Morocco in {year}. Should I bring a coat?")
        for year in ("2022", "2019")
    )

    assert [one.asked for one in (*this, *another)] == [
        "Should I bring a coat?", "Should I bring a coat? (2019)",
    ]  # fmt: skip


def test_the_meeting_is_this_one_unless_another_organisation_is_spoken_of(reader: Reader) -> None:
    [ours] = reader.verdicts("We talked about Nuland and Bourita. When was the meeting?")
    [another] = reader.verdicts("The African Union held a conference. When was the meeting?")

    assert (ours.state, ours.entries[0].line) == (State.ANSWERED, "/differences date-and-city")
    assert another.state is State.REFUSED


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("My professor claims that the article never names the Sahel. Is he right?", "no-sahel"),
        (
            "Somebody wrote that $700 million was raised in Marrakesh. Is that right?",
            "stabilisation-money",
        ),
        ("Wikipedia says that Côte d'Ivoire joined together with Benin. Right?", "ci"),
        ("What do the letters in ONSA mean? My pupils asked. Can you help us out?", "term-onsa"),
    ],
)
def test_a_claim_is_told_from_who_makes_it(reader: Reader, message: str, line: str) -> None:
    verdict = reader.verdicts(message)[0]

    assert (verdict.state, verdict.entries[0].line.split()[-1]) == (State.ANSWERED, line)
