"""A simulated Telegram with a clock that stands still, and a bot that reaches it both ways."""

from collections.abc import AsyncIterator, Callable

import pytest
from telegram import Bot
from telegram.ext import Application, ApplicationBuilder
from telegram.request import HTTPXRequest

from bot.simulator.chats import Chat, Person
from bot.simulator.server import serve
from bot.simulator.telegram import Telegram
from bot.simulator.wire import Wire

WAYS = ("in process", "over HTTP")


class Clock:
    """Seconds that pass only when told to."""

    def __init__(self) -> None:
        self.seconds = 1_750_000_000.0

    def __call__(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture(autouse=True)
def _seconds_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def advance(clock: Clock) -> Callable[[float], None]:
    return clock.advance


@pytest.fixture
def telegram(clock: Clock) -> Telegram:
    return Telegram(clock=clock)


@pytest.fixture
def amina(telegram: Telegram) -> Person:
    return telegram.person("Amina", "amina", language_code="fr")


@pytest.fixture
def chat(telegram: Telegram, amina: Person) -> Chat:
    """Amina's private chat, in which she has written once."""
    chat = telegram.private(amina)
    telegram.say(amina, chat, "/start")
    telegram.updates.drop()
    return chat


@pytest.fixture
def desk(telegram: Telegram, amina: Person) -> Chat:
    """A supergroup with topics that the bot is a member of."""
    desk = telegram.group("Desk", amina, topics=("Africa", "Asia"))
    telegram.add_bot(desk, amina)
    telegram.updates.drop()
    return desk


@pytest.fixture(params=WAYS)
async def builder(
    request: pytest.FixtureRequest, telegram: Telegram
) -> AsyncIterator[ApplicationBuilder]:  # type: ignore[type-arg]
    """An ApplicationBuilder connected to the simulated Telegram."""
    builder = Application.builder().token(telegram.token)
    if request.param == "in process":
        yield builder.request(Wire(telegram)).get_updates_request(Wire(telegram))
        return
    async with serve(telegram) as address:
        quick = [HTTPXRequest(read_timeout=2, httpx_kwargs={"trust_env": False}) for _ in "ab"]
        builder = builder.base_url(f"{address}/bot").base_file_url(f"{address}/file/bot")
        yield builder.request(quick[0]).get_updates_request(quick[1])


@pytest.fixture
async def bot(builder: ApplicationBuilder) -> AsyncIterator[Bot]:  # type: ignore[type-arg]
    application = builder.build()
    async with application.bot as bot:
        yield bot
