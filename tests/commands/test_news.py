"""/news: what an edition brought, or which editions there are."""

from dataclasses import replace

from bot.briefing.model import Briefing
from bot.commands import news as command
from bot.subscriptions.news import news
from tests.commands.chat import Chat, stranger
from tests.subscriptions.edits import edition


def test_another_edition_than_the_last_ones_is_answered_with_these(
    chat: Chat, briefing: Briefing
) -> None:
    second = edition(briefing, 2, title="Another")
    editions = (news(briefing, second), news(None, briefing))
    said = chat.says(command, "99", replace(stranger(), editions=editions))

    assert said.text == "Edition 99 is not among the last that were published: 2, 1."
    assert said.labels == ["Edition 2", "Edition 1"]


def test_before_anything_is_published_there_is_no_edition_to_name(chat: Chat) -> None:
    for asked in ("", "99"):
        said = chat.says(command, asked, stranger())
        assert said.text.startswith("Nothing has been published since this bot began.")
