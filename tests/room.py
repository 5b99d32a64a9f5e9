"""The whole bot in a local Telegram, and one person who talks to it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from bot.briefing.model import Briefing
from bot.gateway.service import Service
from bot.house import House
from bot.sending.edition import draft, publish
from bot.simulator.chats import Chat, Message, Person
from bot.simulator.telegram import Telegram
from bot.simulator.wire import Wire
from bot.store import outbox, subscriptions
from bot.store.database import Connection
from bot.subscriptions.subscription import GENERAL, Place, Subscription


class Room:
    """The real bot in a local Telegram, with one person who talks to it in private."""

    def __init__(self, telegram: Telegram, service: Service) -> None:
        self.telegram, self.service = telegram, service
        self.amina = telegram.person("Amina", "amina")
        self.private = telegram.private(self.amina)

    def said(self, chat: Chat) -> list[Message]:
        """What the bot has said in a chat."""
        return self.telegram.messages(chat, by=self.telegram.bot)

    async def group(self, *topics: str, supergroup: bool = False) -> Chat:
        """A group of Amina's that the bot has come into."""
        chat = self.telegram.group("Desk", self.amina, supergroup=supergroup, topics=topics)
        self.telegram.add_bot(chat, self.amina)
        await self.telegram.settled()
        return chat

    def member(self, chat: Chat, name: str = "Bola") -> Person:
        """Somebody who has just joined a chat."""
        person = self.telegram.person(name)
        self.telegram.join(person, chat)
        return person

    async def arrived(self, chat: Chat, count: int) -> list[Message]:
        """What the bot has said in a chat, once it is so much."""
        async with asyncio.timeout(20):
            await self.telegram.changes.until(lambda: len(self.said(chat)) >= count or None)
        return self.said(chat)

    async def ask(
        self, text: str, chat: Chat | None = None, by: Person | None = None, topic: str = ""
    ) -> list[str]:
        """Say something, and return what the bot says to it."""
        chat = chat or self.private
        before = len(self.said(chat))
        self.telegram.say(by or self.amina, chat, text, topic=topic or None)
        await self.telegram.settled()
        return [message.text for message in self.said(chat)[before:]]

    async def press(
        self, button: str, chat: Chat | None = None, by: Person | None = None
    ) -> Message:
        """Press a button of the bot's last message, and return its last one then."""
        chat = chat or self.private
        self.telegram.press(by or self.amina, self.said(chat)[-1], button)
        await self.telegram.settled()
        return self.said(chat)[-1]


@asynccontextmanager
async def serving(telegram: Telegram, house: House) -> AsyncIterator[Room]:
    """The bot on this Telegram, from its start to its clean end."""
    service = Service(house, telegram.token, "http://local.invalid", lambda: Wire(telegram))
    running = asyncio.create_task(service.run())
    try:
        await started(service, running)
        yield Room(telegram, service)
    finally:
        service.stop()
        await asyncio.wait_for(running, 10)


async def started(service: Service, running: asyncio.Task[None]) -> None:
    """Wait until the bot answers from what is published, or a second: it may be kept from it."""
    for _ in range(100):
        if service.ready or running.done():
            return
        await asyncio.sleep(0.01)


def standing(house: House, chat: Chat, topic: int = GENERAL) -> Subscription | None:
    """What is stored of a chat's subscription."""
    return house.sending.database.run_now(subscriptions.find, Place(chat.id, topic))


async def delivered(house: House) -> None:
    """Wait until nothing is on its way that is not held up."""
    async with asyncio.timeout(20):
        while await house.sending.database.run(  # noqa: ASYNC110 - no bell rings for a commit
            _on_their_way, house.sending.clock()
        ):
            await asyncio.sleep(0.01)


def _on_their_way(connection: Connection, now: datetime) -> bool:
    under_way = "SELECT count(*) FROM delivery WHERE step = 'sending'"
    return bool(outbox.due(connection, now, 1) or connection.exec_driver_sql(under_way).scalar())


def publish_now(house: House, briefing: Briefing) -> int:
    """Publish a briefing, as the command line does."""
    sending = house.sending

    def work(connection: Connection) -> int:
        drafted = draft(connection, briefing)
        return publish(connection, drafted, sending.renderer, sending.clock())

    return sending.database.run_now(work)
