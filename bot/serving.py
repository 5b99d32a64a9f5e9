"""The bot while it runs, on Telegram or in a local Telegram."""

import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Timer

from bot import config
from bot.briefing.library import Snapshot
from bot.gateway.health import application
from bot.gateway.service import Service
from bot.house import House
from bot.listening import served
from bot.watch import Tell, follow, nobody

if sys.platform == "win32":
    from asyncio import new_event_loop
else:
    from uvloop import new_event_loop

# Seconds after which the database's thread makes room; after Python's own 5 ms, answers are late
# once in a hundred times.
HANDOVER = 0.0005
LAST_RESORT = 9.5  # seconds after a signal: then the process ends, whatever it waits for

_log = logging.getLogger(__name__)


def serve(service: Service, house: House, settings: config.Config) -> None:
    """Answer until a signal ends it, on the fastest event loop there is."""
    sys.setswitchinterval(HANDOVER)
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(serve_until_stopped(service, house, settings))


async def serve_until_stopped(
    service: Service, house: House, settings: config.Config, tell: Tell = nobody
) -> None:
    """Answer, send, and follow the briefings' folder."""
    stopping = asyncio.Event()
    _end_on_signals(service)
    # Code and briefings stay: looking for garbage there is a fifth of the work.
    gc.freeze()
    gc.enable()
    telling: set[asyncio.Task[None]] = set()
    async with health_of(service, settings), asyncio.TaskGroup() as tasks:

        def told(before: Snapshot, after: Snapshot) -> None:
            tell(before, after)
            task = tasks.create_task(_tell_operators(service, house, before, after))
            telling.add(task)
            task.add_done_callback(telling.discard)

        tasks.create_task(follow(house.library, settings.briefings.path, stopping, told))
        await service.run()
        stopping.set()
        for task in tuple(telling):  # nobody waits for an operator who is not to be reached now
            task.cancel()


async def _tell_operators(
    service: Service, house: House, before: Snapshot, after: Snapshot
) -> None:
    try:
        await service.tell_operators(await house.register.editors.problems(before, after))
    except Exception:  # noqa: BLE001 - the edit is served, whoever hears of it
        _log.exception("an edit was taken up, but could not be told")


@asynccontextmanager
async def health_of(service: Service, settings: config.Config) -> AsyncIterator[None]:
    """Serve what tells of the bot's health, where an address of its own is set for that."""
    listen, hook = settings.http.listen, settings.webhook.listen
    if listen is None or (settings.telegram.mode == "webhook" and listen == hook):
        yield
        return
    async with served(application(service, service.measure), listen):
        yield


def _end_on_signals(service: Service) -> None:
    def end() -> None:
        service.stop()
        # Threads can't be made to stop waiting for a database, and Python waits for them.
        last_resort = Timer(LAST_RESORT, _end_anyway)
        last_resort.daemon = True
        last_resort.start()

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, end)


def _end_anyway() -> None:
    _log.error("the end takes too long, most likely the database's: this process waits no longer")
    os._exit(1)
