"""What is asked in a message: several questions, one of many words, what it points back to."""

import pytest

from bot.asking.parts import questions_in


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("who spoke for nigeria?", ["who spoke for nigeria?"]),
        ("africa", ["africa"]),
        ("Is Kenya a member? Is Mali?", ["Is Kenya a member?", "Is Mali?"]),
        ("who led it and how many came", ["who led it", "how many came"]),
        ("how many ministers, how many people?", ["how many ministers", "how many people?"]),
        ("when was it founded and for what purpose", ["when was it founded", "for what purpose"]),
        ("Marrakech or Marrakesh, which is right?", ["Marrakech or Marrakesh, which is right?"]),
        ("Where and when did they meet?", ["Where and when did they meet?"]),
        ("Did they stress it or did they admit it?", ["Did they stress it or did they admit it?"]),
        ("Who led it or who spoke?", ["Who led it", "who spoke?"]),
        ("when was it, where, and who came?", ["when was it", "where", "who came?"]),
        ("Hello. I am new here. Who is Usman?", ["Who is Usman?"]),
        ("I read the article. Tell me about women.", ["Tell me about women."]),
        ("I know Italy was in. Grateful for the others.", ["Grateful for the others."]),
        (
            "Sources need not be American. Attendance.",
            ["Sources need not be American. Attendance."],
        ),
        ("My boss just walked in and asked me: is Kenya in?", ["is Kenya in?"]),
        ("Before I file my story: Kenya or Mali", ["Kenya or Mali"]),
        ("Two things: is Mali in, and is Togo?", ["Two things: is Mali in", "is Togo?"]),
        ("Benin: since when? Same for Togo", ["Benin: since when?", "Same for Togo"]),
        ("Terrorist financing: what was said?", ["Terrorist financing: what was said?"]),
        ("This may sound silly, but is Kenya a member?", ["is Kenya a member?"]),
        ("Is Kenya a member, but did it come?", ["Is Kenya a member, but did it come?"]),
        ("For my thesis, who is Usman?", ["who is Usman?"]),
        ("Who is Usman, if I may ask?", ["Who is Usman, if I may ask?"]),
        ("Who is Usman? If you don't know, just say so.", ["Who is Usman?"]),
        ("Was Blinken there, and if not, who was?", ["Was Blinken there", "who was?"]),
        ("Iraq and Syria", ["Iraq and Syria"]),
        ("The U.S. position", ["The U.S. position"]),
        ("...", []),
        ("", []),
    ],
)
def test_a_message_falls_into_its_questions(text: str, questions: list[str]) -> None:
    assert [one.words for one in questions_in(text)] == questions


def test_a_long_question_is_read_in_its_clauses_too() -> None:
    [question] = questions_in(
        "My editor would like to know who spoke for Nigeria, since I cover it"
    )

    assert "who spoke for Nigeria" in list(question.readings)


def test_a_short_question_is_read_as_it_is() -> None:
    [question] = questions_in("who spoke for nigeria")

    assert list(question.readings) == ["who spoke for nigeria"]


def test_it_points_back_to_what_was_named_before() -> None:
    _, second = questions_in("What is the Africa Focus Group, and who chairs it?")

    assert second.points_back
    assert second.before == "What is the Africa Focus Group"


@pytest.mark.parametrize(
    "text",
    [
        "What is the AFG? Who chairs it? When did it meet?",
        "What is the AFG, and who chairs it, and when did it meet?",
    ],
)
def test_what_points_back_to_what_points_back_is_about_the_first(text: str) -> None:
    *_, third = questions_in(text)

    assert "AFG" in third.before


def test_what_names_something_anew_ends_what_is_pointed_to() -> None:
    *_, last = questions_in("What is the AFG? Who is Nuland? What did she say?")

    assert last.before == "Who is Nuland?"


def test_what_is_said_before_a_question_in_its_sentence_may_be_what_it_is_about() -> None:
    [question] = questions_in("We can't agree on Iran, so is it a member?")

    assert (question.words, question.before) == ("is it a member?", "We can't agree on Iran, so")


def test_the_first_question_points_nowhere() -> None:
    [question] = questions_in("who chairs it?")

    assert not question.points_back


@pytest.mark.parametrize(
    ("text", "is_fragment"),
    [
        ("Does the article mention Afghanistan? Al-Shabaab?", True),
        ("Is Benin a member? And Togo?", True),
        ("Is Benin a member? Since when?", False),
        ("Is Benin a member? The sources that say so are which ones?", False),
    ],
)
def test_what_only_names_something_is_asked_the_same(text: str, *, is_fragment: bool) -> None:
    _, second = questions_in(text)

    assert second.is_fragment == is_fragment


def test_what_is_no_word_takes_no_time() -> None:
    _, second = questions_in("Is Benin a member? And Togo" + "-" * 500 + ".b.c.d.e.f?")

    assert second.is_fragment


def test_a_question_is_found_at_the_end_of_a_long_letter() -> None:
    [question] = questions_in("We met again and spoke of many things. " * 90 + "Who is Usman?")

    assert question.words == "Who is Usman?"


def test_more_questions_than_are_looked_at_are_left() -> None:
    asked = questions_in("Is Kenya a member, and since when, and who says so? " * 80)

    assert sum(len(one.words) for one in asked) < 700


def test_what_is_told_of_another_year_is_not_asked_of_this_one() -> None:
    about, came = questions_in("They met in Riyadh in 2023. Who invited? How many came in 2022?")

    assert (about.year, about.put) == ("2023", "Who invited? (2023)")
    assert (came.year, came.put) == ("", "How many came in 2022?")
