"""What becomes of chats: the bot comes and goes, groups move, topics close, and nothing is lost."""

import pytest

from bot.briefing.model import Briefing
from bot.house import House
from bot.simulator.chats import Chat
from bot.simulator.payloads import message as payload_of
from bot.store import subscriptions
from bot.store.database import Database
from bot.subscriptions.subscription import Kind, Place, Reason, State
from bot.subscriptions.visit import Start, Visit
from bot.subscriptions.wish import Wish
from tests.gateway.cast import rows
from tests.room import Room, delivered, publish_now, standing

pytestmark = pytest.mark.usefixtures("hurried")


def labels(chat: Chat) -> list[str]:
    """The buttons under the last message."""
    return [button["text"] for button in list(chat.messages.values())[-1].buttons]


def reason(house: House, chat: Chat, topic: int = 0) -> Reason | None:
    """Why a chat's subscription is paused; it runs if there is no reason."""
    found = standing(house, chat, topic)
    assert found is not None
    assert (found.state is State.PAUSED) == (found.reason is not None)
    return found.reason


@pytest.mark.parametrize("supergroup", [False, True])
async def test_a_group_is_greeted_once_and_subscribes_by_the_button(
    room: Room, house: House, supergroup: bool
) -> None:
    group = await room.group(supergroup=supergroup)
    room.telegram.promote(room.telegram.bot, group)
    await room.telegram.settled()

    [hello] = room.said(group)
    assert "Briefing on" in hello.text
    assert labels(group) == ["Subscribe"]

    await room.press("Subscribe", group)
    found = standing(house, group)
    assert found
    assert (found.state, found.title) == (State.ACTIVE, "Desk")


async def test_who_is_no_administrator_subscribes_nobody_by_the_button(
    room: Room, database: Database
) -> None:
    group = await room.group()
    bola = room.member(group)

    await room.press("Subscribe", group, by=bola)

    assert room.telegram.toasts[-1].alert
    assert rows(database) == []


async def test_a_channel_is_not_greeted(room: Room) -> None:
    channel = room.telegram.channel("News", room.amina)
    room.telegram.add_bot(channel, room.amina)
    await room.ask("/start")

    assert room.said(channel) == []


async def test_what_is_published_while_the_bot_is_out_of_a_group_arrives_when_it_is_back(
    room: Room, house: House, briefing: Briefing
) -> None:
    group = await room.group()
    await room.ask("/subscribe", group)
    room.telegram.remove_bot(group, room.amina)
    await room.telegram.settled()
    assert reason(house, group) is Reason.REMOVED

    before = len(room.said(group))
    publish_now(house, briefing)
    room.telegram.add_bot(group, room.amina)
    said = await room.arrived(group, before + 2)

    assert reason(house, group) is None
    texts = [one.text for one in said[before:]]
    assert any("I am back" in text for text in texts)
    assert any("Edition 1" in text for text in texts)
    assert not any("taps Subscribe" in text for text in texts)


async def test_a_group_that_was_never_subscribed_is_greeted_anew(room: Room) -> None:
    group = await room.group()
    room.telegram.remove_bot(group, room.amina)
    room.telegram.add_bot(group, room.amina)
    await room.telegram.settled()

    assert [labels(group), len(room.said(group))] == [["Subscribe"], 2]


async def test_a_person_who_blocks_the_bot_and_comes_back_gets_what_was_published(
    room: Room, house: House, briefing: Briefing
) -> None:
    await room.ask("/subscribe")
    room.telegram.block(room.amina)
    await room.telegram.settled()
    assert reason(house, room.private) is Reason.BLOCKED

    before = len(room.said(room.private))
    publish_now(house, briefing)
    room.telegram.unblock(room.amina)
    said = await room.arrived(room.private, before + 1)

    assert reason(house, room.private) is None
    assert [("Edition 1" in one.text) for one in said[before:]] == [True]


@pytest.mark.parametrize("new_first", [False, True])
@pytest.mark.parametrize("both", [False, True], ids=["the group", "both"])
async def test_a_group_that_became_a_supergroup_stays_subscribed_there_once(
    room: Room, house: House, briefing: Briefing, new_first: bool, both: bool
) -> None:
    group = await room.group()
    await room.ask("/subscribe", group)
    upgraded = room.telegram.migrate(group, new_first=new_first)
    if both:
        subscribe(house, upgraded)
    await room.telegram.settled()
    before = len(room.said(group))
    publish_now(house, briefing)
    await room.arrived(upgraded, 1)
    await room.ask("/africa")

    assert len(rows(house.sending.database)) == 1
    found = standing(house, upgraded)
    assert found
    assert (found.kind, found.state) == (Kind.SUPERGROUP, State.ACTIVE)
    assert (len(room.said(upgraded)), len(room.said(group))) == (1, before)


@pytest.mark.parametrize("teller", ["old", "new"])
async def test_either_of_the_two_notes_of_a_move_is_enough(
    room: Room, house: House, teller: str
) -> None:
    group = await room.group()
    await room.ask("/subscribe", group)
    upgraded = room.telegram.migrate(group)
    room.telegram.updates.drop()
    [*_, note] = (group if teller == "old" else upgraded).messages.values()
    room.telegram.updates.add("message", payload_of(note))
    await room.telegram.settled()

    assert standing(house, group) is None
    assert standing(house, upgraded)


@pytest.mark.parametrize("both", [False, True], ids=["the group", "both"])
async def test_a_move_that_nobody_told_is_noticed_by_the_next_delivery(
    room: Room, house: House, briefing: Briefing, both: bool
) -> None:
    group = await room.group()
    await room.ask("/subscribe", group)
    upgraded = room.telegram.migrate(group)
    room.telegram.updates.drop()
    if both:
        subscribe(house, upgraded)
    publish_now(house, briefing)
    await room.arrived(upgraded, 1)
    await delivered(house)

    assert len(rows(house.sending.database)) == 1
    assert standing(house, upgraded)
    assert len(room.said(upgraded)) == 1


def subscribe(house: House, chat: Chat) -> None:
    visit = Visit(Place(chat.id), Kind(chat.kind), chat.title, house.sending.clock())
    house.sending.database.run_now(subscriptions.apply, visit, Start(Wish()))


@pytest.mark.parametrize("told", [True, False], ids=["told", "noticed"])
async def test_a_channel_where_the_bot_may_not_post_is_paused_until_it_may_again(
    room: Room, house: House, briefing: Briefing, told: bool
) -> None:
    channel = room.telegram.channel("News", room.amina)
    room.telegram.add_bot(channel, room.amina)
    await room.ask("/subscribe", channel)
    before = len(room.said(channel))
    room.telegram.promote(room.telegram.bot, channel, without=["can_post_messages"])
    if not told:
        room.telegram.updates.drop()
    await room.telegram.settled()
    assert reason(house, channel) is (Reason.MUTED if told else None)
    publish_now(house, briefing)
    await delivered(house)
    assert reason(house, channel) is Reason.MUTED

    room.telegram.promote(room.telegram.bot, channel)
    said = await room.arrived(channel, before + 1)

    assert reason(house, channel) is None
    assert [("Edition 1" in one.text) for one in said[before:]] == [True]


@pytest.mark.parametrize("told", [True, False], ids=["told", "noticed"])
async def test_a_group_where_the_bot_was_silenced_is_paused_until_it_may_speak(
    room: Room, house: House, briefing: Briefing, told: bool
) -> None:
    group = await room.group(supergroup=True)
    await room.ask("/subscribe", group)
    before = len(room.said(group))
    room.telegram.restrict(room.telegram.bot, group)
    if not told:
        room.telegram.updates.drop()
    await room.telegram.settled()
    assert reason(house, group) is (Reason.MUTED if told else None)
    publish_now(house, briefing)
    await delivered(house)
    assert reason(house, group) is Reason.MUTED

    room.telegram.restrict(room.telegram.bot, group, can_send_messages=True)
    said = await room.arrived(group, before + 1)

    assert reason(house, group) is None
    assert [("Edition 1" in one.text) for one in said[before:]] == [True]


async def test_a_topic_that_is_subscribed_is_briefed_and_no_other(
    room: Room, house: House, briefing: Briefing
) -> None:
    group = await room.group("Africa", "Money")
    await room.ask("/subscribe", group, topic="Africa")
    before = len(room.said(group))
    publish_now(house, briefing)
    said = await room.arrived(group, before + 1)

    assert [one.topic for one in said[before:]] == [group.topic("Africa").id]
    assert standing(house, group) is None


async def test_a_closed_topic_is_paused_and_goes_on_once_it_is_open_again(
    room: Room, house: House, briefing: Briefing
) -> None:
    group = await room.group("Africa")
    topic = group.topic("Africa").id
    await room.ask("/subscribe", group, topic="Africa")
    await room.ask("/subscribe", group)
    room.telegram.close_topic(group, "Africa")
    before = len(room.said(group))
    publish_now(house, briefing)
    await room.arrived(group, before + 1)
    await delivered(house)
    assert reason(house, group, topic) is Reason.TOPIC_CLOSED
    assert reason(house, group) is None

    room.telegram.reopen_topic(group, "Africa")
    said = await room.arrived(group, before + 2)

    assert [one.topic for one in said[before:]] == [None, topic]
    assert reason(house, group, topic) is None


@pytest.mark.untraced
@pytest.mark.parametrize("both", [False, True], ids=["the topic", "both"])
async def test_what_was_for_a_deleted_topic_comes_to_the_group_once(
    room: Room, house: House, briefing: Briefing, both: bool
) -> None:
    group = await room.group("Africa")
    await room.ask("/subscribe", group, topic="Africa")
    if both:
        await room.ask("/subscribe", group)
    before = len(room.said(group))
    room.telegram.delete_topic(group, "Africa")
    publish_now(house, briefing)
    said = await room.arrived(group, before + 1)
    await delivered(house)

    assert [one.topic for one in said[before:]] == [None]
    assert len(rows(house.sending.database)) == 1
    [settings] = await room.ask("/settings", group)
    assert ("was deleted, so they come here" in settings) is not both


async def test_a_reply_in_the_general_topic_is_said_in_no_topic(
    room: Room, house: House, briefing: Briefing
) -> None:
    group = await room.group("Africa")
    first = room.telegram.say(room.amina, group, "/africa")
    reply = room.telegram.say(room.amina, group, "/subscribe", reply_to=first)
    assert payload_of(reply)["message_thread_id"] == first.id
    await room.telegram.settled()
    before = len(room.said(group))
    publish_now(house, briefing)
    said = await room.arrived(group, before + 1)

    assert standing(house, group)
    assert said[-1].topic is None


async def test_a_new_title_is_kept(room: Room, house: House) -> None:
    group = await room.group()
    await room.ask("/subscribe", group)
    room.telegram._note(group, room.amina, {"new_chat_title": "Sahel desk"})
    await room.telegram.settled()

    found = standing(house, group)
    assert found
    assert found.title == "Sahel desk"


async def test_all_that_is_stored_is_shown_and_deleted_on_demand(
    room: Room, house: House, briefing: Briefing
) -> None:
    await room.ask("/subscribe")
    publish_now(house, briefing)
    said = await room.arrived(room.private, 3)
    await delivered(house)

    [export] = await room.ask("/privacy export")
    assert f'"chat": {room.amina.id}' in export
    assert f'"message": {said[-1].id}' in export
    assert "Amina" not in export

    await room.ask("/privacy")
    await room.press("Delete")
    shown = await room.press("Delete")
    assert "is deleted" in shown.text
    assert rows(house.sending.database) == []
    [told] = await room.ask("/privacy")
    assert "Nothing is stored about this chat" in told


async def test_settings_are_changed_within_their_message(room: Room, house: House) -> None:
    await room.ask("/subscribe")
    await room.ask("/settings")
    count = len(room.said(room.private))
    await room.press("When")
    await room.press("Daily")
    shown = await room.press("18")

    assert "daily at 18:00" in shown.text
    assert len(room.said(room.private)) == count
    found = standing(house, room.private)
    assert found
    assert (found.wish.rhythm, found.wish.hour) == ("daily", 18)
