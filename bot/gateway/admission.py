"""Lets people ask as much as there is room for, and says once where there is none."""

import time
from collections.abc import Callable, Collection, Iterator

from telegram import Bot, CallbackQuery, Chat, InlineQuery, Message, User
from telegram.error import BadRequest

from bot.answer import Answer
from bot.desk import Desk
from bot.gateway.budgets import OF_GROUP, OF_PERSON, OF_TYPIST, Allowance, Budgets, Turn
from bot.gateway.replies import Replies, acknowledge

_GROUPS = frozenset({Chat.GROUP, Chat.SUPERGROUP})


class Admission:
    """Spends what people and groups may ask."""

    def __init__(
        self,
        desk: Desk,
        replies: Replies,
        operators: Collection[int],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Operators may ask as much as they like, as far as a group may."""
        self._desk, self._replies, self._operators = desk, replies, operators
        self._budgets, self._clock = Budgets(), clock

    async def admits(self, bot: Bot, message: Message) -> bool:
        """Tell whether a message may be answered."""
        # All anonymous administrators of the world have one id: what they speak as counts instead.
        turn = self._turn(message.sender_chat or message.from_user, message.chat)
        if turn is Turn.NOTICE:
            try:
                await self._replies.reply(bot, message, self._desk.tell(Answer("too_fast")))
            except BadRequest:  # nobody can be told anything there
                return False
        return turn is Turn.ANSWER

    async def admits_press(self, query: CallbackQuery) -> bool:
        """Tell whether a button may be followed; if not, it says so at most."""
        chat = query.message.chat if query.message is not None else None
        turn = self._turn(query.from_user, chat)
        if turn is Turn.NOTICE:
            await acknowledge(query, self._desk.tell(Answer("too_fast"))[0].html)
        return turn is Turn.ANSWER

    def admits_typing(self, query: InlineQuery) -> bool:
        """Tell whether cards may be dealt for what somebody is typing."""
        return self._spent((OF_TYPIST, query.from_user.id)) is Turn.ANSWER

    def _turn(self, asker: User | Chat | None, chat: Chat | None) -> Turn:
        return self._spent(*self._askers(asker, chat))

    def _spent(self, *askers: tuple[Allowance, int]) -> Turn:
        return self._budgets.turn(self._clock(), *askers)

    def _askers(
        self, asker: User | Chat | None, chat: Chat | None
    ) -> Iterator[tuple[Allowance, int]]:
        if asker is not None and asker.id not in self._operators:
            yield OF_PERSON, asker.id
        if chat is not None and chat.type in _GROUPS:
            yield OF_GROUP, chat.id
