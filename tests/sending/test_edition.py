"""An edition is looked at before it goes out, goes out once, and stays as it went out."""

import json

import pytest

from bot.briefing.model import Briefing
from bot.desk import Desk
from bot.outbox.delivery import WhenUncertain
from bot.sending import archive as module
from bot.sending.archive import Archive, briefing_of
from bot.sending.edition import PublishError
from bot.store import publications
from bot.store.database import Database
from bot.subscriptions.news import News, news
from bot.subscriptions.subscription import Place
from bot.subscriptions.wish import Wish
from tests.sending.newsroom import Newsroom
from tests.store.book import DAILY, HERE, NOW

pytestmark = pytest.mark.untraced

AFRICA, MEMBERS = frozenset({"africa"}), frozenset({"members"})
NAME = "marrakesh-2022"


@pytest.fixture
def newsroom(either: Database, briefing: Briefing, desk: Desk) -> Newsroom:
    return Newsroom(either, briefing, desk.renderer)


def test_a_first_edition_brings_everything(newsroom: Newsroom, briefing: Briefing) -> None:
    draft = newsroom.draft(briefing)

    assert (draft.briefing, draft.published) == (briefing, None)
    assert draft.news == news(None, briefing)


def test_a_draft_says_how_many_it_would_reach(newsroom: Newsroom, briefing: Briefing) -> None:
    newsroom.book.subscribe(Place(1))
    newsroom.book.subscribe(Place(2), DAILY)
    plan = newsroom.plan(briefing)

    assert (plan.chats, plan.in_digests, plan.paused, plan.out) == (1, 1, 0, None)


def test_looking_at_a_draft_publishes_nothing(newsroom: Newsroom, briefing: Briefing) -> None:
    newsroom.book.subscribe()
    newsroom.draft(briefing)

    assert newsroom.book.publications() == newsroom.book.rows() == []


def test_a_further_edition_brings_what_is_new_since_the_last(newsroom: Newsroom) -> None:
    newsroom.publish(1)
    newsroom.publish(3)
    draft = newsroom.draft(newsroom.edition(4))

    assert [item.after for item in draft.news.items] == ["The ministers welcomed decision 4."]


def test_every_chat_gets_what_it_wants_to_know(newsroom: Newsroom) -> None:
    newsroom.publish(1)
    newsroom.book.subscribe(Place(1))
    newsroom.book.subscribe(Place(2), Wish(AFRICA))
    newsroom.book.subscribe(Place(3), Wish(MEMBERS))
    newsroom.publish(2)

    for chat in (1, 2):
        [words] = newsroom.received(Place(chat))
        assert "decision 2." in words
    assert newsroom.received(Place(3)) == []


def test_what_a_draft_shows_is_what_arrives(newsroom: Newsroom, desk: Desk) -> None:
    newsroom.publish(1)
    newsroom.book.subscribe(wish=Wish(AFRICA))
    draft = newsroom.draft(newsroom.edition(2))
    newsroom.publish(2)

    shown = draft.letter(desk.renderer, AFRICA)
    assert [message.html for message in shown] == newsroom.received(HERE)
    assert draft.letter(desk.renderer, MEMBERS) == ()


def test_publishing_the_same_again_makes_no_difference(newsroom: Newsroom) -> None:
    newsroom.book.subscribe()
    newsroom.publish(1)
    number = newsroom.publish(2)
    newsroom.book.after(days=3)

    assert newsroom.publish(2) == number
    assert len(newsroom.book.rows()) == 2
    draft = newsroom.draft(newsroom.edition(2))
    assert draft.published is not None
    assert (draft.published.id, draft.published.at) == (number, NOW)
    assert [item.after for item in draft.news.items] == ["The ministers welcomed decision 2."]


def test_the_first_edition_stays_the_first_when_it_is_looked_at_again(newsroom: Newsroom) -> None:
    newsroom.publish(1)

    assert newsroom.draft(newsroom.edition(1)).news.first


def test_what_is_published_can_not_change(newsroom: Newsroom) -> None:
    newsroom.publish(1)

    with pytest.raises(PublishError) as caught:
        newsroom.draft(newsroom.edition(1, title="Another title"))
    assert str(caught.value) == (
        f"{NAME}: edition 1 was published on 1 June 2026 with other words. "
        "What is published stays as it is: write `edition: 2` and publish that."
    )


def test_an_edition_does_not_come_after_a_later_one(newsroom: Newsroom) -> None:
    newsroom.publish(3)

    with pytest.raises(PublishError) as caught:
        newsroom.publish(2)
    assert str(caught.value) == (
        f"{NAME}: edition 3 is out already, and this is edition 2. "
        "Write `edition: 4` to publish what is new."
    )


def test_what_another_release_added_to_an_edition_is_left_out(newsroom: Newsroom) -> None:
    content = json.loads(newsroom.edition(1).model_dump_json())
    content["new"] = content["sources"][0]["new"] = {"a": 1}
    newsroom.rewrite(newsroom.publish(1), json.dumps(content))
    [one] = newsroom.book.do(publications.editions, NAME, 9)

    assert briefing_of(one) == newsroom.edition(1)
    assert newsroom.draft(newsroom.edition(1)).published == one


@pytest.mark.parametrize("content", ["{}", "", "[", '{"briefing": 1}'])
def test_what_can_not_be_read_does_not_count_as_what_a_reader_knows(
    newsroom: Newsroom, content: str
) -> None:
    newsroom.publish(1)
    newsroom.rewrite(newsroom.publish(2), content)
    draft = newsroom.draft(newsroom.edition(3))

    assert not draft.news.first
    assert len(draft.news.items) == 2
    with pytest.raises(PublishError, match="with other words"):
        newsroom.draft(newsroom.edition(2))


def test_where_nothing_can_be_read_an_edition_is_the_first(newsroom: Newsroom) -> None:
    newsroom.rewrite(newsroom.publish(1), "{}")

    assert newsroom.draft(newsroom.edition(2)).news.first


@pytest.mark.parametrize("when_uncertain", WhenUncertain)
def test_a_briefing_says_what_is_done_in_doubt(
    newsroom: Newsroom, when_uncertain: WhenUncertain
) -> None:
    newsroom.book.subscribe()
    newsroom.publish(1, when_uncertain=when_uncertain.value)

    [one] = newsroom.book.due()
    assert one.when_uncertain is when_uncertain


def test_the_archive_gives_back_what_each_edition_brought(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_KEPT", 2)
    for number in (1, 2, 3, 4):
        newsroom.publish(number)
    every = newsroom.book.do(publications.editions, NAME, 99)
    archive = Archive()
    for _ in range(2):
        found: tuple[News, ...] = newsroom.book.do(archive.several, every)

        assert [brought.briefing.edition for brought in found] == [4, 3, 2, 1]
        assert [len(brought.items) for brought in found[:-1]] == [1, 1, 1]
        assert [brought.first for brought in found] == [False, False, False, True]
    assert newsroom.book.do(archive.news, every[0]) is newsroom.book.do(archive.news, every[0])
    assert briefing_of(every[0]) == newsroom.edition(4)
