"""A webhook gets every update once it can take it, in order within a chat."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot

from bot.simulator.chats import Chat, Person
from bot.simulator.replies import Payload
from bot.simulator.server import serve
from bot.simulator.telegram import Telegram
from bot.simulator.updates import Webhook
from bot.simulator.webhook import _Courier
from bot.simulator.wire import Wire

SECRET = "s3cret"


class Hook:
    """A bot's end of a webhook: refuses while told to, and notes what it takes."""

    def __init__(self) -> None:
        self.address = ""
        self.refusals = 0
        self.open = asyncio.Event()
        self.open.set()
        self.secrets: set[str | None] = set()
        self.taken: list[Payload] = []

    async def __call__(self, request: Request) -> Response:
        await self.open.wait()
        if self.refusals:
            self.refusals -= 1
            return Response(status_code=500)
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.taken.append(await request.json())
        return Response()

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.taken]


@pytest.fixture
async def hook(telegram: Telegram) -> AsyncIterator[Hook]:
    hook = Hook()

    async def taking(request: Request) -> Response:
        return await hook(request)

    route = Route("/hook", taking, methods=["POST"])
    async with serve(telegram, routes=[route]) as address:
        hook.address = f"{address}/hook"
        yield hook


@pytest.fixture
async def bot(telegram: Telegram) -> AsyncIterator[Bot]:
    async with Bot(telegram.token, request=Wire(telegram)) as bot:
        yield bot


async def test_updates_go_to_the_webhook_with_its_secret(
    telegram: Telegram, amina: Person, chat: Chat, hook: Hook, bot: Bot
) -> None:
    telegram.say(amina, chat, "before")
    await bot.set_webhook(hook.address, secret_token=SECRET)
    telegram.say(amina, chat, "after")
    row = [{"text": "More", "callback_data": "more"}]
    telegram.press(
        amina, telegram.post(chat, text="x", keyboard={"inline_keyboard": [row]}), "More"
    )

    await telegram.settled()

    assert hook.secrets == {SECRET}
    assert [update["update_id"] for update in hook.taken] == sorted(
        update["update_id"] for update in hook.taken
    )
    assert len(hook.taken) == 3


async def test_a_webhook_without_secret_gets_none(
    telegram: Telegram, amina: Person, chat: Chat, hook: Hook, bot: Bot
) -> None:
    await bot.set_webhook(hook.address)
    telegram.say(amina, chat, "x")

    await telegram.settled()

    assert hook.secrets == {None}


async def test_what_is_refused_comes_again_before_the_chats_next(
    telegram: Telegram, amina: Person, chat: Chat, hook: Hook, bot: Bot
) -> None:
    hook.refusals = 1
    await bot.set_webhook(hook.address)
    telegram.say(amina, chat, "one")
    telegram.say(amina, chat, "two")

    await telegram.settled()

    assert hook.texts == ["one", "two"]


async def test_no_more_are_under_way_than_the_webhook_allows(
    telegram: Telegram, chat: Chat, desk: Chat, hook: Hook, bot: Bot
) -> None:
    amina = desk.owner
    hook.open.clear()
    await bot.set_webhook(hook.address, max_connections=1)
    telegram.say(amina, chat, "one")
    telegram.say(amina, desk, "/two")
    await asyncio.sleep(0.05)
    hook.open.set()

    await telegram.settled()

    assert hook.texts == ["one", "/two"]


async def test_a_webhook_that_is_set_anew_is_tried_at_once(
    telegram: Telegram, amina: Person, chat: Chat, hook: Hook, bot: Bot
) -> None:
    await bot.set_webhook("http://127.0.0.1:9/nobody")
    telegram.say(amina, chat, "x")
    await asyncio.sleep(0.1)

    await bot.set_webhook(hook.address)
    await telegram.settled(1)

    assert hook.texts == ["x"]


async def test_nothing_is_handed_to_another_machine(telegram: Telegram) -> None:
    def called(request: httpx.Request) -> httpx.Response:
        raise AssertionError(f"{request.url} was called")

    person = telegram.person("Amina")
    telegram.say(person, telegram.private(person), "/start")
    elsewhere = Webhook(url="https://bot.example.org/hook")
    async with httpx.AsyncClient(transport=httpx.MockTransport(called)) as client:
        taken = await _Courier(telegram, client)._taken(elsewhere, telegram.updates.waiting[0])

    assert not taken


async def test_what_is_brought_is_out_until_it_is_taken(
    telegram: Telegram, amina: Person, chat: Chat, bot: Bot, hook: Hook
) -> None:
    hook.open.clear()
    await bot.set_webhook(hook.address)
    telegram.say(amina, chat, "hello")
    telegram.say(amina, chat, "and another")
    await asyncio.sleep(0.05)

    assert telegram.updates.out == {telegram.updates.newest - 1}
    hook.open.set()
    await telegram.settled()
    assert telegram.updates.out == set()
