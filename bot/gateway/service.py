"""The bot on a Bot API server: the real Application, from the first call to the last."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from telegram import LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.ext import Application, ApplicationBuilder, Defaults, ExtBot
from telegram.request import BaseRequest, HTTPXRequest

from bot.gateway import handlers, menus
from bot.gateway.polling import LONGEST_PAUSE, Poller, Raw, complaint
from bot.gateway.post import TelegramPost
from bot.gateway.replies import Replies
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
_POOL = 64  # connections for replies
UNKNOWN_PAUSE = 1.0  # seconds between two looks at what is published, until that is known
LONGEST_END = 7.0  # seconds that the sender gets to come to its end

_log = logging.getLogger(__name__)


class _Bot(ExtBot[None]):
    """A bot whose representation does not give its token away."""

    def __repr__(self) -> str:
        return f"Bot[id={self.token.partition(':')[0]}]"


class Service:
    """Answers on one Bot API server until it is stopped."""

    def __init__(
        self,
        house: House,
        token: str,
        api_url: str,
        request: Callable[[], BaseRequest] | None = None,
    ) -> None:
        """Reach the server at `api_url`; `request` makes another way to it than HTTP."""
        # The library warns wherever it makes a number of seconds, until it is told that we know.
        os.environ.setdefault("PTB_TIMEDELTA", "1")
        make = request or (lambda: _http(api_url))
        polling, sending = make(), house.sending
        self.application = _application(token, api_url, make(), polling)
        self._house, self._post = house, TelegramPost(self.application.bot)
        self._replies = Replies(sending.gate)
        handlers.add(self.application, house, self._replies)
        self.sender = sending.sender(self._post)
        address = self.application.bot.base_url
        self._poller = Poller(polling, address, self._handle, KINDS)
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Finish what is being answered, then end `run`."""
        self._stopping.set()
        self._poller.stop()
        self.sender.stop()

    async def tell_operators(self, pages: tuple[Page, ...]) -> None:
        """Say something to each operator, if they have ever written to the bot."""
        for operator in sorted(self._house.operators):
            there = Visitor(Place(operator), Kind.PRIVATE, "")
            try:
                await self._replies.post(self.application.bot, there, pages)
            except Exception:  # noqa: BLE001 - whatever it is, the others are told
                _log.warning("operator %s is not told", operator, exc_info=True)

    async def run(self) -> None:
        """Serve until stopped."""
        if not await self._come_up():
            return
        _log.info("answering as @%s", self.application.bot.username)
        try:
            async with asyncio.TaskGroup() as tasks:
                sending = tasks.create_task(self.sender.run())
                beside = [tasks.create_task(work) for work in self._beside()]
                tasks.create_task(self._poller.run())
                await self._stopping.wait()
                for task in beside:
                    task.cancel()
                # It may hang where nothing can be asked to hurry: in the database.
                await asyncio.wait({sending}, timeout=LONGEST_END)
                sending.cancel()
        finally:
            await self.application.shutdown()

    def _beside(self) -> Iterator[Coroutine[Any, Any, None]]:
        """What is done beside answering and sending."""
        house = self._house
        yield house.showing.run()
        yield house.bulletins.run(self._post, house.sending.gate, lambda: self.sender.leading)
        yield house.bulletins.release(lambda: self.sender.leading)

    async def _come_up(self) -> bool:
        pause = 1.0
        while not self._stopping.is_set():
            try:
                await self.application.initialize()
            except (TelegramError, KeyError, TypeError) as error:
                _log.error("not up yet: %s; next try in %.0f s", complaint(error), pause)
                await _either(self._stopping, pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            else:
                await self._prepare()
                return True
        await self.application.bot.shutdown()
        return False

    async def _prepare(self) -> None:
        try:
            # While a webhook is set, Telegram refuses to be polled.
            await self.application.bot.delete_webhook()
        except TelegramError as error:
            _log.warning("the webhook was not removed: %s", error.message)
        while not await self._house.showing.refresh() and not self._stopping.is_set():
            # A draft must not be answered from because nobody knows what is published.
            await _either(self._stopping, UNKNOWN_PAUSE)
        try:
            await menus.show(
                self.application.bot, self._house.operators, self._house.sending.database
            )
        except (TelegramError, UnavailableError) as error:
            _log.warning("not every menu was set: %s", error)

    async def _handle(self, raw: Raw) -> None:
        update = Update.de_json(dict(raw), self.application.bot)
        await self.application.process_update(update)


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


def _http(api_url: str) -> HTTPXRequest:
    # A proxy of the environment is for the world outside, not for this machine.
    proxies = not is_loopback(urlsplit(api_url).hostname or "")
    return HTTPXRequest(connection_pool_size=_POOL, httpx_kwargs={"trust_env": proxies})


def is_loopback(host: str) -> bool:
    """Tell whether an address is this machine's own."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def _either(stopping: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stopping.wait()
    except TimeoutError:
        return
