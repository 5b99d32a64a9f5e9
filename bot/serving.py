"""The bot while it runs: on Telegram, in a local Telegram, in a terminal."""

import asyncio
import os
import signal
import sys
import webbrowser
from contextlib import suppress
from pathlib import Path
from threading import Thread

import typer

from bot import config, logs
from bot.briefing.library import Snapshot
from bot.gateway.service import Service
from bot.house import House
from bot.simulator.page.keep import kept, restore
from bot.simulator.page.notices import Notices
from bot.simulator.page.routes import routes
from bot.simulator.page.stage import Stage, opened
from bot.simulator.server import serve
from bot.simulator.telegram import Telegram
from bot.simulator.terminal import Conversation, converse, with_links
from bot.watch import Tell, follow, nobody
from bot.wiring import in_process, library_of, local_database, put_together, stop


def simulate_locally(settings: config.Config, port: int, keep: Path | None) -> None:
    """Answer in a local Telegram until stopped."""
    logs.start()
    telegram = Telegram()
    if keep:
        _restore(telegram, keep)
    library, stage = library_of(settings), opened(telegram)
    if not settings.operators:
        settings = settings.model_copy(
            update={"operators": tuple(person.id for person in stage.operators)}
        )
    with local_database(settings, keep) as database:
        house = put_together(library, database, settings)
        try:
            asyncio.run(_serve_locally(stage, house, settings, port, keep))
        except OSError as error:
            stop(f"{error.strerror or error}: python -m bot simulate --port {port + 1}")


def _restore(telegram: Telegram, keep: Path) -> None:
    try:
        restore(telegram, keep)
    except (OSError, ValueError) as error:
        stop(f"--keep {keep}: {error}")


async def _serve_locally(
    stage: Stage, house: House, settings: config.Config, port: int, keep: Path | None
) -> None:
    library, telegram = house.library, stage.telegram
    service, notices = (
        in_process(telegram, house),
        Notices(telegram.changes.happened),
    )
    if library.snapshot.problems:
        notices.tell(library.snapshot, library.snapshot)
    page = routes(stage, notices)
    async with serve(telegram, port, page) as address, asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(serve_until_stopped(service, house, settings, notices.tell))
        await asyncio.sleep(0)  # from here on Ctrl-C is a clean end
        typer.echo(f"The bot is at {address}  (Ctrl-C ends it)")
        Thread(target=show, args=[address], daemon=True).start()  # some browsers keep it waiting
        if keep:
            await kept(telegram, keep, serving)


def show(address: str) -> None:
    """Open the browser, where there is one and somebody sits at a terminal."""
    screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.stdout.isatty() and (screen or sys.platform in {"darwin", "win32"}):
        with suppress(webbrowser.Error):
            webbrowser.open(address)


async def serve_until_stopped(
    service: Service, house: House, settings: config.Config, tell: Tell = nobody
) -> None:
    """Answer, send, and follow the briefings' folder."""
    stopping = asyncio.Event()
    _end_on_signals(service)
    telling: set[asyncio.Task[None]] = set()
    async with asyncio.TaskGroup() as tasks:

        def told(before: Snapshot, after: Snapshot) -> None:
            tell(before, after)
            pages = house.register.editors.problems(before, after)
            task = tasks.create_task(service.tell_operators(pages))
            telling.add(task)
            task.add_done_callback(telling.discard)

        tasks.create_task(follow(house.library, settings.briefings.path, stopping, told))
        await service.run()
        stopping.set()
        for task in tuple(telling):  # nobody waits for an operator who is not to be reached now
            task.cancel()


def _end_on_signals(service: Service) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, service.stop)


async def talk(service: Service, conversation: Conversation, question: str | None) -> bool:
    """Hold a conversation in the terminal, or answer one question; False if that was wrong use."""
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(service.run())
        if question is None:
            await converse(conversation, typer.echo)
        answered = question is None or await _once(conversation, question)
        service.stop()
    return answered


async def _once(conversation: Conversation, question: str) -> bool:
    try:
        messages = await conversation.say(question)
    except ValueError as error:
        typer.echo(str(error), err=True)
        return False
    for message in messages:
        typer.echo(with_links(message))
    return True
