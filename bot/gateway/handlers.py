"""What the bot does with an update: one handler for each command of the desk."""

import logging
from contextlib import suppress
from typing import Any, cast

from telegram import CallbackQuery, Message, Update
from telegram.error import BadRequest, TelegramError
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.answer import Answer
from bot.desk import Desk
from bot.gateway import replies
from bot.render import TURN

ANONYMOUS_ADMIN = 1087968824  # Telegram's own account, behind which administrators hide

_log = logging.getLogger(__name__)
Handler = BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]


class _Person(filters.MessageFilter):
    """A new message of a person: bots could talk to each other for ever."""

    def filter(self, message: Message) -> bool:
        sender = message.from_user
        return sender is None or not sender.is_bot or sender.id == ANONYMOUS_ADMIN


# An edited message is an update of another type: an edit does not run a command again.
_SAID = filters.UpdateType.MESSAGE & _Person()


def add(application: Application[Any, Any, Any, Any, Any, Any], desk: Desk) -> None:
    """Give an application a handler for all that the desk can answer."""

    async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = cast("Message", update.message)
        await replies.reply(context.bot, message, desk.ask(message.text or ""))

    async def hint(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = cast("Message", update.message)
        await replies.reply(context.bot, message, desk.tell(Answer("plain")))

    async def press(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        await _press(cast("CallbackQuery", update.callback_query), context, desk)

    async def apologise(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        _log.error("an update could not be handled", exc_info=context.error)
        message = update.effective_message if isinstance(update, Update) else None
        if isinstance(message, Message):
            with suppress(BadRequest):
                await replies.reply(context.bot, message, desk.tell(Answer("sorry")))

    private = _SAID & filters.ChatType.PRIVATE
    handlers: list[Handler] = [
        *(CommandHandler(name, answer, filters=_SAID) for name in desk.commands),
        CallbackQueryHandler(press),
        # In a group a command we don't know is for somebody else.
        MessageHandler(private & filters.COMMAND, answer),
        MessageHandler(private & filters.TEXT, hint),
    ]
    application.add_handlers(handlers)
    application.add_error_handler(apologise)


async def _press(query: CallbackQuery, context: ContextTypes.DEFAULT_TYPE, desk: Desk) -> None:
    await _acknowledge(query)
    data, shown = query.data or "", query.message
    if shown is None or not data.removeprefix(TURN).startswith("/"):
        return
    pages = desk.ask(data.removeprefix(TURN))
    if data.startswith(TURN):
        await replies.edit(context.bot, shown, pages[0])
    elif isinstance(shown, Message):
        await replies.reply(context.bot, shown, pages)


async def _acknowledge(query: CallbackQuery) -> None:
    try:
        await query.answer()
    except TelegramError as error:
        # Too late for the little clock on the button; the answer itself still goes out.
        _log.info("a button's press was not acknowledged: %s", error.message)
