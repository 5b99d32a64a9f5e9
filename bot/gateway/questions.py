"""Questions in plain words: new ones, edited ones, and those typed behind the bot's name."""

from collections.abc import Sequence
from typing import cast

from telegram import InlineQuery, Message, Update
from telegram.ext import ContextTypes

from bot.gateway.addressed import question_in
from bot.gateway.admission import Admission
from bot.gateway.answered import LATEST, Answered
from bot.gateway.cards import deal
from bot.gateway.identity import identify
from bot.gateway.replies import Replies
from bot.gateway.visitor import visitor
from bot.register import Register
from bot.subscriptions.rights import Action, may

Context = ContextTypes.DEFAULT_TYPE


class Questions:
    """Each method takes an update as the library hands it over."""

    def __init__(
        self, register: Register, replies: Replies, admission: Admission, operators: Sequence[int]
    ) -> None:
        """Answer at the register's desk."""
        self._register, self._desk = register, register.desk
        self._replies, self._admission, self._operators = replies, admission, operators
        self._answered = Answered()

    async def converse(self, update: Update, context: Context) -> None:
        """Something that is no command was said."""
        message = cast("Message", update.message)
        words = question_in(message, context.bot.bot)
        # In private any word gets an answer, even if only a word of help.
        private = message.chat.type == message.chat.PRIVATE
        if words is not None and (private or self._desk.is_question(words)):
            await self.answer(update, context, words)

    async def amend(self, update: Update, context: Context) -> None:
        """A question was edited, and so its answer is; no other command is given twice."""
        message = cast("Message", update.edited_message)
        line = message.text or ""
        words = line if line.startswith("/") else question_in(message, context.bot.bot)
        shown = self._answered.to(message.chat.id, message.message_id)
        if words and self._register.asks(words) and (shown or _is_recent(message)):
            await self.answer(update, context, words, shown)

    async def answer(
        self, update: Update, context: Context, words: str, shown: Sequence[int] = ()
    ) -> None:
        """Answer a question, in the place of what was shown for it before."""
        message = cast("Message", update.effective_message)
        identity = await identify(context.bot, update, Action.ASK, self._operators)
        if not may(identity, Action.ASK) or not await self._admission.admits(context.bot, message):
            return
        pages = self._desk.ask(words)
        sent = await self._replies.amend(context.bot, message, pages, shown)
        self._answered.note(message.chat.id, message.message_id, sent)
        self._register.count(words, visitor(message, identity))

    async def deal(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Somebody types behind the bot's name, in whatever chat."""
        query = cast("InlineQuery", update.inline_query)
        if self._admission.admits_typing(query):
            await deal(query, self._desk)


def _is_recent(message: Message) -> bool:
    edited = message.edit_date or message.date
    return (edited - message.date).total_seconds() <= LATEST
