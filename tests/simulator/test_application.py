"""A whole python-telegram-bot Application runs against the simulated Telegram, nothing patched."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
)

from bot.simulator.chats import Chat, Person
from bot.simulator.telegram import Telegram


async def who(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message
    more = InlineKeyboardMarkup([[InlineKeyboardButton("More", callback_data="more")]])
    name = " ".join(context.args or ())
    await update.message.reply_html(f"<b>{name}</b> is a member", reply_markup=more)


async def more(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.callback_query
    await update.callback_query.edit_message_text("Since 2014")
    await update.callback_query.answer("That is all")


@pytest.fixture
async def application(
    builder: ApplicationBuilder[Any, Any, Any, Any, Any, Any],
) -> AsyncIterator[None]:
    """A small bot, polling."""
    application: Application[Any, Any, Any, Any, Any, Any] = builder.build()
    application.add_handler(CommandHandler("who", who))
    application.add_handler(CallbackQueryHandler(more))
    async with application:
        await application.start()
        assert application.updater
        await application.updater.start_polling()
        yield
        await application.updater.stop()
        await application.stop()


async def heard(telegram: Telegram, chat: Chat, text: str) -> None:
    await telegram.changes.until(
        lambda: any(said.text == text for said in telegram.messages(chat, telegram.bot)) or None
    )


@pytest.mark.usefixtures("application")
async def test_a_command_is_answered_and_a_button_edits_the_answer(
    telegram: Telegram, amina: Person, chat: Chat
) -> None:
    telegram.say(amina, chat, "/who Kenya")
    await heard(telegram, chat, "Kenya is a member")
    (answer,) = telegram.messages(chat, by=telegram.bot)

    telegram.press(amina, answer, "More")
    await heard(telegram, chat, "Since 2014")
    await telegram.settled()
    await telegram.changes.until(lambda: telegram.toasts or None)

    assert [toast.text for toast in telegram.toasts] == ["That is all"]
    assert telegram.current(answer).buttons == ()


@pytest.mark.usefixtures("application")
async def test_an_answer_goes_into_the_topic_of_the_question(
    telegram: Telegram, amina: Person, desk: Chat
) -> None:
    telegram.say(amina, desk, "/who@briefing_bot Chad", topic="Africa")
    await heard(telegram, desk, "Chad is a member")

    (answer,) = telegram.messages(desk, by=telegram.bot)

    assert answer.topic == desk.topic("Africa").id
