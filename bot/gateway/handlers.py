"""What the bot does with an update: commands, buttons, and what happens to its chats."""

import logging
from contextlib import suppress
from typing import Any, cast

from telegram import CallbackQuery, Message, Update
from telegram.error import BadRequest, TelegramError
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.answer import Answer
from bot.gateway import membership
from bot.gateway.identity import identify
from bot.gateway.replies import Replies
from bot.messages import without_markup
from bot.register import Register, Visitor
from bot.render import TURN
from bot.store.database import UnavailableError
from bot.subscriptions.rights import Action, Identity, is_told, may
from bot.subscriptions.subscription import GENERAL, Kind, Place

_LONGEST_TOAST = 200  # characters that Telegram shows over a button
_NEW = filters.UpdateType.MESSAGE | filters.UpdateType.CHANNEL_POST

_log = logging.getLogger(__name__)
Handler = BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]
Context = ContextTypes.DEFAULT_TYPE


def add(
    application: Application[Any, Any, Any, Any, Any, Any], register: Register, replies: Replies
) -> None:
    """Give an application a handler for all that the register can answer."""
    desk = _Handlers(register, replies)
    private = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
    handlers: list[Handler] = [
        # An edited message is an update of another type: an edit does not run a command again.
        *(CommandHandler(name, desk.answer, filters=_NEW) for name in register.names),
        CallbackQueryHandler(desk.press),
        # In a group a command we don't know is for somebody else.
        MessageHandler(private & filters.COMMAND, desk.answer),
        MessageHandler(private & filters.TEXT, desk.hint),
        ChatMemberHandler(desk.stands, ChatMemberHandler.MY_CHAT_MEMBER),
        MessageHandler(membership.NOTES, desk.note),
    ]
    application.add_handlers(handlers)
    application.add_error_handler(desk.apologise)


class _Handlers:
    """Each method takes an update as the library hands it over."""

    def __init__(self, register: Register, replies: Replies) -> None:
        self._register, self._replies = register, replies

    async def answer(self, update: Update, context: Context) -> None:
        """A command was typed."""
        message = cast("Message", update.effective_message)
        line = message.text or ""
        action = self._register.action(line)
        identity = await identify(context.bot, update, action)
        if may(identity, action):
            pages = await self._register.answer(line, visitor(message))
            await self._replies.reply(context.bot, message, pages)
        elif is_told(identity):
            await self._replies.reply(context.bot, message, self._denied(identity))

    async def hint(self, update: Update, context: Context) -> None:
        """Something that is no command was said in private."""
        message = cast("Message", update.message)
        if await identify(context.bot, update, Action.ASK) is Identity.PERSON:
            await self._replies.reply(context.bot, message, self._tell(Answer("plain")))

    async def press(self, update: Update, context: Context) -> None:
        """A button was pressed: it holds the line it stands for."""
        query = cast("CallbackQuery", update.callback_query)
        line, shown = (query.data or "").removeprefix(TURN), query.message
        if shown is None or not line.startswith("/"):
            await _acknowledge(query)
            return
        action = self._register.action(line)
        identity = await identify(context.bot, update, action)
        if not may(identity, action):
            await _acknowledge(query, self._denied(identity)[0].html)
        elif not isinstance(shown, Message) or not shown.is_accessible:
            await _acknowledge(query, self._tell(Answer("stale", {"line": line}))[0].html)
        else:
            await _acknowledge(query)
            await self._follow(context, shown, query.data or "")

    async def _follow(self, context: Context, shown: Message, data: str) -> None:
        pages = await self._register.answer(data.removeprefix(TURN), visitor(shown))
        if data.startswith(TURN):
            await self._replies.edit(context.bot, shown, pages[0])
        else:
            await self._replies.reply(context.bot, shown, pages)

    async def stands(self, update: Update, context: Context) -> None:
        """The bot's own place in a chat has changed."""
        changed = update.my_chat_member
        if changed is None:
            return
        before, now = membership.standings(changed)
        here = Visitor(Place(changed.chat.id), Kind(changed.chat.type), _title(changed.chat.title))
        await self._replies.post(context.bot, here, await self._register.stands(here, before, now))

    async def note(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Telegram noted something about the chat itself."""
        message = cast("Message", update.effective_message)
        await membership.note(self._register, message, visitor(message).place)

    async def apologise(self, update: object, context: Context) -> None:
        """Somebody's update could not be handled."""
        away = isinstance(context.error, UnavailableError)
        if away:
            _log.error("an update could not be handled, the database is away: %s", context.error)
        else:
            _log.error("an update could not be handled", exc_info=context.error)
        message = update.effective_message if isinstance(update, Update) else None
        if isinstance(message, Message) and not message.is_automatic_forward:
            with suppress(BadRequest):
                await self._replies.reply(
                    context.bot, message, self._tell(Answer("sorry", {"away": away}))
                )

    def _denied(self, identity: Identity) -> tuple[Any, ...]:
        return self._tell(Answer("denied", {"identity": identity}))

    def _tell(self, answer: Answer) -> tuple[Any, ...]:
        return self._register.desk.tell(answer)


def visitor(message: Message) -> Visitor:
    """Return the chat and topic of a message."""
    topic = message.message_thread_id if message.is_topic_message else None
    chat = message.chat
    return Visitor(Place(chat.id, topic or GENERAL), Kind(chat.type), _title(chat.title))


def _title(title: str | None) -> str:
    # Of a private chat nothing is kept that names the person.
    return title or ""


async def _acknowledge(query: CallbackQuery, html: str = "") -> None:
    # An empty text would be shown as `[]`: the library writes it as an empty list.
    text = without_markup(html)[:_LONGEST_TOAST] or None
    try:
        await query.answer(text, show_alert=text is not None)
    except TelegramError as error:
        # Too late for the little clock on the button; the answer itself still goes out.
        _log.info("a button's press was not acknowledged: %s", error.message)
