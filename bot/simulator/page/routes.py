"""The page and what it asks for: its files, the stream of what happens, and acts."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route

from bot.simulator.page.acts import perform
from bot.simulator.page.guard import GUARD
from bot.simulator.page.notices import Notices
from bot.simulator.page.stage import Stage
from bot.simulator.page.view import View

BREATH = 0.004  # seconds in which more may happen that is told at once
_FOLDER = Path(__file__).parent
_FILES = ("page.css", "page.js", "text.js", "behind.js", "icon.svg")


def routes(stage: Stage, notices: Notices) -> list[BaseRoute]:
    """What is served beside the Bot API."""

    async def watch(_: Request) -> Response:
        return StreamingResponse(_events(stage, notices), media_type="text/event-stream")

    async def act(request: Request) -> Response:
        try:
            done = perform(stage, request.path_params["act"], await request.body())
        except ValueError as problem:
            return JSONResponse({"problem": str(problem)}, 400)
        return JSONResponse(done)

    files = [_file("/", "page.html"), *(_file(f"/{name}", name) for name in _FILES)]
    events = Route("/events", watch, methods=["GET"])
    acts = Route("/acts/{act}", act, methods=["POST"])
    return [Mount("/", routes=[*files, events, acts], middleware=GUARD)]


async def _events(stage: Stage, notices: Notices) -> AsyncIterator[str]:
    """Server-sent events, without end; a page that comes back starts anew."""
    changes = stage.telegram.changes
    view = View(stage, notices)
    while True:
        count = changes.count
        if news := view.look():
            yield f"data: {json.dumps(news)}\n\n"
        await changes.since(count)
        await asyncio.sleep(BREATH)


def _file(address: str, name: str) -> Route:
    async def send(_: Request) -> Response:
        return FileResponse(_FOLDER / name)

    return Route(address, send, methods=["GET"])
