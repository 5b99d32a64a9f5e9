"""From an edit to its correction in 1,000 groups, with two operators and a bot that is killed."""

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.sending.sender import IN_FLIGHT
from bot.simulator.chats import Message
from tests.newsroom.order import Order
from tests.newsroom.report import RIGHT, TRUE, WRONG, Report
from tests.newsroom.run import run

ORDER = Order(lease=6.0)
COPIES = ORDER.kills * IN_FLIGHT  # of what was under way at a kill, nobody knows whether it came
MARKED = re.compile(
    rf"✎ Corrected \d+ \w+ \d{{4}}, \d\d:\d\d UTC\n• It said: {WRONG}.*\n +It says now: {RIGHT}"
)


@pytest.mark.untraced
def test_a_wrong_figure_is_put_right_wherever_it_stands(
    tmp_path: Path, subtests: pytest.Subtests
) -> None:
    """The whole way is gone once; each fact about it is looked at by itself."""
    report = asyncio.run(run(ORDER, tmp_path))
    for fact in FACTS:
        with subtests.test(fact.__name__):
            fact(report)


def operators_are_told_once_of_an_edit(report: Report) -> None:
    for operator in report.town.operators:
        shown = report.town.shown(operator)
        for edition in (1, 2):
            told = f"1 change since edition {edition}, not published"
            assert sum(told in text for text in shown) == 1


def a_preview_shows_the_change(report: Report) -> None:
    assert "1 change since edition 1" in report.preview
    assert "now: Ministers of 79 members" in report.preview


def both_operators_see_what_they_publish(report: Report) -> None:
    for operator in report.town.operators:
        asked = next(text for text in report.town.shown(operator) if "Publish edition 2?" in text)
        assert f"It said: {TRUE}" in asked
        assert f"It says now: {WRONG}" in asked
        assert "To 1,000 chats at once." in asked


def both_operators_see_what_they_correct(report: Report) -> None:
    for operator in report.town.operators:
        shown = report.town.shown(operator)
        asked = next(text for text in shown if "Correct by edition 3?" in text)
        assert f"It said: {WRONG}" in asked
        assert f"It says now: {RIGHT}" in asked
        # Thirty were shown the first edition as they subscribed, which said it otherwise, too;
        # twenty of them have unsubscribed since.
        assert "Edits 1,050 messages in 1,040 chats." in asked


def nothing_goes_out_on_one_operators_word(report: Report) -> None:
    assert report.too_early == 0


def every_group_has_the_edition_though_the_bot_was_killed(report: Report) -> None:
    assert sum(report.delivered.values()) == 1000
    assert set(report.delivered) <= {1, 2}
    assert report.copies[0] <= COPIES


def operators_see_the_edition_go_out(report: Report) -> None:
    goes_out(report, "Edition 2 is out", {1000: "1,000/1,000 sent"})


def operators_see_the_correction_go_out(report: Report) -> None:
    # The five that threw the bot out count once they are back, and have been looked at again.
    paused = "5 are for chats that can’t be written to now"
    ends = {1045: f"1,045/1,045 sent\n{paused}", 1050: "1,050/1,050 sent"}
    goes_out(report, "Correction (edition 3) is out", ends)


def goes_out(report: Report, title: str, ends: Mapping[int, str]) -> None:
    """Operators are shown more and more that is sent, in one message, until it is all."""
    for operator in report.town.operators:
        figures = report.progress(operator, title)
        assert figures == sorted(figures)
        assert len(set(figures)) >= 3
        assert figures[-1] in ends
        [bulletin] = report.town.said(report.town.private(operator), title)
        assert bulletin.text.endswith(ends[figures[-1]])


def questions_are_answered_with_the_right_figure_at_once(report: Report) -> None:
    assert RIGHT in report.answer
    assert WRONG not in report.answer
    assert report.corrected_when_answered < 500


def every_message_is_edited_or_its_group_notified_once(report: Report) -> None:
    assert report.fates(report.town.groups) == {"edited once": 949, "notified": 51}
    assert report.copies[1] <= COPIES


def where_the_message_was_deleted_a_notice_says_it(report: Report) -> None:
    assert report.fates(report.town.deleted) == {"notified": 50}


def where_the_group_was_upgraded_a_notice_says_it(report: Report) -> None:
    assert report.fate(report.town.upgraded) == "notified"


def where_the_bot_was_thrown_out_it_edits_once_it_is_back(report: Report) -> None:
    assert report.fates(report.town.kicked) == {"edited once": 5}


def what_a_group_was_told_as_it_subscribed_is_edited(report: Report) -> None:
    assert report.fates(report.town.late) == {"edited once": 20}


def who_never_had_the_wrong_figure_is_told_nothing(report: Report) -> None:
    assert report.fates(report.town.former) == {"untold": 20}


def every_edited_message_says_what_it_said_and_says_now_and_since_when(report: Report) -> None:
    groups = (*report.town.groups, *report.town.late)
    edited = [one for group in groups for one in report.wrong(group) if one.edits]
    assert len(edited) == 969
    assert [one.text for one in edited if not MARKED.search(one.text)] == []
    assert [one.text for one in edited if not struck(one)] == []


def struck(message: Message) -> bool:
    """Whether the wrong figure is struck through, where it stood first."""
    [old] = [one for one in message.entities if one.type == "strikethrough"]
    return message.text[old.offset :].startswith(WRONG)


def the_bot_that_was_killed_twice_ends_as_it_should(report: Report) -> None:
    assert report.kills == 2
    assert report.clean_end


FACTS = (
    operators_are_told_once_of_an_edit,
    a_preview_shows_the_change,
    both_operators_see_what_they_publish,
    both_operators_see_what_they_correct,
    nothing_goes_out_on_one_operators_word,
    every_group_has_the_edition_though_the_bot_was_killed,
    operators_see_the_edition_go_out,
    operators_see_the_correction_go_out,
    questions_are_answered_with_the_right_figure_at_once,
    every_message_is_edited_or_its_group_notified_once,
    where_the_message_was_deleted_a_notice_says_it,
    where_the_group_was_upgraded_a_notice_says_it,
    where_the_bot_was_thrown_out_it_edits_once_it_is_back,
    what_a_group_was_told_as_it_subscribed_is_edited,
    who_never_had_the_wrong_figure_is_told_nothing,
    every_edited_message_says_what_it_said_and_says_now_and_since_when,
    the_bot_that_was_killed_twice_ends_as_it_should,
)
