"""What the bot does with an update: commands, buttons, files, and what happens to its chats."""

import logging
from contextlib import suppress
from typing import Any, cast

from telegram import CallbackQuery, Message, Update
from telegram.error import BadRequest
from telegram.ext import Application, ContextTypes, TypeHandler

from bot.answer import Answer
from bot.briefing.reading import LARGEST
from bot.desk import START, parse
from bot.gateway import membership, menus
from bot.gateway.addressed import command_in
from bot.gateway.admission import Admission
from bot.gateway.documents import Refused, fetched
from bot.gateway.identity import identify
from bot.gateway.questions import Questions
from bot.gateway.replies import Replies, acknowledge
from bot.gateway.visitor import visitor
from bot.house import House
from bot.register import Visitor
from bot.render import TURN
from bot.store.database import UnavailableError
from bot.subscriptions.rights import Action, Identity, is_told, may
from bot.subscriptions.subscription import Kind, Place

_log = logging.getLogger(__name__)
Context = ContextTypes.DEFAULT_TYPE


def add(
    application: Application[Any, Any, Any, Any, Any, Any], house: House, replies: Replies
) -> None:
    """Give an application what answers every update."""
    register, operators = house.register, sorted(house.operators)
    admission = Admission(register.desk, replies, operators)
    questions = Questions(register, replies, admission, operators)
    updates = _Handlers(house, replies, admission, questions)
    application.add_handler(TypeHandler(Update, updates.dispatch))
    application.add_error_handler(updates.apologise)


class _Handlers:
    """Each method takes an update as the library hands it over."""

    def __init__(
        self, house: House, replies: Replies, admission: Admission, questions: Questions
    ) -> None:
        self._register, self._replies, self._operators = house.register, replies, house.operators
        self._admission, self._questions = admission, questions
        self._names = frozenset(house.register.names)
        self._database, self._metrics = house.sending.database, house.metrics

    async def dispatch(self, update: Update, context: Context) -> None:
        """Hand an update to what answers its kind: one look, since it is done for each."""
        if update.callback_query is not None:
            await self.press(update, context)
        elif update.inline_query is not None:
            await self._questions.deal(update, context)
        elif update.edited_message is not None:
            await self._questions.amend(update, context)
        elif update.my_chat_member is not None:
            await self.stands(update, context)
        elif (message := update.message or update.channel_post) is not None:
            await self._hear(message, update, context)

    async def _hear(self, message: Message, update: Update, context: Context) -> None:
        # What was chosen from the bot's own cards is its answer, and no command or question.
        if message.via_bot is not None:
            return
        name = command_in(message, context.bot.username)
        if name is not None:
            # In a group a command we don't know is for somebody else.
            if name in self._names or message.chat.type == message.chat.PRIVATE:
                await self.answer(update, context)
        elif message.text and update.message is not None:
            await self._questions.converse(update, context)
        elif message.document is not None and message.chat.type == message.chat.PRIVATE:
            await self.examine(update, context)
        else:
            await membership.note(self._register, message, visitor(message).place)

    async def answer(self, update: Update, context: Context) -> None:
        """A command was typed."""
        message = cast("Message", update.effective_message)
        line = message.text or ""
        action = self._register.action(line)
        identity = await self._identify(update, context, action)
        if self._register.asks(line):
            await self._questions.answer(update, context, line)
        elif may(identity, action):
            if await self._admission.admits(context.bot, message):
                here = visitor(message, identity, update.update_id)
                await self._reply(context, message, line, here)
                self._register.count(line, here)
        elif is_told(identity, action) and await self._admission.admits(context.bot, message):
            await self._replies.reply(context.bot, message, self._denied(identity))
        if identity is Identity.OPERATOR and parse(line)[0] == START:
            await menus.show_operator(context.bot, message.chat.id, self._database)

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
            await acknowledge(query)
            return
        if not await self._admission.admits_press(query):
            return
        action = self._register.action(line)
        identity = await self._identify(update, context, action)
        if not may(identity, action):
            told = "" if action is Action.OPERATE else self._denied(identity)[0].html
            await acknowledge(query, told)
        elif not isinstance(shown, Message) or not shown.is_accessible:
            await acknowledge(query, self._tell(Answer("stale", {"line": line}))[0].html)
        else:
            await acknowledge(query)
            here = visitor(shown, identity, update.update_id)
            await self._follow(context, shown, query.data or "", here)

    async def _follow(self, context: Context, shown: Message, data: str, here: Visitor) -> None:
        line = data.removeprefix(TURN)
        if line == data:
            await self._reply(context, shown, line, here)
        elif pages := await self._register.answer(line, here):
            await self._replies.edit(context.bot, shown.chat, shown.message_id, pages[0])

    async def _reply(self, context: Context, to: Message, line: str, here: Visitor) -> None:
        pages = await self._register.answer(line, here)
        sent = await self._replies.reply(context.bot, to, pages, traced=self._register.traces(line))
        with suppress(UnavailableError):  # it has been answered, and that is what counts
            await self._register.told(line, here, dict(zip(sent, pages, strict=False)))

    async def stands(self, update: Update, context: Context) -> None:
        """The bot's own place in a chat has changed."""
        changed = update.my_chat_member
        if changed is None:
            return
        before, now = membership.presences(changed)
        title = changed.chat.title or ""
        place, kind = Place(changed.chat.id), Kind(changed.chat.type)
        here = Visitor(place, kind, title, update=update.update_id)
        await self._replies.post(context.bot, here, await self._register.stands(here, before, now))

    async def apologise(self, update: object, context: Context) -> None:
        """Somebody's update could not be handled."""
        self._metrics.set_aside()
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
