"""/history: how an entry has read, edition by edition."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.answer import page_asked
from bot.briefing.library import Snapshot
from bot.briefing.model import Briefing
from bot.commands import history
from bot.subscriptions.news import News, news
from tests.commands.chat import LONGEST, Chat, stranger
from tests.subscriptions.edits import edition, within, without

FIRST, SECOND, THIRD = (datetime(2026, month, 1, tzinfo=UTC) for month in (3, 4, 5))


@pytest.fixture
def editions(briefing: Briefing) -> tuple[News, ...]:
    """Three of them, the newest first: the second changes a decision, the third withdraws it."""
    old = briefing.resolutions[0]
    second = edition(
        briefing, 2, resolutions=within(briefing.resolutions, old.id, text="to meet in 90 days.")
    )
    third = edition(briefing, 3, resolutions=without(briefing.resolutions, old.id))
    return (
        replace(news(second, third), at=THIRD, correction=True),
        replace(news(briefing, second), at=SECOND),
        replace(news(None, briefing), at=FIRST),
    )


def test_without_words_it_lists_the_editions(chat: Chat, editions: tuple[News, ...]) -> None:
    said = chat.says(history, "", replace(stranger(), editions=editions))

    assert "Edition 3, 1 May 2026: 1 change (correction)" in said.text
    assert "Edition 2, 1 April 2026: 1 change" in said.text
    assert "Edition 1, 1 March 2026: " in said.text
    assert said.leads("Edition 2") == "/news 2"


def test_a_decision_is_followed_by_its_number(chat: Chat, editions: tuple[News, ...]) -> None:
    said = chat.says(history, "resolved-defeat", replace(stranger(), editions=editions))

    [third, second, first] = said.text.split("Edition ")[1:4]
    assert third.startswith("3 · 1 May 2026")
    assert "It says now: The Coalition resolved to meet in 90 days." in second
    assert "to defeat ISIS" in first


def test_a_number_means_a_decision(chat: Chat, editions: tuple[News, ...]) -> None:
    said = chat.says(history, "2", replace(stranger(), editions=editions))

    assert "Edition 1" in said.text
    assert "Edition 2 ·" not in said.text


def test_a_decision_that_was_withdrawn_is_still_found_by_its_number(
    chat: Chat, editions: tuple[News, ...]
) -> None:
    [third, *_] = [news.briefing for news in editions]
    snapshot = Snapshot({third.briefing: third})
    said = replace(chat, snapshot=snapshot).says(
        history, "1", replace(stranger(), editions=editions)
    )

    assert said.text.startswith("History of decision 1\n\nEdition 3")
    assert "Edition 1 ·" in said.text


def test_words_are_looked_for_in_what_was_said(chat: Chat, editions: tuple[News, ...]) -> None:
    said = chat.says(history, "90 DAYS", replace(stranger(), editions=editions))

    assert "to meet in 90 days" in said.text


def test_a_number_that_no_decision_has_is_said_so(chat: Chat, editions: tuple[News, ...]) -> None:
    said = chat.says(history, "9999", replace(stranger(), editions=editions))

    assert said.text.startswith("No edition has a decision 9999.")


@pytest.mark.parametrize("asked", ["xyzzy", "x" * 300, "ش" * 200])
def test_what_no_edition_has_is_said_so(chat: Chat, editions: tuple[News, ...], asked: str) -> None:
    said = chat.says(history, asked, replace(stranger(), editions=editions))

    assert said.text.startswith("No edition has an entry with the words ")


def test_before_anything_is_published_there_is_no_history(chat: Chat) -> None:
    for asked in ("", "3"):
        said = chat.says(history, asked, stranger())
        assert said.text == "Nothing has been published yet, so there is no history."


def test_every_page_can_be_reached(chat: Chat, editions: tuple[News, ...]) -> None:
    visit = replace(stranger(), editions=editions)
    words, pages = "the coalition", 0
    while words:
        said = chat.says(history, words, visit)
        pages += 1
        assert len(said.text) <= LONGEST
        onwards = [one.data for one in said.buttons if one.label == "More ›"]
        words = onwards[0].removeprefix("=/history ") if onwards else ""
        assert not words or page_asked(words)[1] == pages + 1

    assert pages > 3
