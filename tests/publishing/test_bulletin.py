"""What operators are shown of a proposal: the question, how it goes, and how it ended."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.briefing.model import Briefing
from bot.desk import renderer
from bot.messages import without_markup
from bot.publishing.bulletin import FINAL, Outlook, Progress, bulletin, stage
from bot.publishing.proposal import Kind, Proposal, State, Who
from bot.subscriptions.news import beside, news
from tests.subscriptions.edits import edition, within, without

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
ASKED = Proposal(
    12, Kind.PUBLISH, "marrakesh-2022", 2, "", "", None, 2, State.OPEN, NOW, "Amina",
    approvals=(Who("telegram:1", "Amina"),),
)  # fmt: skip
OUT = replace(ASKED, state=State.OUT, publication=1)


def shown(
    briefing: Briefing,
    proposal: Proposal = OUT,
    outlook: Outlook | None = None,
    progress: Progress | None = None,
) -> str:
    """What an operator reads."""
    [page] = renderer().render(bulletin(proposal, outlook, progress), briefing)
    return without_markup(page.html)


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (Progress(), "No message had to go out at once."),
        (Progress(sent=1000), "1,000/1,000 sent"),
        (Progress(sent=290, open=710), "290/1,000 sent"),
        (Progress(290, 710, rate=29.4), "290/1,000 sent · 29/s · about 24 s left"),
        (Progress(1, 9999, rate=29.0), "1/10,000 sent · 29/s · about 6 min left"),
        (Progress(5, held=2), "2 wait: for their chats’ quiet hours"),
        (Progress(5, held=1), "1 waits: for its chat’s quiet hours"),
        (Progress(5, paused=3000), "3,000 are for chats that can’t be written to now"),
        (Progress(5, paused=1), "1 is for a chat that can’t be written to now"),
        (Progress(5, uncertain=1), "1 is uncertain"),
        (Progress(5, failed=4), "4 were refused"),
        (Progress(5, failed=1), "1 was refused"),
    ],
)
def test_it_tells_how_far_it_is(briefing: Briefing, progress: Progress, words: str) -> None:
    assert words in shown(briefing, progress=progress)


@pytest.mark.parametrize(
    ("outlook", "words"),
    [
        (Outlook((), first=True, chats=1), "New: nothing of it was published before."),
        (Outlook((), chats=0), "No statement changes, so nobody is written to."),
        (
            Outlook((), chats=1000, later=12, paused=1),
            "To 1,000 chats at once, 12 chats in a digest",
        ),
        (Outlook((), paused=1), "1 chat once they can be written to"),
    ],
)
def test_the_question_says_to_whom_it_would_go(
    briefing: Briefing, outlook: Outlook, words: str
) -> None:
    assert words in shown(briefing, ASKED, outlook)


def test_the_question_for_a_correction_counts_messages(briefing: Briefing) -> None:
    asked = replace(ASKED, kind=Kind.CORRECT)
    said = shown(briefing, asked, Outlook((), messages=400, chats=380, waiting=7))

    assert "Edits 400 messages in 380 chats, and 7 messages before they go out." in said


def test_what_no_message_says_is_counted_and_named(briefing: Briefing) -> None:
    absence = briefing.absences[0].id
    after = edition(
        briefing,
        2,
        title="Another title",
        absences=without(briefing.absences, absence),
        facts=within(briefing.facts, briefing.facts[0].id, text="Ninety members met."),
    )
    found = beside(briefing, after)
    brought = news(briefing, after).items
    said = shown(briefing, replace(ASKED, kind=Kind.CORRECT), Outlook(brought, beside=found))

    assert len(brought) == 1
    assert beside(None, after) == ()
    assert "1 change\n" in said
    assert "2 more changes go with it, which no message says:\n" in said
    assert f"• removed · {absence}\n" in said
    assert "• field changed · briefing · title\n" in said
    many = shown(briefing, ASKED, Outlook(brought, beside=found * 4))
    assert "8 more changes go with it" in many
    assert "… and 5 more" in many


def test_to_publish_leaves_what_was_sent_as_it_is_and_says_so(briefing: Briefing) -> None:
    after = edition(briefing, 2, summary=within(briefing.summary, "summary-africa", text="So."))
    items, stays = news(briefing, after).items, "stay as they are: /correct changes them."

    assert f"Messages that were sent already {stays}" in shown(briefing, ASKED, Outlook(items))
    assert stays not in shown(briefing, replace(ASKED, kind=Kind.CORRECT), Outlook(items))
    assert stays not in shown(briefing, ASKED, Outlook(items, first=True))
    assert stays not in shown(briefing, ASKED, Outlook(()))


def test_a_correction_in_the_same_words_says_that_messages_say_otherwise(
    briefing: Briefing,
) -> None:
    after = edition(briefing, 2, summary=within(briefing.summary, "summary-africa", text="So."))
    outlook = Outlook(news(briefing, after).items, messages=4, chats=3, repeats=True)
    said = shown(briefing, replace(ASKED, kind=Kind.CORRECT), outlook)

    assert "No statement changes, but messages that were sent say otherwise. 1 change\n" in said
    assert "Edits 4 messages in 3 chats." in said


def test_a_long_edition_is_cut_to_a_phone(briefing: Briefing) -> None:
    items = news(None, briefing).items
    said = shown(briefing, ASKED, Outlook(items, chats=1))

    assert f"{len(items)} changes · the first" in said
    assert len(said) < 1200


def test_it_changes_as_long_as_something_does() -> None:
    agreed = replace(ASKED, approvals=(*ASKED.approvals, Who("terminal:b", "Bola")))

    assert stage(ASKED, None) != stage(agreed, None)
    assert stage(OUT, Progress(1, 9)) != stage(OUT, Progress(2, 8))
    assert stage(OUT, Progress(10)) == FINAL
    assert stage(replace(OUT, state=State.STALE), None) == FINAL
