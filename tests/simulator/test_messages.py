"""A real python-telegram-bot client sends, edits and deletes under Telegram's rules."""

from collections.abc import Callable

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.error import BadRequest, Forbidden

from bot.simulator.chats import Chat, Person
from bot.simulator.telegram import Telegram


def keyboard(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(rows)


def button(text: str = "More", data: str = "more") -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=data)


async def test_what_the_bot_sends_stands_in_the_chat(
    telegram: Telegram, chat: Chat, bot: Bot
) -> None:
    sent = await bot.send_message(
        chat.id,
        "<b>Résumé</b> 😀",
        parse_mode="HTML",
        disable_notification=True,
        protect_content=True,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_markup=keyboard([button()]),
    )

    (message,) = telegram.messages(chat, by=telegram.bot)
    assert (message.text, message.silent) == ("Résumé 😀", True)
    assert message.buttons == ({"text": "More", "callback_data": "more"},)
    assert sent.text_html == "<b>Résumé</b> 😀"
    assert sent.message_id == message.id
    assert sent.link_preview_options == LinkPreviewOptions(is_disabled=True)
    assert sent.reply_markup == keyboard([button()])


async def test_an_edit_replaces_text_and_keyboard(telegram: Telegram, chat: Chat, bot: Bot) -> None:
    sent = await bot.send_message(chat.id, "one", reply_markup=keyboard([button()]))

    edited = await sent.edit_text("two")
    assert isinstance(edited, Message)

    assert [said.text for said in telegram.messages(chat)] == ["/start", "two"]
    assert (edited.reply_markup, edited.edit_date) == (None, sent.date)


async def test_an_edit_that_changes_nothing_is_refused(chat: Chat, bot: Bot) -> None:
    sent = await bot.send_message(chat.id, "one", reply_markup=keyboard([button()]))

    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_text("one", reply_markup=keyboard([button()]))
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_reply_markup(keyboard([button()]))

    assert await sent.edit_reply_markup(None)


async def test_only_own_messages_that_exist_can_be_edited(
    telegram: Telegram, amina: Person, chat: Chat, bot: Bot
) -> None:
    theirs = telegram.say(amina, chat, "mine")

    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", chat.id, theirs.id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", chat.id, 99)


async def test_a_reply_names_the_message_it_answers(
    telegram: Telegram, amina: Person, chat: Chat, bot: Bot
) -> None:
    question = telegram.say(amina, chat, "who?")

    sent = await bot.send_message(chat.id, "she", reply_to_message_id=question.id)

    assert sent.reply_to_message
    assert sent.reply_to_message.text == "who?"


async def test_a_reply_to_nothing_is_refused_unless_allowed(chat: Chat, bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(chat.id, "x", reply_parameters=ReplyParameters(99))
    with pytest.raises(BadRequest, match="replies within one chat only"):
        await bot.send_message(chat.id, "x", reply_parameters=ReplyParameters(1, chat_id=5))

    lenient = ReplyParameters(99, allow_sending_without_reply=True)
    assert not (await bot.send_message(chat.id, "x", reply_parameters=lenient)).reply_to_message


async def test_own_messages_can_be_deleted_for_two_days(
    telegram: Telegram, advance: Callable[[float], None], chat: Chat, bot: Bot
) -> None:
    early = await bot.send_message(chat.id, "early")
    late = await bot.send_message(chat.id, "late")

    assert await early.delete()
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await early.delete()
    advance(48 * 3600 + 1)
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await late.delete()
    assert [said.text for said in telegram.messages(chat, by=telegram.bot)] == ["late"]


async def test_others_messages_are_deleted_only_by_administrators_or_in_private(
    telegram: Telegram, amina: Person, chat: Chat, desk: Chat, bot: Bot
) -> None:
    in_private = telegram.say(amina, chat, "x")
    in_group = telegram.say(amina, desk, "x")

    assert await bot.delete_message(chat.id, in_private.id)
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(desk.id, in_group.id)
    telegram.promote(telegram.bot, desk)
    assert await bot.delete_message(desk.id, in_group.id)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([[button() for _ in range(9)]], "at most 8 buttons in a row"),
        ([[button()] for _ in range(101)], "at most 100 buttons"),
        ([[button(data="é" * 32 + "x")]], "BUTTON_DATA_INVALID"),
        ([[button(text=" ")]], "button text must be non-empty"),
        ([[InlineKeyboardButton("x")]], "Text buttons are unallowed in the inline keyboard"),
        (
            [[InlineKeyboardButton("x", url="https://x.org", callback_data="x")]],
            "has 2 actions: url, callback_data",
        ),
        ([[InlineKeyboardButton("x", url="example")]], "button URL 'example' is invalid"),
        ([[InlineKeyboardButton("x", pay=True)]], r"no parameter \"reply_markup\..*pay\""),
    ],
)
async def test_keyboards_that_telegram_refuses_are_refused(
    chat: Chat, bot: Bot, rows: list[list[InlineKeyboardButton]], problem: str
) -> None:
    with pytest.raises(BadRequest, match=f"(?i){problem}"):
        await bot.send_message(chat.id, "x", reply_markup=InlineKeyboardMarkup(rows))


async def test_a_full_keyboard_is_taken(telegram: Telegram, chat: Chat, bot: Bot) -> None:
    link = InlineKeyboardButton("x", url="https://example.org")
    rows = [[button(data="x" * 64) for _ in range(8)] for _ in range(12)] + [[link] * 4]

    await bot.send_message(chat.id, "x", reply_markup=InlineKeyboardMarkup(rows))

    assert len(telegram.messages(chat)[-1].buttons) == 100


async def test_an_empty_keyboard_is_none(telegram: Telegram, chat: Chat, bot: Bot) -> None:
    await bot.send_message(chat.id, "x", reply_markup=InlineKeyboardMarkup([]))

    assert telegram.messages(chat)[-1].buttons == ()


async def test_topics_are_named_by_their_thread(desk: Chat, bot: Bot) -> None:
    africa = desk.topic("Africa")

    sent = await bot.send_message(desk.id, "x", message_thread_id=africa.id)

    assert (sent.message_thread_id, sent.is_topic_message) == (africa.id, True)
    assert sent.reply_to_message
    assert sent.reply_to_message.forum_topic_created
    assert await bot.send_chat_action(desk.id, "typing", message_thread_id=africa.id)
    assert await bot.send_chat_action(desk.id, "typing")


async def test_the_general_topic_has_no_number_for_messages(desk: Chat, bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(desk.id, "x", message_thread_id=1)

    assert not (await bot.send_message(desk.id, "x")).message_thread_id
    assert await bot.send_chat_action(desk.id, "typing", message_thread_id=1)


async def test_a_deleted_topic_is_not_found(telegram: Telegram, desk: Chat, bot: Bot) -> None:
    asia = desk.topic("Asia")
    telegram.delete_topic(desk, "Asia")

    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(desk.id, "x", message_thread_id=asia.id)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_chat_action(desk.id, "typing", message_thread_id=asia.id)


async def test_a_closed_topic_is_open_to_administrators(
    telegram: Telegram, desk: Chat, bot: Bot
) -> None:
    telegram.close_topic(desk, "Asia")
    asia = desk.topic("Asia")

    with pytest.raises(BadRequest, match="Topic_closed"):
        await bot.send_message(desk.id, "x", message_thread_id=asia.id)
    telegram.promote(telegram.bot, desk)
    await bot.send_message(desk.id, "x", message_thread_id=asia.id)


async def test_a_reply_stays_in_its_topic(
    telegram: Telegram, amina: Person, desk: Chat, bot: Bot
) -> None:
    question = telegram.say(amina, desk, "/who", topic="Africa")

    sent = await bot.send_message(desk.id, "x", reply_parameters=ReplyParameters(question.id))

    assert sent.message_thread_id == desk.topic("Africa").id


async def test_a_chain_of_replies_in_general_has_a_thread_that_is_no_topic(
    telegram: Telegram, amina: Person, desk: Chat, bot: Bot
) -> None:
    first = telegram.say(amina, desk, "/who")
    second = telegram.say(amina, desk, "and?", reply_to=first)

    sent = await bot.send_message(desk.id, "x", reply_parameters=ReplyParameters(second.id))

    assert (sent.message_thread_id, sent.is_topic_message) == (first.id, None)
    telegram.delete(amina, second)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(desk.id, "x", message_thread_id=first.id)


async def test_a_stranger_cannot_be_written_to(telegram: Telegram, bot: Bot) -> None:
    ken = telegram.person("Ken")

    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(ken.id, "x")
    telegram.private(ken)
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(ken.id, "x")


async def test_chats_are_not_found_by_name(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message("@somewhere", "x")
