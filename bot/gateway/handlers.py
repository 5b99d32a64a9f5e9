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
from bot.briefing.reading import LARGEST
from bot.gateway import membership, menus
from bot.gateway.documents import Refused, fetched
from bot.gateway.identity import identify
from bot.gateway.replies import Replies
from bot.house import House
from bot.messages import without_markup
from bot.publishing.proposal import Who, key_of
from bot.register import Visitor
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
    application: Application[Any, Any, Any, Any, Any, Any], house: House, replies: Replies
) -> None:
    """Give an application a handler for all that the register can answer."""
    desk, register = _Handlers(house, replies), house.register
    private = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
    handlers: list[Handler] = [
        # An edited message is an update of another type: an edit does not run a command again.
        *(CommandHandler(name, desk.answer, filters=_NEW) for name in register.names),
        CallbackQueryHandler(desk.press),
        # In a group a command we don't know is for somebody else.
        MessageHandler(private & filters.COMMAND, desk.answer),
        MessageHandler(private & filters.TEXT, desk.hint),
        MessageHandler(private & filters.Document.ALL, desk.examine),
        ChatMemberHandler(desk.stands, ChatMemberHandler.MY_CHAT_MEMBER),
        MessageHandler(membership.NOTES, desk.note),
    ]
    application.add_handlers(handlers)
    application.add_error_handler(desk.apologise)


class _Handlers:
    """Each method takes an update as the library hands it over."""

    def __init__(self, house: House, replies: Replies) -> None:
        self._register, self._replies, self._operators = house.register, replies, house.operators
        self._database = house.sending.database

    async def answer(self, update: Update, context: Context) -> None:
        """A command was typed."""
        message = cast("Message", update.effective_message)
        line = message.text or ""
        action = self._register.action(line)
        identity = await self._identify(update, context, action)
        if may(identity, action):
            here = visitor(message, identity)
            await self._reply(context, message, line, here)
            self._register.count(line, here)
        elif is_told(identity, action):
            await self._replies.reply(context.bot, message, self._denied(identity))
        if identity is Identity.OPERATOR and line == "/start":
            await menus.show_operator(context.bot, message.chat.id, self._database)

    async def hint(self, update: Update, context: Context) -> None:
        """Something that is no command was said in private."""
        message = cast("Message", update.message)
        identity = await self._identify(update, context, Action.ASK)
        if identity in {Identity.PERSON, Identity.OPERATOR}:
            await self._replies.reply(context.bot, message, self._tell(Answer("plain")))
            self._register.count(message.text or "", visitor(message, identity))

    async def examine(self, update: Update, context: Context) -> None:
        """A file was sent in private: an operator's is looked at, nobody else's."""
        message = cast("Message", update.message)
        identity = await self._identify(update, context, Action.OPERATE)
        who, document = visitor(message, identity).operator, message.document
        if who is None or document is None:
            return
        content = await fetched(document)
        if isinstance(content, Refused):
            values = {"why": content, "most": LARGEST // 1024}
            pages = self._tell(Answer("document_refused", values))
        else:
            pages = await self._register.editors.examine(document.file_name or "", content, who)
        await self._replies.reply(context.bot, message, pages)

    async def press(self, update: Update, context: Context) -> None:
        """A button was pressed: it holds the line it stands for."""
        query = cast("CallbackQuery", update.callback_query)
        line, shown = (query.data or "").removeprefix(TURN), query.message
        if shown is None or not line.startswith("/"):
            await _acknowledge(query)
            return
        action = self._register.action(line)
        identity = await self._identify(update, context, action)
        if not may(identity, action):
            told = "" if action is Action.OPERATE else self._denied(identity)[0].html
            await _acknowledge(query, told)
        elif not isinstance(shown, Message) or not shown.is_accessible:
            await _acknowledge(query, self._tell(Answer("stale", {"line": line}))[0].html)
        else:
            await _acknowledge(query)
            await self._follow(context, shown, query.data or "", identity)

    async def _follow(
        self, context: Context, shown: Message, data: str, identity: Identity
    ) -> None:
        line, here = data.removeprefix(TURN), visitor(shown, identity)
        if line == data:
            await self._reply(context, shown, line, here)
        elif pages := await self._register.answer(line, here):
            await self._replies.edit(context.bot, shown, pages[0])

    async def _reply(self, context: Context, to: Message, line: str, here: Visitor) -> None:
        pages = await self._register.answer(line, here)
        sent = await self._replies.reply(context.bot, to, pages)
        with suppress(UnavailableError):  # it has been answered, and that is what counts
            await self._register.told(line, here, dict(zip(sent, pages, strict=False)))

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

    async def _identify(self, update: Update, context: Context, action: Action) -> Identity:
        return await identify(context.bot, update, action, self._operators)

    def _denied(self, identity: Identity) -> tuple[Any, ...]:
        return self._tell(Answer("denied", {"identity": identity}))

    def _tell(self, answer: Answer) -> tuple[Any, ...]:
        return self._register.desk.tell(answer)


def visitor(message: Message, identity: Identity = Identity.UNKNOWN) -> Visitor:
    """Return the chat and topic of a message, and the operator who wrote it."""
    topic = message.message_thread_id if message.is_topic_message else None
    chat = message.chat
    operates = identity is Identity.OPERATOR
    return Visitor(
        Place(chat.id, topic or GENERAL),
        Kind(chat.type),
        _title(chat.title),
        Who(key_of(chat.id), chat.effective_name or str(chat.id)) if operates else None,
    )


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
