"""A chat is subscribed, and stops being so, with one command; repeating it makes no difference."""

import pytest

from bot.commands import subscribe, unsubscribe
from bot.subscriptions.rights import Action
from bot.subscriptions.subscription import Kind, State
from bot.subscriptions.visit import Alter, Start, Stop
from bot.subscriptions.wish import MEMBERS, Quiet, Rhythm, Wish
from tests.commands.chat import Chat, stranger, subscriber

LAGOS = Wish(rhythm=Rhythm.DAILY, zone="Africa/Lagos", quiet=Quiet(22, 9))
AFRICA = Wish(frozenset({"africa"}))


def test_a_chat_is_subscribed_to_everything_at_once_and_briefed_on_the_spot(chat: Chat) -> None:
    said = chat.says(subscribe, "", stranger())

    assert said.decision.change == Start(Wish())
    assert said.decision.then == "/summary"
    assert said.text.startswith("This group is subscribed: everything, at once.")
    assert said.labels == ["Settings", "Preview", "Stop"]


@pytest.mark.parametrize(
    ("kind", "topic", "words"),
    [
        (Kind.PRIVATE, 0, "This chat is subscribed"),
        (Kind.GROUP, 0, "This group is subscribed"),
        (Kind.CHANNEL, 0, "This channel is subscribed"),
        (Kind.SUPERGROUP, 7, "Briefings come to this topic."),
    ],
)
def test_it_says_where_briefings_come(chat: Chat, kind: Kind, topic: int, words: str) -> None:
    assert words in chat.says(subscribe, "", stranger(kind, topic)).text


@pytest.mark.parametrize(
    ("words", "topics"),
    [
        ("africa", {"africa"}),
        ("Iraq and Syria", {"iraq-syria"}),
        ("africa, terrorist financing", {"africa", "financing"}),
        ("africa financing", {"africa", "financing"}),
        ("FTF", {"foreign-fighters"}),
        ("members", {MEMBERS}),
        ("all", set()),
    ],
)
def test_topics_can_be_named(chat: Chat, words: str, topics: set[str]) -> None:
    said = chat.says(subscribe, words, stranger())

    assert said.decision.change == Start(Wish(frozenset(topics)))


def test_who_chooses_topics_is_told_that_corrections_always_come(chat: Chat) -> None:
    assert "Corrections of what was published always come" in (
        chat.says(subscribe, "africa", stranger()).text
    )


def test_a_topic_that_does_not_exist_changes_nothing_and_the_nearest_are_offered(
    chat: Chat,
) -> None:
    said = chat.says(subscribe, "afrika", stranger())

    assert said.decision.change is None
    assert said.decision.then == ""
    assert said.leads("Africa") == "/subscribe africa"
    assert said.leads("Everything") == "/subscribe all"


def test_a_topic_unlike_any_leads_to_everything(chat: Chat) -> None:
    said = chat.says(subscribe, "xyzzy", stranger())

    assert "There is no topic xyzzy." in said.text
    assert said.labels == ["Everything"]


def test_subscribing_twice_changes_nothing_and_says_what_is_set(chat: Chat) -> None:
    said = chat.says(subscribe, "", subscriber(LAGOS))

    assert said.decision.change is None
    assert said.decision.then == ""
    assert "already subscribed: everything, daily at 08:00." in said.text
    assert said.leads("Summary") == "/summary"


def test_a_digest_is_announced_for_when_it_will_come_quiet_hours_included(chat: Chat) -> None:
    said = chat.says(subscribe, "", subscriber(LAGOS))

    assert "Next digest: Wednesday 25 November 2026, 09:00 (Lagos, Nigeria)" in said.text


def test_a_second_topic_is_added_to_the_first(chat: Chat) -> None:
    said = chat.says(subscribe, "financing", subscriber(AFRICA))

    assert said.decision.change == Alter(Wish(frozenset({"africa", "financing"})))
    assert "This group is subscribed: Africa, Terrorist financing" in said.text


def test_a_topic_narrows_everything_and_all_widens_it_again(chat: Chat) -> None:
    narrowed = chat.says(subscribe, "africa", subscriber())
    widened = chat.says(subscribe, "all", subscriber(AFRICA))

    assert narrowed.decision.change == Alter(AFRICA)
    assert widened.decision.change == Alter(Wish())


@pytest.mark.parametrize("state", [State.ENDED, State.PAUSED])
def test_who_comes_back_finds_the_old_settings(chat: Chat, state: State) -> None:
    said = chat.says(subscribe, "", subscriber(LAGOS, state))

    assert said.decision.change == Start(LAGOS)
    assert "This group is subscribed again" in said.text


def test_who_comes_back_for_a_topic_gets_that_one_with_the_other_settings_kept(
    chat: Chat,
) -> None:
    before = Wish(frozenset({"africa"}), silent=True)

    said = chat.says(subscribe, "financing", subscriber(before, State.ENDED))

    assert said.decision.change == Start(Wish(frozenset({"financing"}), silent=True))


@pytest.mark.parametrize("state", [State.ACTIVE, State.PAUSED])
def test_unsubscribing_ends_it_keeps_the_settings_and_shows_the_way_back(
    chat: Chat, state: State
) -> None:
    said = chat.says(unsubscribe, "", subscriber(LAGOS, state))

    assert said.decision.change == Stop()
    assert "Nothing more comes to this group." in said.text
    assert "settings are kept" in said.text
    assert said.leads("Subscribe again") == "/subscribe"


def test_unsubscribing_twice_changes_nothing(chat: Chat) -> None:
    for visit in (subscriber(state=State.ENDED), stranger()):
        said = chat.says(unsubscribe, "", visit)

        assert said.decision.change is None
        assert "This group is not subscribed" in said.text


def test_in_a_topic_it_is_told_that_each_topic_has_its_own(chat: Chat) -> None:
    assert "Each topic" in chat.says(unsubscribe, "", stranger(topic=7)).text
    assert "Each topic" not in chat.says(unsubscribe, "", stranger(Kind.PRIVATE)).text


def test_both_take_the_right_to_change() -> None:
    assert {subscribe.action(""), subscribe.action("africa"), unsubscribe.action("")} == {
        Action.CHANGE
    }
