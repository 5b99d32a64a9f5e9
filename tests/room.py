"""The whole bot in a local Telegram, and one person who talks to it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.__main__ import House
from bot.gateway.service import Service
from bot.simulator.chats import Chat, Message, Person
from bot.simulator.telegram import Telegram
from bot.simulator.wire import Wire


class Room:
    """The real bot in a local Telegram, with one person who talks to it in private."""

    def __init__(self, telegram: Telegram, service: Service) -> None:
        self.telegram, self.service = telegram, service
        self.amina = telegram.person("Amina", "amina")
        self.private = telegram.private(self.amina)

    def said(self, chat: Chat) -> list[Message]:
        """What the bot has said in a chat."""
        return self.telegram.messages(chat, by=self.telegram.bot)

    async def ask(self, text: str, chat: Chat | None = None, by: Person | None = None) -> list[str]:
        """Say something, and return what the bot says to it."""
        chat = chat or self.private
        before = len(self.said(chat))
        self.telegram.say(by or self.amina, chat, text)
        await self.telegram.settled()
        return [message.text for message in self.said(chat)[before:]]

    async def press(self, button: str, by: Person | None = None) -> None:
        """Press a button of the bot's last message."""
        self.telegram.press(by or self.amina, self.said(self.private)[-1], button)
        await self.telegram.settled()


@asynccontextmanager
async def serving(telegram: Telegram, house: House) -> AsyncIterator[Room]:
    """The bot on this Telegram, from its start to its clean end."""
    service = Service(
        house.register,
        house.sending,
        telegram.token,
        "http://local.invalid",
        lambda: Wire(telegram),
    )
    running = asyncio.create_task(service.run())
    try:
        yield Room(telegram, service)
    finally:
        service.stop()
        await asyncio.wait_for(running, 10)
