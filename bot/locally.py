"""The bot in a local Telegram: in the browser, or in the terminal."""

import asyncio
import os
import sys
import webbrowser
from contextlib import suppress
from pathlib import Path
from threading import Thread

import typer

from bot import config, logs
from bot.gateway.service import Service
from bot.house import House
from bot.serving import serve_until_stopped
from bot.simulator.page.keep import kept, restore
from bot.simulator.page.notices import Notices
from bot.simulator.page.routes import routes
from bot.simulator.page.stage import Stage, opened
from bot.simulator.server import serve
from bot.simulator.telegram import Telegram
from bot.simulator.terminal import Conversation, converse, with_links
from bot.simulator.wire import Wire
from bot.wiring.briefings import library_of
from bot.wiring.databases import local_database
from bot.wiring.parts import put_together
from bot.wiring.settings import stop


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


async def talk(service: Service, conversation: Conversation, question: str | None) -> bool:
    """Hold a conversation in the terminal, or answer one question; False if that was wrong use."""
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(service.run())
        if question is None:
            await converse(conversation, typer.echo)
        answered = question is None or await _once(conversation, question)
        service.stop()
    return answered


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


def in_process(telegram: Telegram, house: House) -> Service:
    """Return the bot in a local Telegram of the same process."""
    token, address = telegram.token, "http://local.invalid"
    return Service(house, token, address, lambda: Wire(telegram))


async def _once(conversation: Conversation, question: str) -> bool:
    try:
        messages = await conversation.say(question)
    except ValueError as error:
        typer.echo(str(error), err=True)
        return False
    for message in messages:
        typer.echo(with_links(message))
    return True
