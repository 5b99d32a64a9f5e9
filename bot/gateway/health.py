"""Whether the bot lives, whether it is ready, and how much it does: for who keeps it running."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.metrics import CONTENT_TYPE

LONGEST_SILENCE = 75.0  # seconds for which nothing may be heard of Telegram


class Vital(Protocol):
    """What is asked of a bot."""

    @property
    def silence(self) -> float:
        """Seconds since Telegram was last heard, where that tells something."""
        ...

    @property
    def ready(self) -> bool:
        """Whether updates are taken and answered."""
        ...


Measure = Callable[[], Awaitable[bytes]]
NOTHING = Starlette()  # where every path is one that there is not


def application(bot: Vital, measure: Measure) -> Starlette:
    """Return what answers on /healthz, /readyz and /metrics."""

    async def healthz(_: Request) -> Response:
        if bot.silence > LONGEST_SILENCE:
            return PlainTextResponse(f"nothing heard of Telegram for {bot.silence:.0f} s\n", 503)
        return PlainTextResponse("ok\n")

    async def readyz(_: Request) -> Response:
        return PlainTextResponse("ready\n") if bot.ready else PlainTextResponse("not ready\n", 503)

    async def metrics(_: Request) -> Response:
        return Response(await measure(), headers={"Content-Type": CONTENT_TYPE})

    return Starlette(
        routes=[
            Route("/healthz", healthz, methods=["GET"]),
            Route("/readyz", readyz, methods=["GET"]),
            Route("/metrics", metrics, methods=["GET"]),
        ]
    )
