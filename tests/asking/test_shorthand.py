"""What is written short and what is not: `IS` is no Iceland, and `no` is no Norway."""

import pytest

from bot.asking.shorthand import without_us, written_out


@pytest.mark.parametrize(
    ("words", "out"),
    [
        ("NG", "Nigeria"),
        (" ke ", "Kenya"),
        ("NO", "Norway"),
        ("no", "no"),
        ("To", "To"),
        ("🇰🇪", "Kenya"),
        ("is DE a member", "is Germany a member"),
        ("are FR and ZZ members?", "are France and ZZ members?"),
        ("is IS a member of anything", "is IS a member of anything"),
        ("IS DE A MEMBER", "IS DE A MEMBER"),
        ("what did DE say", "what did DE say"),
        ("$700m or 1.4bn", "$700 million or 1.4 billion"),
        ("5 members, 5mm", "5 members, 5mm"),
        ("on 11.05.2022?", "on 11 May 2022?"),
        ("11/5/22", "11 May 2022"),
        ("2022-05-11", "11 May 2022"),
        ("5/13/2022", "5/13/2022"),
        ("¶6", "paragraph 6"),
        ("When was it?", "When was the meeting"),
        ("where", "where was the meeting"),
        ("the date?", "when was the meeting"),
        ("when was it founded", "when was it founded"),
    ],
)
def test_codes_dates_and_sums_are_written_out(words: str, out: str) -> None:
    assert written_out(words) == out


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("Show us the decisions", "Show the decisions"),
        ("can you help us out?", "can you help out?"),
        ("is that for us?", "is that for?"),
        ("how much for us aid", "how much for us aid"),
        ("is the us a member", "is the us a member"),
        ("Tell us, is the US in it?", "Tell, is the US in it?"),
    ],
)
def test_those_who_ask_are_no_country(words: str, left: str) -> None:
    assert without_us(words) == left
