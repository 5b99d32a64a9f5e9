"""What an author writes is the text it looks like: nothing turns into something else unasked."""

from datetime import date

import pytest

from bot.briefing.reading import read
from tests.briefing.conftest import Shelf, changed

WRITTEN = [
    *("NO", "no", "yes", "on", "y", "true", "False", "10:30", "12:30:00", "010", "0o17", "0x1F"),
    *("1.10", "1_000", "1e3", ".inf", ".nan", "-1", "+5", "2022-05-11", "2022-02-30", "=", "<<"),
    *("'~'", '"null"', "''", "a#b", "Null Island", "~x"),
]


@pytest.mark.parametrize("written", WRITTEN)
def test_a_value_is_the_text_as_written(written: str) -> None:
    document = read("x.yaml", f"value: {written}\nlist: [{written}]\n".encode())

    text = written.strip("'\"")
    assert document.problems == []
    assert document.plain() == {"value": text, "list": [text]}


@pytest.mark.parametrize(
    "written", ["NO", "on", "10:30", "010", "1.10", "2022-05-11", "0x1F", "~x"]
)
def test_a_title_is_the_text_as_written(sound: Shelf, written: str) -> None:
    briefing = sound.load(changed(sound.original, "Lighthouse meeting", written)).briefing

    assert briefing is not None
    assert briefing.title == written


JOINED = {
    "a family": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "a judge of a colour": "\U0001f469\U0001f3fd\u200d\u2696\ufe0f",
    "a heart on fire": "\u2764\ufe0f\u200d\U0001f525",
    "a flag": "\U0001f3f3\ufe0f\u200d\U0001f308",
    "Persian": "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "Arabic": "\u0647\u200d",
    "Hindi": "\u0915\u094d\u200d\u0937",
    "Malayalam": "\u0d28\u0d4d\u200d",
}


@pytest.mark.parametrize("written", JOINED.values(), ids=JOINED)
def test_a_joiner_stands_where_letters_or_emoji_are_joined(sound: Shelf, written: str) -> None:
    briefing = sound.load(changed(sound.original, "Lighthouse meeting", f"A {written} z")).briefing

    assert briefing is not None
    assert briefing.title == f"A {written} z"


@pytest.mark.parametrize("written", ["a\u200db", "a\u200c b", "\U0001f468\u200da", "é\u200d"])
def test_a_joiner_stands_nowhere_else(sound: Shelf, written: str) -> None:
    (problem,) = sound.problems(changed(sound.original, "Lighthouse meeting", written))

    assert problem.message.startswith("`title`: the invisible character U+200")


@pytest.mark.parametrize("written", ["10\u00a0000 keepers", "a\u202f; b", "x\u3000y"])
def test_a_space_that_does_not_break_may_stand_within_a_text(sound: Shelf, written: str) -> None:
    briefing = sound.load(changed(sound.original, "Lighthouse meeting", written)).briefing

    assert briefing is not None
    assert briefing.title == written


@pytest.mark.parametrize("written", ["", "~", "null", "Null", "NULL", "# later"])
def test_nothing_is_no_text(sound: Shelf, written: str) -> None:
    (problem,) = sound.problems(changed(sound.original, "Lighthouse meeting", written))

    assert problem.message == "`title` has no value"


def test_NO_is_norway(sound: Shelf) -> None:  # noqa: N802
    briefing = sound.load(sound.original).briefing

    assert briefing is not None
    assert briefing.membership.members[0].code == "NO"


@pytest.mark.parametrize(("written", "number"), [("1", 1), ("85", 85), ('"85"', 85)])
def test_a_number_is_written_in_plain_digits(sound: Shelf, written: str, number: int) -> None:
    briefing = sound.load(changed(sound.original, "edition: 1", f"edition: {written}")).briefing

    assert briefing is not None
    assert briefing.edition == number


@pytest.mark.parametrize(
    "written",
    [
        *("010", "1_000", "1,000", "0x1F", "1e3", "1.0", "+5", "-5", ".inf", "one", "NO", "10:30"),
        *("9999999999", "٣", "1٢", "''"),
    ],
)
def test_what_only_looks_like_a_number_is_refused(sound: Shelf, written: str) -> None:
    (problem,) = sound.problems(changed(sound.original, "edition: 1", f"edition: {written}"))

    assert problem.message == "`edition` should be a whole number in plain digits, like 85"
    assert (problem.line, problem.column) == (3, 10)


def test_a_date_is_a_date(sound: Shelf) -> None:
    briefing = sound.load(sound.original).briefing

    assert briefing is not None
    assert briefing.date == date(2022, 5, 11)


@pytest.mark.parametrize(
    "written",
    ["11.05.2022", "2022-5-11", "20220511", "1652227200", "2022-05-11T10:00", "٢٠٢٢-٠٥-١١"],
)
def test_what_only_looks_like_a_date_is_refused(sound: Shelf, written: str) -> None:
    (problem,) = sound.problems(changed(sound.original, "2022-05-11", written))

    assert problem.message == "`date` should be a date like 2022-05-11"


@pytest.mark.parametrize("written", ["2022-02-30", "2022-13-01", "0000-01-01", "2022-00-00"])
def test_a_day_that_never_was_is_refused(sound: Shelf, written: str) -> None:
    (problem,) = sound.problems(changed(sound.original, "2022-05-11", written))

    assert problem.message == "`date` is no day of the calendar"


@pytest.mark.parametrize("written", ["yes", "Yes", "on", "True", "1", "y", "''"])
def test_only_true_is_true(sound: Shelf, written: str) -> None:
    content = changed(sound.original, "organisation: true", f"organisation: {written}")

    (problem,) = sound.problems(content)
    assert problem.message == "`organisation` should be true or false"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_on_any_machine(sound: Shelf, end: str) -> None:
    content = changed(sound.original, "code: NO", "code: XX").replace("\n", end)

    (problem,) = sound.problems(content)
    assert (problem.line, problem.column, problem.excerpt) == (76, 13, "      code: XX")


def test_a_byte_order_mark_is_no_part_of_the_text(sound: Shelf) -> None:
    assert sound.problems("\ufeff" + sound.original) == ()
    (problem,) = sound.problems("\ufeff" + sound.original.replace("# The smallest", "the:", 1))
    assert (problem.line, problem.column) == (1, 1)


def test_columns_count_characters_not_bytes(sound: Shelf) -> None:
    (problem,) = sound.problems(
        changed(
            sound.original, "{source: toast}", "{anchor: 😀é three words, source: tost}"
        ).replace("- id: toast", "- id: tost", 1)
    )

    assert problem.excerpt[problem.column - 1 :].startswith("😀é")


def test_folded_and_quoted_texts_are_one_text() -> None:
    document = read("x.yaml", b'a: one\n  two\nb: "three\n  four"\nc: >\n  five\n  six\n')

    assert document.plain() == {"a": "one two", "b": "three four", "c": "five six\n"}


def test_a_text_over_several_lines_is_pointed_at_where_it_begins(sound: Shelf) -> None:
    long = "one line of it\n      " * 40
    content = changed(sound.original, "text: The report gives", f"text: {long}It gives")

    (problem,) = sound.problems(content)
    assert (problem.line, problem.column, problem.width) == (94, 11, 1)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("The report gives\n      no “cost”.", 95, 10),
        ('The report\n\n\n      gives no "cost".', 97, 16),
        ("“Cost” is not given.", 94, 11),
        (r'"The \"cost\"."', 94, 17),
    ],
)
def test_a_quotation_mark_is_pointed_at_where_it_stands(
    sound: Shelf, text: str, line: int, column: int
) -> None:
    content = changed(sound.original, "The report gives no cost.", text)

    (problem,) = sound.problems(content)
    assert (problem.line, problem.column) == (line, column)


def test_a_mark_that_the_lines_do_not_show_is_pointed_at_with_its_text(sound: Shelf) -> None:
    content = changed(sound.original, "The report gives no cost.", r'"No \u201ccost\u201d."')

    (problem,) = sound.problems(content)
    assert (problem.line, problem.column) == (94, 11)
