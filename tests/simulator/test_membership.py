"""The bot is told when its place in a chat changes, and is refused where it has none."""

import pytest
from telegram import Bot, ChatMember, ChatMemberRestricted, Update
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.simulator.chats import Chat, Kind, Person
from bot.simulator.telegram import Telegram


def told(telegram: Telegram) -> list[Update]:
    found = [Update.de_json(update.payload, None) for update in telegram.updates.waiting]
    telegram.updates.drop()
    return found


def changes(telegram: Telegram) -> list[tuple[str, str]]:
    return [
        (update.my_chat_member.old_chat_member.status, update.my_chat_member.new_chat_member.status)
        for update in told(telegram)
        if update.my_chat_member
    ]


def test_a_bot_added_to_a_group_is_told_twice(telegram: Telegram, amina: Person) -> None:
    group = telegram.group("Desk", amina)
    assert told(telegram) == []

    telegram.add_bot(group, amina)

    membership, service = told(telegram)
    assert membership.my_chat_member
    assert membership.my_chat_member.from_user.first_name == "Amina"
    assert service.message
    assert service.message.new_chat_members[0].id == telegram.bot.id


def test_every_change_of_its_own_rank_is_told(telegram: Telegram, amina: Person) -> None:
    group = telegram.group("Desk", amina, supergroup=True)

    telegram.add_bot(group, amina)
    telegram.promote(telegram.bot, group)
    telegram.demote(telegram.bot, group)
    telegram.remove_bot(group, amina)
    telegram.add_bot(group, amina)

    assert changes(telegram) == [
        ("left", "member"),
        ("member", "administrator"),
        ("administrator", "member"),
        ("member", "kicked"),
        ("kicked", "member"),
    ]


def test_only_those_present_can_be_promoted(telegram: Telegram, amina: Person, desk: Chat) -> None:
    with pytest.raises(ValueError, match="Ken is not in Desk"):
        telegram.promote(telegram.person("Ken"), desk)
    with pytest.raises(ValueError, match=r"add_bot\(\) where it is the bot"):
        telegram.demote(telegram.bot, telegram.group("Plain", amina))


def test_an_owner_stays_one(telegram: Telegram, amina: Person, desk: Chat) -> None:
    with pytest.raises(ValueError, match="Amina owns Desk and stays its owner"):
        telegram.leave(amina, desk)
    with pytest.raises(ValueError, match="Amina owns Desk and stays its owner"):
        telegram.demote(amina, desk)


def test_people_coming_and_going_are_told_as_service_messages(
    telegram: Telegram, desk: Chat
) -> None:
    ken = telegram.person("Ken")

    telegram.join(ken, desk)
    telegram.leave(ken, desk)

    joined, left = (update.message for update in told(telegram))
    assert joined
    assert joined.new_chat_members[0].first_name == "Ken"
    assert left
    assert left.left_chat_member


def test_an_administrator_who_asks_for_it_is_told_of_members(
    telegram: Telegram, amina: Person
) -> None:
    channel = telegram.channel("News", amina)
    telegram.add_bot(channel, amina)
    telegram.updates.allow(["chat_member"])
    told(telegram)
    ken = telegram.person("Ken")

    telegram.join(ken, channel)
    telegram.promote(ken, channel)
    telegram.leave(ken, channel)

    statuses = [u.chat_member.new_chat_member.status for u in told(telegram) if u.chat_member]
    assert statuses == ["member", "administrator", "left"]


@pytest.mark.parametrize("supergroup", [False, True])
async def test_a_bot_that_was_kicked_is_refused(
    telegram: Telegram, amina: Person, bot: Bot, *, supergroup: bool
) -> None:
    group = telegram.group("Desk", amina, supergroup=supergroup)
    telegram.add_bot(group, amina)
    telegram.remove_bot(group, amina)

    with pytest.raises(Forbidden, match=f"bot was kicked from the {group.kind} chat"):
        await bot.send_message(group.id, "x")
    telegram.say(amina, group, "/who")
    assert not [update for update in told(telegram) if update.message and update.message.text]


async def test_a_bot_that_left_is_no_member(
    telegram: Telegram, desk: Chat, chat: Chat, bot: Bot
) -> None:
    assert await bot.leave_chat(desk.id)

    assert changes(telegram) == [("member", "left")]
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await bot.send_message(desk.id, "x")
    with pytest.raises(BadRequest, match="can't be changed in private chats"):
        await bot.leave_chat(chat.id)


async def test_a_chat_the_bot_was_never_in_is_not_found(
    telegram: Telegram, amina: Person, bot: Bot
) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(telegram.group("Desk", amina).id, "x")


async def test_a_person_can_block_and_unblock_the_bot(
    telegram: Telegram, amina: Person, chat: Chat, bot: Bot
) -> None:
    telegram.block(amina)

    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(chat.id, "x")
    with pytest.raises(ValueError, match=r"Amina has blocked the bot: unblock\(\) it first"):
        telegram.say(amina, chat, "x")
    telegram.unblock(amina)
    await bot.send_message(chat.id, "x")
    assert changes(telegram) == [("member", "kicked"), ("kicked", "member")]


async def test_an_upgraded_group_refers_to_its_new_id(
    telegram: Telegram, amina: Person, bot: Bot
) -> None:
    group = telegram.group("Desk", amina)
    telegram.add_bot(group, amina)
    told(telegram)

    upgraded = telegram.migrate(group)

    old, new = (update.message for update in told(telegram))
    assert old
    assert new
    assert (old.chat.id, old.migrate_to_chat_id) == (group.id, upgraded.id)
    assert (new.chat.id, new.migrate_from_chat_id) == (upgraded.id, group.id)
    assert upgraded.kind is Kind.SUPERGROUP
    with pytest.raises(ChatMigrated) as migrated:
        await bot.send_message(group.id, "x")
    assert migrated.value.new_chat_id == upgraded.id
    await bot.send_message(upgraded.id, "x")
    with pytest.raises(ValueError, match=rf"Desk was upgraded: speak in chats\[{upgraded.id}\]"):
        telegram.say(amina, group, "x")
    with pytest.raises(ValueError, match="no group that could still become a supergroup"):
        telegram.migrate(group)


async def test_the_bot_can_look_at_chats_and_members(
    telegram: Telegram, amina: Person, desk: Chat, chat: Chat, bot: Bot
) -> None:
    ken = telegram.person("Ken")
    telegram.join(telegram.person("Other bot", is_bot=True), desk)

    assert (await bot.get_chat(desk.id)).is_forum
    assert (await bot.get_chat(chat.id)).first_name == "Amina"
    assert (await bot.get_chat_member(desk.id, amina.id)).status == ChatMember.OWNER
    assert (await bot.get_chat_member(desk.id, telegram.bot.id)).status == ChatMember.MEMBER
    assert (await bot.get_chat_member(desk.id, ken.id)).status == ChatMember.LEFT
    with pytest.raises(BadRequest, match="Participant_id_invalid"):
        await bot.get_chat_member(desk.id, 5)


async def test_administrators_are_listed_without_other_bots(
    telegram: Telegram, amina: Person, desk: Chat, chat: Chat, bot: Bot
) -> None:
    helper = telegram.person("Helper", is_bot=True)
    telegram.join(helper, desk)
    telegram.promote(helper, desk)
    telegram.promote(telegram.bot, desk)
    telegram.promote(amina, desk, anonymous=True)

    listed = {member.user.id: member for member in await bot.get_chat_administrators(desk.id)}

    assert set(listed) == {amina.id, telegram.bot.id}
    assert listed[amina.id].to_dict()["is_anonymous"]
    with pytest.raises(BadRequest, match="There are no administrators in the private chat"):
        await bot.get_chat_administrators(chat.id)


@pytest.mark.parametrize("new_first", [False, True])
def test_an_upgrade_is_told_in_either_order(
    telegram: Telegram, amina: Person, *, new_first: bool
) -> None:
    group = telegram.group("Desk", amina)
    telegram.add_bot(group, amina)
    told(telegram)

    upgraded = telegram.migrate(group, new_first=new_first)

    chats = [update.message.chat.id for update in told(telegram) if update.message]
    assert chats == ([upgraded.id, group.id] if new_first else [group.id, upgraded.id])


async def test_a_restricted_bot_may_not_write(
    telegram: Telegram, amina: Person, desk: Chat, bot: Bot
) -> None:
    telegram.restrict(telegram.bot, desk)

    with pytest.raises(BadRequest, match=r"^Not enough rights to send text messages to the chat$"):
        await bot.send_message(desk.id, "x")
    (update,) = told(telegram)
    assert update.my_chat_member
    now = update.my_chat_member.new_chat_member
    assert isinstance(now, ChatMemberRestricted)
    assert (now.is_member, now.can_send_messages, now.can_send_photos) == (True, False, False)
    telegram.say(amina, desk, "/who")
    assert len(told(telegram)) == 1
    telegram.restrict(telegram.bot, desk, can_send_messages=True)
    await bot.send_message(desk.id, "x")
    assert changes(telegram) == [("restricted", "restricted")]


async def test_a_restricted_person_is_shown_as_one_and_may_not_write(
    telegram: Telegram, desk: Chat, bot: Bot
) -> None:
    ken = telegram.person("Ken")
    telegram.join(ken, desk)
    telegram.restrict(ken, desk)

    shown = await bot.get_chat_member(desk.id, ken.id)

    assert isinstance(shown, ChatMemberRestricted)
    assert not shown.can_send_messages
    with pytest.raises(ValueError, match="Ken may not write in Desk"):
        telegram.say(ken, desk, "x")


def test_only_supergroups_restrict_their_members(telegram: Telegram, amina: Person) -> None:
    group = telegram.group("Plain", amina)
    telegram.add_bot(group, amina)

    with pytest.raises(ValueError, match="Plain is a group: only supergroups restrict members"):
        telegram.restrict(telegram.bot, group)


async def test_a_bot_can_lose_the_right_to_post_in_a_channel(
    telegram: Telegram, amina: Person, bot: Bot
) -> None:
    channel = telegram.channel("News", amina)
    telegram.add_bot(channel, amina)
    told(telegram)

    telegram.promote(telegram.bot, channel, without=["can_post_messages"])

    (update,) = told(telegram)
    assert update.my_chat_member
    rights = [
        member.to_dict()["can_post_messages"]
        for member in (
            update.my_chat_member.old_chat_member,
            update.my_chat_member.new_chat_member,
        )
    ]
    assert rights == [True, False]
    refusal = r"^Need administrator rights in the channel chat$"
    with pytest.raises(BadRequest, match=refusal):
        await bot.send_message(channel.id, "x")
    telegram.demote(telegram.bot, channel)
    with pytest.raises(BadRequest, match=refusal):
        await bot.send_message(channel.id, "x")
    telegram.promote(telegram.bot, channel)
    await bot.send_message(channel.id, "x")


async def test_an_administrator_shows_the_rights_that_were_given(
    telegram: Telegram, desk: Chat, bot: Bot
) -> None:
    ken = telegram.person("Ken")
    telegram.join(ken, desk)
    telegram.promote(ken, desk, without=["can_change_info"])

    shown = (await bot.get_chat_member(desk.id, ken.id)).to_dict()

    assert (shown["can_change_info"], shown["can_manage_topics"]) == (False, True)
    with pytest.raises(ValueError, match="of a supergroup has no right 'can_post_messages'"):
        telegram.promote(ken, desk, without=["can_post_messages"])


async def test_a_person_can_delete_the_account(
    telegram: Telegram, amina: Person, chat: Chat, bot: Bot
) -> None:
    telegram.delete_account(amina)

    with pytest.raises(Forbidden, match=r"^Forbidden: user is deactivated$"):
        await bot.send_message(chat.id, "x")
    assert told(telegram) == []
    with pytest.raises(ValueError, match="Amina: the person deleted the account"):
        telegram.say(amina, chat, "x")


async def test_a_chat_can_vanish(telegram: Telegram, amina: Person, desk: Chat, bot: Bot) -> None:
    telegram.forget(desk)

    with pytest.raises(BadRequest, match=r"^Chat not found$"):
        await bot.send_message(desk.id, "x")
    with pytest.raises(BadRequest, match=r"^Chat not found$"):
        await bot.get_chat(desk.id)
    assert told(telegram) == []
    with pytest.raises(ValueError, match="Desk: nobody knows the chat any more"):
        telegram.say(amina, desk, "x")


async def test_a_topic_can_be_closed_and_opened_again(
    telegram: Telegram, desk: Chat, bot: Bot
) -> None:
    topic = desk.topic("Africa").id
    telegram.close_topic(desk, "Africa")
    with pytest.raises(BadRequest, match=r"^Topic_closed$"):
        await bot.send_message(desk.id, "x", message_thread_id=topic)

    telegram.reopen_topic(desk, "Africa")

    closed, reopened = (update.message for update in told(telegram))
    assert closed
    assert closed.forum_topic_closed
    assert reopened
    assert reopened.forum_topic_reopened
    assert (reopened.message_thread_id, reopened.is_topic_message) == (topic, True)
    await bot.send_message(desk.id, "x", message_thread_id=topic)


async def test_in_a_closed_topic_only_those_who_manage_topics_write(
    telegram: Telegram, desk: Chat, bot: Bot
) -> None:
    topic = desk.topic("Africa").id
    telegram.close_topic(desk, "Africa")
    telegram.promote(telegram.bot, desk)
    await bot.send_message(desk.id, "x", message_thread_id=topic)

    telegram.promote(telegram.bot, desk, without=["can_manage_topics"])

    with pytest.raises(BadRequest, match=r"^Topic_closed$"):
        await bot.send_message(desk.id, "x", message_thread_id=topic)
