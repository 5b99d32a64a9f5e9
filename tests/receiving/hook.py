"""The whole bot behind a webhook of this machine, and who brings it updates as Telegram does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from bot.gateway import health
from bot.gateway.lanes import Lanes
from bot.gateway.service import Service
from bot.gateway.webhook import Door, Webhook
from bot.house import House
from bot.simulator.api import call
from bot.simulator.chats import Chat, Person
from bot.simulator.replies import Payload
from bot.simulator.telegram import Telegram
from bot.simulator.wire import Wire
from tests.receiving.network import until
from tests.room import Room, started

SECRET = "a-word-between-us"
PATH = "/hook"
URL = f"https://bot.example.org{PATH}"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}


class Hook(Room):
    """The bot in a local Telegram; what people say waits until it is brought to the bot."""

    def __init__(
        self, telegram: Telegram, service: Service, app: Webhook, client: httpx.AsyncClient
    ) -> None:
        super().__init__(telegram, service)
        self.app, self.client = app, client

    def say(self, text: str, chat: Chat | None = None, by: Person | None = None) -> Payload:
        """Say something, and return its update."""
        self.telegram.say(by or self.amina, chat or self.private, text)
        return self.newest

    @property
    def newest(self) -> Payload:
        """The update that came last."""
        return self.telegram.updates.waiting[-1].payload

    async def bring(self, update: Payload, patience: float = 5) -> httpx.Response:
        """Bring the bot an update, and return what it answers."""
        return await self.client.post(PATH, json=update, headers=HEADERS, timeout=patience)

    async def carry(self, update: Payload) -> int:
        """Do the same, make the call that the answer holds, and return its status."""
        answer = await self.bring(update)
        if answer.content:
            made = answer.json()
            await call(self.telegram, self.telegram.token, made.pop("method"), made)
        return answer.status_code

    async def metrics(self) -> list[str]:
        """What is measured, line by line."""
        return (await self.client.get("/metrics")).text.splitlines()


@asynccontextmanager
async def hooked(
    telegram: Telegram, house: House, socket: Path, *, up: bool = True
) -> AsyncIterator[Hook]:
    """The bot with its webhook at a socket, from its start, or once it is up, to its clean end."""
    apps: list[Webhook] = []

    def door(service: Service, lanes: Lanes) -> Door:
        apps.append(Webhook(PATH, SECRET, lanes, health.application(service, service.measure)))
        return Door(apps[0], URL, SECRET, f"unix:{socket}", service.hearing)

    service = Service(house, telegram.token, "http://local.invalid", lambda: Wire(telegram), door)
    running = asyncio.create_task(service.run())
    way = httpx.AsyncHTTPTransport(uds=str(socket))
    async with httpx.AsyncClient(transport=way, base_url="http://bot", trust_env=False) as client:
        try:
            await started(service, running) if up else await until(socket.exists)
            yield Hook(telegram, service, apps[0], client)
        finally:
            service.stop()
            await asyncio.wait_for(running, 15)
