"""What was said can be put right in place, as long as Telegram lets it be."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from telegram import Bot, Message, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.simulator import payloads
from bot.simulator.chats import Chat, Person
from bot.simulator.faults import (
    Fault,
    dropped_connection,
    html_page,
    read_timeout,
    server_error,
    too_many_requests,
)
from bot.simulator.telegram import Telegram


def said(telegram: Telegram, chat: Chat) -> list[tuple[str, int]]:
    """What the bot has said there, and how often each was edited."""
    return [(one.text, one.edits) for one in telegram.messages(chat, by=telegram.bot)]


async def test_an_edit_keeps_the_message_and_is_counted(
    telegram: Telegram, advance: Callable[[float], None], chat: Chat, bot: Bot
) -> None:
    sent = await bot.send_message(chat.id, "83 members")
    advance(60)

    edited = await bot.edit_message_text("85 members", chat.id, sent.message_id)

    assert isinstance(edited, Message)
    assert edited.edit_date
    assert edited.message_id == sent.message_id
    assert (edited.date, edited.edit_date - sent.date) == (sent.date, timedelta(minutes=1))
    assert said(telegram, chat) == [("85 members", 1)]
    await sent.edit_text("86 members")
    assert said(telegram, chat) == [("86 members", 2)]


async def test_a_refused_edit_is_not_counted(telegram: Telegram, chat: Chat, bot: Bot) -> None:
    sent = await bot.send_message(chat.id, "83 members")

    with pytest.raises(
        BadRequest,
        match="Message is not modified: specified new message content and reply markup "
        "are exactly the same as a current content and reply markup of the message",
    ):
        await sent.edit_text("83 members")

    assert said(telegram, chat) == [("83 members", 0)]


def test_an_edit_of_a_person_is_counted(telegram: Telegram, amina: Person, chat: Chat) -> None:
    spoken = telegram.say(amina, chat, "who?")

    telegram.edit(amina, spoken, "where?")
    again = telegram.edit(amina, spoken, "when?")

    assert (again.text, again.edits) == ("when?", 2)


async def test_what_was_deleted_cannot_be_edited(
    telegram: Telegram, amina: Person, chat: Chat, bot: Bot
) -> None:
    sent = await bot.send_message(chat.id, "83 members")

    telegram.delete(amina, telegram.messages(chat)[-1])

    with pytest.raises(BadRequest, match="Message to edit not found"):
        await sent.edit_text("85 members")
    assert said(telegram, chat) == []


async def test_a_reply_to_what_was_deleted_is_refused_unless_allowed(
    telegram: Telegram, amina: Person, desk: Chat, bot: Bot
) -> None:
    sent = await bot.send_message(desk.id, "83 members")
    telegram.delete(amina, telegram.messages(desk)[-1])

    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await sent.reply_text("85 members", do_quote=True)
    lenient = ReplyParameters(sent.message_id, allow_sending_without_reply=True)
    notice = await bot.send_message(desk.id, "85 members", reply_parameters=lenient)

    assert notice.reply_to_message is None


def test_in_a_group_others_words_are_deleted_only_by_those_with_the_right(
    telegram: Telegram, amina: Person, desk: Chat
) -> None:
    ken = telegram.person("Ken")
    posts = [telegram.post(desk, text=text) for text in ("one", "two", "three")]
    with pytest.raises(ValueError, match="Ken is not in Desk"):
        telegram.delete(ken, posts[0])
    telegram.join(ken, desk)
    own = telegram.say(ken, desk, "mine")

    telegram.delete(ken, own)
    with pytest.raises(ValueError, match="Ken may not delete what others said"):
        telegram.delete(ken, posts[0])
    telegram.promote(ken, desk, without={"can_delete_messages"})
    with pytest.raises(ValueError, match="Ken may not delete what others said"):
        telegram.delete(ken, posts[0])
    telegram.promote(ken, desk)
    telegram.delete(ken, posts[0])
    telegram.delete(amina, posts[1])

    assert said(telegram, desk) == [("three", 0)]
    with pytest.raises(ValueError, match="has been deleted"):
        telegram.delete(amina, posts[0])


async def test_a_bot_without_the_right_deletes_only_its_own(
    telegram: Telegram, amina: Person, desk: Chat, bot: Bot
) -> None:
    theirs = telegram.say(amina, desk, "x")
    telegram.promote(telegram.bot, desk, without={"can_delete_messages"})

    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(desk.id, theirs.id)
    assert await (await bot.send_message(desk.id, "mine")).delete()


async def test_nothing_is_edited_where_the_bot_was_thrown_out(
    telegram: Telegram, amina: Person, chat: Chat, desk: Chat, bot: Bot
) -> None:
    in_group, in_private = [await bot.send_message(place.id, "x") for place in (desk, chat)]
    telegram.remove_bot(desk, amina)
    telegram.block(amina)

    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await in_group.edit_text("y")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await in_private.edit_text("y")
    telegram.delete_account(amina)
    with pytest.raises(Forbidden, match="user is deactivated"):
        await in_private.edit_text("y")


async def test_nothing_is_edited_in_a_group_that_was_upgraded(
    telegram: Telegram, amina: Person, bot: Bot
) -> None:
    group = telegram.group("Room", amina)
    telegram.add_bot(group, amina)
    sent = await bot.send_message(group.id, "x")

    upgraded = telegram.migrate(group)

    with pytest.raises(ChatMigrated) as moved:
        await sent.edit_text("y")
    assert moved.value.new_chat_id == upgraded.id
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("y", upgraded.id, sent.message_id)


async def test_what_was_said_before_can_be_edited_where_nothing_more_can_be_sent(
    telegram: Telegram, desk: Chat, bot: Bot
) -> None:
    africa = desk.topic("Africa").id
    sent = await bot.send_message(desk.id, "x", message_thread_id=africa)
    telegram.close_topic(desk, "Africa")
    await sent.edit_text("closed")
    telegram.restrict(telegram.bot, desk)
    await sent.edit_text("restricted")

    assert said(telegram, desk) == [("restricted", 2)]


async def test_a_channels_post_is_edited_by_who_may_post_or_edit(
    telegram: Telegram, amina: Person, bot: Bot
) -> None:
    channel = telegram.channel("News", amina)
    telegram.add_bot(channel, amina)
    sent = await bot.send_message(channel.id, "x")

    telegram.promote(telegram.bot, channel, without={"can_post_messages"})
    await sent.edit_text("y")
    telegram.promote(telegram.bot, channel, without={"can_post_messages", "can_edit_messages"})
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await sent.edit_text("z")


async def test_edits_and_messages_share_one_limit(
    telegram: Telegram, advance: Callable[[float], None], chat: Chat, bot: Bot
) -> None:
    telegram.limits.enforced = True
    sent = await bot.send_message(chat.id, "1")
    await sent.edit_text("2")
    with pytest.raises(BadRequest, match="not modified"):
        await sent.edit_text("2")
    await sent.edit_text("3")

    with pytest.raises(RetryAfter) as refused:
        await sent.edit_text("4")
    with pytest.raises(RetryAfter):
        await bot.send_message(chat.id, "5")

    assert refused.value.retry_after == timedelta(seconds=3)
    assert said(telegram, chat) == [("3", 2)]
    advance(3)
    await sent.edit_text("4")


async def test_a_group_takes_twenty_edits_a_minute(
    telegram: Telegram, advance: Callable[[float], None], desk: Chat, bot: Bot
) -> None:
    sent = await bot.send_message(desk.id, "0")
    telegram.limits.enforced = True
    for number in range(1, 21):
        advance(1)
        await sent.edit_text(str(number))
    advance(1)

    with pytest.raises(RetryAfter) as refused:
        await sent.edit_text("21")

    assert refused.value.retry_after == timedelta(seconds=40)


@pytest.mark.parametrize("effect", [False, True])
@pytest.mark.parametrize(
    ("broken", "error"),
    [
        (server_error, NetworkError),
        (html_page, NetworkError),
        (read_timeout, TimedOut),
        (dropped_connection, NetworkError),
    ],
)
async def test_a_lost_answer_leaves_open_whether_it_was_edited(
    telegram: Telegram,
    bot: Bot,
    broken: Callable[..., Fault],
    error: type[Exception],
    *,
    effect: bool,
) -> None:
    person = telegram.person("Amina")
    chat = telegram.private(person)
    telegram.say(person, chat, "/start")
    sent = await bot.send_message(chat.id, "one")
    telegram.faults.add("editMessageText", broken(effect=effect), chat=chat)

    with pytest.raises(error):
        await bot.edit_message_text("two", chat.id, sent.message_id, read_timeout=0.1)

    assert said(telegram, chat) == [("two", 1) if effect else ("one", 0)]


async def test_an_edit_can_be_put_off(telegram: Telegram, chat: Chat, bot: Bot) -> None:
    sent = await bot.send_message(chat.id, "one")
    telegram.faults.add("editMessageText", too_many_requests(7))

    with pytest.raises(RetryAfter):
        await sent.edit_text("two")
    await sent.edit_text("two")

    assert said(telegram, chat) == [("two", 1)]


def test_an_edited_message_says_so(telegram: Telegram, chat: Chat) -> None:
    revised = telegram.revise(telegram.post(chat, text="one"), text="two")

    assert payloads.message(revised)["edit_date"] == telegram.now
