"""A Telegram with two operators and many groups: what the bot has said there, and how often."""

import time
from collections import Counter
from random import Random

from bot.simulator.chats import Chat, Kind, Message, Person
from bot.simulator.limits import Limits
from bot.simulator.telegram import Call, Telegram
from tests.newsroom.order import RATE, Order

SENT, EDITED = "sendMessage", "editMessageText"


class Town(Telegram):
    """Its groups have the bot in them; some will have a fate of their own."""

    def __init__(self, order: Order) -> None:
        """Let everybody be there, and nobody have said anything."""
        super().__init__()
        self.limits = Limits(time.monotonic, enforced=True, rate=RATE)
        self.made: Counter[str] = Counter()
        self.operators = self.person("Amina"), self.person("Bola")
        self.reader = self.person("Reader")
        self.groups = [self._group(f"Group {number}") for number in range(order.groups)]
        self.late = [self._group(f"Late group {number}") for number in range(order.late)]
        self.former = [self._group(f"Former group {number}") for number in range(order.former)]
        chosen = Random(order.seed).sample(self.groups, order.deleted + order.kicked + 1)  # noqa: S311
        self.upgraded = next(one for one in chosen if one.kind is Kind.GROUP)
        chosen.remove(self.upgraded)
        self.deleted, self.kicked = chosen[: order.deleted], chosen[order.deleted :]
        self.updates.drop()

    def record(self, call: Call) -> None:
        """Count the calls by their method."""
        self.made[call.method] += 1
        super().record(call)

    def said(self, chat: Chat, *words: str) -> list[Message]:
        """What the bot has said in a chat with these words in it, as it stands now."""
        by_the_bot = self.messages(chat, by=self.bot)
        return [one for one in by_the_bot if all(word in one.text for word in words)]

    def shown(self, operator: Person) -> list[str]:
        """Each text that the bot has put into a message to an operator, sent or edited."""
        mine = (call.parameters for call in self.calls if call.method in {SENT, EDITED})
        return [str(one["text"]) for one in mine if one["chat_id"] == operator.id]

    def _group(self, title: str) -> Chat:
        owner = self.person(f"Owner of {title}")
        group = self.group(title, owner, supergroup=title.endswith(("1", "3", "5", "7", "9")))
        self.add_bot(group, owner)
        return group
