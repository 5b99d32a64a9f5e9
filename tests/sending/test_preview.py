"""What the store knows of a draft: against which edition it stands, and what would go out."""

import pytest

from bot.briefing.model import Briefing
from bot.desk import renderer
from bot.publishing.preview import Preview
from bot.sending.preview import previewed
from bot.store.database import Database
from bot.subscriptions.subscription import Place
from bot.subscriptions.wish import Rhythm, Wish
from tests.sending.newsroom import Newsroom
from tests.subscriptions.edits import edited, shown

pytestmark = pytest.mark.untraced

AFRICA = frozenset({"africa"})


@pytest.fixture
def newsroom(either: Database, briefing: Briefing) -> Newsroom:
    return Newsroom(either, briefing, renderer())


def seen(newsroom: Newsroom, briefing: Briefing) -> Preview:
    book = newsroom.book
    found: Preview = book.do(previewed, briefing, renderer(), book.now)
    return found


def test_before_the_first_edition_all_of_it_is_new(newsroom: Newsroom) -> None:
    preview = seen(newsroom, newsroom.edition(1))

    assert (preview.before, preview.changes, preview.publishable) == (None, (), True)
    assert preview.samples[0].messages


def test_a_draft_stands_against_the_published_edition(newsroom: Newsroom) -> None:
    newsroom.publish(1)

    preview = seen(newsroom, newsroom.edition(2))

    assert preview.before == newsroom.edition(1)
    assert [change.entry for change in preview.changes] == ["new-2"]
    assert preview.publishable


def test_what_is_out_as_it_stands_changes_nothing_and_goes_to_nobody(newsroom: Newsroom) -> None:
    newsroom.publish(1)

    preview = seen(newsroom, newsroom.edition(1))

    assert (preview.is_out, preview.changes, preview.samples) == (True, (), ())
    assert not preview.publishable


def test_a_draft_whose_number_was_not_raised_is_shown_as_the_next_edition(
    newsroom: Newsroom,
) -> None:
    newsroom.publish(1)
    newsroom.publish(2)

    preview = seen(newsroom, edited(newsroom.edition(3), edition=1))

    assert preview.briefing == newsroom.edition(3)
    assert "Write `edition: 3` to publish what is new." in preview.obstacle
    assert not preview.publishable


def test_each_choice_of_topics_is_shown_with_what_it_will_receive(newsroom: Newsroom) -> None:
    newsroom.publish(1)
    for chat, wish in enumerate((Wish(), Wish(AFRICA), Wish(AFRICA)), 1):
        newsroom.book.subscribe(Place(-chat), wish)

    samples = seen(newsroom, newsroom.edition(2)).samples

    at_once = {one.topics: one for one in samples if one.rhythm is Rhythm.AT_ONCE}
    plan = newsroom.plan(newsroom.edition(2))
    assert list(at_once) == [frozenset(), AFRICA]
    assert {topics: one.chats for topics, one in at_once.items()} == {frozenset(): 1, AFRICA: 2}
    assert {topics: one.messages for topics, one in at_once.items()} == plan.letters


def test_digests_are_shown_as_of_now_with_what_is_out_since_the_last(newsroom: Newsroom) -> None:
    newsroom.publish(1)
    newsroom.book.after(days=3)
    newsroom.publish(2)
    newsroom.book.after(days=2)
    newsroom.publish(3)
    newsroom.book.after(hours=3)
    newsroom.book.subscribe(wish=Wish(rhythm=Rhythm.DAILY))

    samples = seen(newsroom, newsroom.edition(4)).samples

    daily, weekly = (one for one in samples if one.rhythm is not Rhythm.AT_ONCE)
    assert (daily.rhythm, daily.chats, weekly.rhythm, weekly.chats) == (
        Rhythm.DAILY,
        1,
        Rhythm.WEEKLY,
        0,
    )
    assert "editions 3, 4" in shown(daily.messages)
    assert "editions 1, 2, 3, 4" in shown(weekly.messages)
