"""The bot on a Bot API server: the real Application, from the first call to the last."""

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from ipaddress import ip_address
from typing import Any, Protocol
from urllib.parse import urlsplit

from telegram import Bot, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.ext import Application, ApplicationBuilder, Defaults, ExtBot
from telegram.request import BaseRequest

from bot.answer import Answer
from bot.gateway import handlers, menus
from bot.gateway.decode import decoded
from bot.gateway.hearing import Hearing
from bot.gateway.lanes import Lanes, Raw
from bot.gateway.outcome import complaint
from bot.gateway.polling import LONGEST_PAUSE, Poller
from bot.gateway.post import TelegramPost
from bot.gateway.replies import Replies, acknowledge
from bot.gateway.transport import Transport
from bot.house import House
from bot.messages import Message as Page
from bot.register import Visitor
from bot.store.database import UnavailableError
from bot.subscriptions.subscription import Kind, Place

KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "callback_query",
    "inline_query",
    "my_chat_member",
)
UNKNOWN_PAUSE = 1.0  # seconds between two looks at what is published, until that is known
LONGEST_END = 7.0  # seconds that the sender gets to come to its end

_log = logging.getLogger(__name__)


class _Bot(ExtBot[None]):
    """A bot whose representation does not give its token away."""

    def __repr__(self) -> str:
        return f"Bot[id={self.token.partition(':')[0]}]"


class Door(Protocol):
    """How updates come in: by polling, or by webhook."""

    async def prepare(self, bot: Bot, kinds: tuple[str, ...]) -> None:
        """Tell Telegram how updates of these kinds are to come: from now on they are taken."""
        ...

    async def run(self) -> None:
        """Be there until stopped, and take updates once that is prepared."""
        ...

    def stop(self) -> None:
        """Take nothing more."""
        ...


class Service:
    """Answers on one Bot API server until it is stopped."""

    def __init__(
        self,
        house: House,
        token: str,
        api_url: str,
        request: Callable[[], BaseRequest] | None = None,
        door: Callable[["Service", Lanes], Door] | None = None,
    ) -> None:
        """Reach the server at `api_url`; `request` makes another way to it than HTTP.

        Updates come by polling, or through another door.
        """
        # The library warns wherever it makes a number of seconds, until it is told that we know.
        os.environ.setdefault("PTB_TIMEDELTA", "1")
        make = request or (lambda: _http(api_url))
        polling, sending = make(), house.sending
        self.application = _application(token, api_url, make(), polling)
        self._house, self._post = house, TelegramPost(self.application.bot)
        self._replies = Replies(sending.gate, house.metrics)
        handlers.add(self.application, house, self._replies)
        self.sender = sending.sender(self._post)
        self.hearing = Hearing()
        lanes = Lanes(self._handle, self._turn_away, house.metrics.set_aside)
        self._door: Door = door(self, lanes) if door else Poller(polling, lanes, self.hearing)
        self._stopping = asyncio.Event()
        self.ready = False

    @property
    def silence(self) -> float:
        """Seconds since Telegram was last heard."""
        return self.hearing.silence

    async def measure(self) -> bytes:
        """Return how much is done, and how things stand."""
        await self._house.standing.take_down(self._house.metrics)
        return self._house.metrics.written()

    def stop(self) -> None:
        """Finish what is being answered, then end `run`."""
        self.ready = False
        self._stopping.set()
        self._door.stop()
        self.sender.stop()

    async def tell_operators(self, pages: tuple[Page, ...]) -> None:
        """Say something to each operator who has ever written to the bot.

        Of several processes that notice the same, the one that sends says it.
        """
        if self.sender.following:
            return
        for operator in sorted(self._house.operators):
            there = Visitor(Place(operator), Kind.PRIVATE, "")
            try:
                await self._replies.post(self.application.bot, there, pages)
            except Exception:  # noqa: BLE001 - whatever it is, the others are told
                _log.warning("operator %s is not told", operator, exc_info=True)

    async def run(self) -> None:
        """Serve until stopped."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._door.run())
                if await self._come_up(tasks):
                    await self._work(tasks)
        finally:
            await self.application.shutdown()
            await self.application.bot.shutdown()  # if the application never came up

    async def _work(self, tasks: asyncio.TaskGroup) -> None:
        """Answer and send until stopped."""
        _log.info("answering as @%s", self.application.bot.username)
        sending = tasks.create_task(self.sender.run())
        beside = [tasks.create_task(work) for work in self._beside()]
        await self._stopping.wait()
        for task in beside:
            task.cancel()
        # It may hang where nothing can be asked to hurry: in the database.
        await asyncio.wait({sending}, timeout=LONGEST_END)
        sending.cancel()

    def _beside(self) -> Iterator[Coroutine[Any, Any, None]]:
        """What is done beside answering and sending."""
        house = self._house
        yield self._announce()
        yield house.showing.run()
        yield house.bulletins.run(self._post, house.sending.gate, lambda: self.sender.leading)
        yield house.bulletins.release(lambda: self.sender.leading)

    async def _come_up(self, tasks: asyncio.TaskGroup) -> bool:
        """Reach what is needed; False if the bot is stopped before."""
        reaching = tasks.create_task(self._reach())
        stopping = tasks.create_task(self._stopping.wait())
        await asyncio.wait({reaching, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        reaching.cancel()
        return not self._stopping.is_set()

    async def _reach(self) -> None:
        """Reach Telegram, then the database, however long that takes."""
        await self._until_it_works(self.application.initialize)
        asking = asyncio.create_task(self.hearing.keep_asking(self.application.bot.get_me))
        try:
            while not await self._house.prepared():  # noqa: ASYNC110 - no bell rings for it
                # A draft must not be answered from because nobody knows what is published.
                await asyncio.sleep(UNKNOWN_PAUSE)
        finally:
            asking.cancel()

    async def _announce(self) -> None:
        """Tell Telegram how updates come, and which commands there are."""
        bot, house = self.application.bot, self._house
        await self._until_it_works(lambda: self._door.prepare(bot, KINDS))
        self.ready = not self._stopping.is_set()
        try:
            await menus.show(bot, house.operators, house.sending.database)
        except (TelegramError, UnavailableError) as error:
            _log.warning("not every menu was set: %s", error)

    async def _until_it_works(self, work: Callable[[], Awaitable[None]]) -> None:
        """Try until Telegram lets it be done."""
        pause = 1.0
        while True:
            try:
                await work()
            except (TelegramError, KeyError, TypeError) as error:
                _log.error("not up yet: %s; next try in %.0f s", complaint(error), pause)
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            else:
                self.hearing.heard()
                return

    async def _handle(self, raw: Raw) -> None:
        self._house.metrics.updated(_kind_of(raw))
        begun = time.perf_counter()
        try:
            await self.application.process_update(decoded(raw, self.application.bot))
        finally:
            self._house.metrics.took(time.perf_counter() - begun)

    async def _turn_away(self, raw: Raw) -> None:
        update = decoded(raw, self.application.bot)
        pages = self._house.register.desk.tell(Answer("too_fast"))
        if update.callback_query is not None:
            await acknowledge(update.callback_query, pages[0].html)
        elif update.effective_message is not None:
            await self._replies.reply(self.application.bot, update.effective_message, pages)


@asynccontextmanager
async def post_of(token: str, api_url: str) -> AsyncIterator[TelegramPost]:
    """Carry letters without asking for updates; ConnectionError if Telegram lets nobody in."""
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    try:
        bot = _bot(token, api_url, _http(api_url), _http(api_url))
    except RuntimeError:
        raise ConnectionError("a SOCKS proxy can't be used; set HTTPS_PROXY instead") from None
    try:
        try:
            await bot.initialize()
        except (TelegramError, KeyError, TypeError) as error:
            raise ConnectionError(complaint(error)) from None
        yield TelegramPost(bot)
    finally:
        await bot.shutdown()


def _application(
    token: str, api_url: str, request: BaseRequest, polling: BaseRequest
) -> Application[Any, Any, Any, Any, Any, Any]:
    bot = _bot(token, api_url, request, polling)
    return ApplicationBuilder().bot(bot).updater(None).job_queue(None).build()


def _bot(token: str, api_url: str, request: BaseRequest, polling: BaseRequest) -> _Bot:
    return _Bot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=request,
        get_updates_request=polling,
        defaults=Defaults(
            parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
        ),
    )


def _http(api_url: str) -> Transport:
    # A proxy of the environment is for the world outside, not for this machine.
    return Transport(proxies=not is_loopback(urlsplit(api_url).hostname or ""))


def is_loopback(host: str) -> bool:
    """Tell whether an address is this machine's own."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _kind_of(raw: Raw) -> str:
    """Return the kind of an update; one that nobody asked for has none of ours."""
    return next((kind for kind in KINDS if kind in raw), "other")
