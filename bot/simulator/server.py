"""The simulated Telegram over HTTP on this machine: an ASGI application and how to serve it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Message
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.listening import Guest
from bot.simulator.api import call, download
from bot.simulator.faults import Loss, Outcome
from bot.simulator.forms import parameters
from bot.simulator.replies import RefusedError, Reply, refused
from bot.simulator.telegram import Telegram
from bot.simulator.webhook import deliver

Calling = Coroutine[None, None, Outcome]

HOST = "127.0.0.1"
_OWN_NAMES = frozenset({HOST, "localhost"})
_PAGES = RefusedError(HTTPStatus.FORBIDDEN, "Forbidden: the Bot API is for bots, not for web pages")


def application(telegram: Telegram, routes: Sequence[BaseRoute] = ()) -> Starlette:
    """The Bot API, and whatever else is to be served beside it."""

    async def answer(request: Request) -> Response:
        return await _answer(request, partial(_called, telegram))

    async def hand_out(request: Request) -> Response:
        return await _answer(request, partial(_fetched, telegram))

    bot_api = Route("/bot{token}/{method}", answer, methods=["GET", "POST"])
    files = Route("/file/bot{token}/{path:path}", hand_out, methods=["GET"])
    return Starlette(routes=[bot_api, files, *routes])


@asynccontextmanager
async def serve(
    telegram: Telegram, port: int = 0, routes: Sequence[BaseRoute] = ()
) -> AsyncIterator[str]:
    """Serve in the running event loop, webhooks included; yields the address, without slash."""
    with _listening(port) as listener:
        server = _Server(application(telegram, routes), http=_Line)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        await server.ready.wait()
        delivering = asyncio.create_task(deliver(telegram))
        try:
            yield f"http://{HOST}:{listener.getsockname()[1]}"
        finally:
            delivering.cancel()
            server.should_exit = True
            await serving


def _called(telegram: Telegram, request: Request, body: bytes) -> Calling:
    token, method = request.path_params["token"], request.path_params["method"]
    content_type = request.headers.get("content-type", "")
    return call(telegram, token, method, parameters(request.url.query, content_type, body))


def _fetched(telegram: Telegram, request: Request, _: bytes) -> Calling:
    return download(telegram, request.path_params["token"], request.path_params["path"])


async def _answer(request: Request, begin: Callable[[Request, bytes], Calling]) -> Response:
    if not _is_from_a_program(request):
        return _response(refused(_PAGES))
    try:
        calling = begin(request, await request.body())
    except RefusedError as refusal:
        return _response(refused(refusal))
    except ClientDisconnect:
        return Response()
    outcome = await _unless_gone(request, calling)
    match outcome:
        case Reply():
            return _response(outcome)
        case Loss.DROPPED:
            request.scope["state"]["cut"]()
    await _gone(request)
    return Response()


def _is_from_a_program(request: Request) -> bool:
    """Any site can make a browser call a port of this machine; the browser says that it does."""
    pages = {"origin", "sec-fetch-site"} & set(request.headers)
    return not pages and request.url.hostname in _OWN_NAMES


async def _unless_gone(request: Request, calling: Calling) -> Outcome:
    """The outcome, or silence once nobody waits for it any more."""
    answer, gone = asyncio.create_task(calling), asyncio.create_task(_gone(request))
    await asyncio.wait({answer, gone}, return_when=asyncio.FIRST_COMPLETED)
    if answer.done():
        gone.cancel()
        return await answer
    answer.cancel()
    return Loss.SILENCE


async def _gone(request: Request) -> None:
    event: Message = {"type": "http.request"}
    while event["type"] != "http.disconnect":
        event = await request.receive()


def _response(reply: Reply) -> Response:
    return Response(reply.body, reply.status, media_type=reply.content_type)


@contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    try:
        listener = socket.create_server((HOST, port))
    except OSError as problem:
        raise OSError(
            f"cannot listen on {HOST}:{port}, it is taken or not allowed: "
            "stop what uses it, or choose another port"
        ) from problem
    with listener:
        yield listener


class _Line(H11Protocol):
    """HTTP whose connection the application can cut, as a failing network does."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        # Else an answer waits for the client's delayed acknowledgement: 40 ms for each call.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.app_state = {**self.app_state, "cut": transport.abort}


class _Server(Guest):
    """It waits for no one at the end."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await super().shutdown(sockets)
