"""Updates in by webhook: Telegram is answered once an update has been handled, and not before.

What is said first to an update goes back in that answer. A request that is not Telegram's is
refused before anything of it is read.
"""

import asyncio
import hmac
import json
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, MutableMapping
from datetime import datetime
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from telegram import Bot, WebhookInfo

from bot.gateway.exchange import Exchange, opened
from bot.gateway.hearing import Hearing
from bot.gateway.lanes import Lanes, Raw
from bot.gateway.seen import Seen
from bot.listening import served

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Coroutine[Any, Any, Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST = 1 << 20  # bytes of a request
READING = 10.0  # seconds that a request may take to come in
MOST_UNHEARD = 1_000  # answers that nobody was there to hear, kept for when it is asked again
CONNECTIONS = 100  # that Telegram may open at once
_SECRET = b"x-telegram-bot-api-secret-token"

_log = logging.getLogger(__name__)


class Webhook:
    """An ASGI application: one path for Telegram, everything else for others."""

    def __init__(self, path: str, secret: str, lanes: Lanes, beside: App) -> None:
        """Updates come by POST to `path` with the secret; other paths are answered by `beside`."""
        self._path, self._secret, self._lanes, self._beside = path, secret.encode(), lanes, beside
        self._seen = Seen()
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._unheard: OrderedDict[int, dict[str, Any] | None] = OrderedDict()
        self.open = False  # while it is not, Telegram is told to come again

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] != self._path:
            await self._beside(scope, receive, send)
            return
        refusal = self._against(scope)
        if refusal:
            await _respond(send, refusal)
            return
        try:
            body = await _body(receive)
        except (TimeoutError, asyncio.CancelledError):  # it is slow, or the end does not wait
            await _respond(send, 408)
            return
        update = _update(body) if body is not None else None
        if update is None:
            await _respond(send, 413 if body is None else 400)
        else:
            await self._take(update, receive, send)

    async def finish(self) -> None:
        """Take no further updates, and let those under way come to their end."""
        self.open = False
        await self._lanes.finish()

    def _against(self, scope: Scope) -> int:
        """Return the status of a refusal, by what is told before the body; 0 if there is none."""
        headers = dict(scope["headers"])
        if not hmac.compare_digest(headers.get(_SECRET, b""), self._secret):
            return 403
        if scope["method"] != "POST":
            return 405
        kind, _, _ = headers.get(b"content-type", b"").partition(b";")
        if kind.strip().lower() != b"application/json":
            return 415
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > LARGEST:
            return 413
        return 0 if self.open else 503

    async def _take(self, update: Raw, receive: Receive, send: Send) -> None:
        number = update["update_id"]
        if not self._seen.is_new(number):
            await self._take_again(number, send)
            return
        with opened() as exchange:
            turn = self._under_way[number] = self._lanes.take(update)
        await asyncio.wait({turn})
        gone = _is_gone(receive)
        del self._under_way[number]
        if turn.cancelled():
            self._seen.forget(number)
            await _respond(send, 503)
        elif gone:
            self._keep(number, exchange)
        else:
            await _respond(send, 200, exchange.call)

    async def _take_again(self, number: int, send: Send) -> None:
        """Wait with the one who is asked already; only what nobody heard is said again."""
        turn = self._under_way.get(number)
        if turn is not None:
            await asyncio.wait({turn})
            # Let the one who asked first hear the answer, or be found gone.
            await asyncio.sleep(0)
        cut_off = turn is not None and turn.cancelled()
        await _respond(send, 503 if cut_off else 200, self._unheard.pop(number, None))

    def _keep(self, number: int, exchange: Exchange) -> None:
        self._unheard[number] = exchange.call
        if len(self._unheard) > MOST_UNHEARD:
            self._unheard.popitem(last=False)


class Door:
    """The way in by webhook: serves it, tells Telegram where it is, and sees that it stays so."""

    def __init__(self, app: Webhook, url: str, secret: str, listen: str, hearing: Hearing) -> None:
        """Serve on `listen` what Telegram reaches at `url`."""
        self._app, self._url, self._secret, self._listen = app, url, secret, listen
        self._hearing = hearing
        self._prepared, self._stopping = asyncio.Event(), asyncio.Event()
        self._failed: datetime | None = None  # when Telegram last could not bring an update

    async def prepare(self, bot: Bot, kinds: tuple[str, ...]) -> None:
        """Tell Telegram where to come."""
        self._bot, self._kinds = bot, kinds
        self._app.open = True
        await self._invite()
        self._prepared.set()

    async def run(self) -> None:
        """Be there until stopped; updates are taken once that is prepared."""
        async with served(self._app, self._listen) as address:
            _log.info("listening at %s for %s", address, self._url)
            looking = asyncio.create_task(self._keep_looking())
            await self._stopping.wait()
            looking.cancel()
            await self._app.finish()

    def stop(self) -> None:
        """Take nothing more."""
        self._stopping.set()

    async def _invite(self) -> None:
        await self._bot.set_webhook(
            self._url,
            allowed_updates=self._kinds,
            secret_token=self._secret,
            max_connections=CONNECTIONS,
        )

    async def _keep_looking(self) -> None:
        await self._prepared.wait()
        await self._hearing.keep_asking(self._look)

    async def _look(self) -> None:
        """See whether Telegram still comes here; another bot with this token can send it away."""
        info = await self._bot.get_webhook_info()
        self._note(info)
        found = info.url
        if found != self._url:
            # Not all of the address: many have the token in its path.
            where = f"to {urlsplit(found).hostname}" if found else "to nobody"
            _log.warning("Telegram brought updates %s; it is told to come here again", where)
            await self._invite()

    def _note(self, info: WebhookInfo) -> None:
        """Say, once each time, why Telegram could not bring updates: nothing else tells of it."""
        if info.last_error_date and info.last_error_date != self._failed:
            why, waiting = info.last_error_message, info.pending_update_count
            _log.warning("Telegram could not bring updates: %s; %d wait", why, waiting)
        self._failed = info.last_error_date


def path_of(url: str) -> str:
    """Return the path that a webhook's address asks for, as the server reads it."""
    return unquote(urlsplit(url).path) or "/"


async def _body(receive: Receive) -> bytes | None:
    """Return the body of a request; None if it is too large, TimeoutError if it is too slow."""
    first = _at_once(receive)
    body = b"" if first is None else _part(first)
    if first is None or first.get("more_body"):  # hardly ever, and a timer has its price
        async with asyncio.timeout(READING):
            body = await _whole(body, receive)
    return body if len(body) <= LARGEST else None


async def _whole(body: bytes, receive: Receive) -> bytes:
    while len(body) <= LARGEST:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b""
        body += _part(message)
        if not message.get("more_body"):
            break
    return body


def _part(message: Message) -> bytes:
    return bytes(message.get("body", b""))


def _update(body: bytes) -> Raw | None:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    sound = isinstance(update, dict) and type(update.get("update_id")) is int
    return update if sound else None


def _is_gone(receive: Receive) -> bool:
    """Tell whether who asked has left meanwhile."""
    message = _at_once(receive)
    return message is not None and message["type"] == "http.disconnect"


def _at_once(receive: Receive) -> Message | None:
    """Return what there is to be received without waiting, if there is anything."""
    waiting = receive()
    try:
        waiting.send(None)
    except StopIteration as received:
        return cast("Message", received.value)
    waiting.close()
    return None


async def _respond(send: Send, status: int, call: dict[str, Any] | None = None) -> None:
    body = json.dumps(call).encode() if call else b""
    headers = [(b"content-length", b"%d" % len(body))]
    if body:
        headers.append((b"content-type", b"application/json"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
