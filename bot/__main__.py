"""The command line: it reads the settings, and starts what they ask for."""

import asyncio
import json
import logging
import os
import signal
import sys
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Annotated, NoReturn

import typer

from bot import config, logs
from bot.briefing.fingerprint import Fingerprint
from bot.briefing.library import Library, files, load
from bot.briefing.model import Briefing
from bot.briefing.problem import Problem, as_github, as_json, as_text
from bot.commands import QUESTIONS
from bot.gateway.service import Service, post_of
from bot.house import House, house_of, renderer
from bot.operations import decide
from bot.operations.publish import Ask, Publisher
from bot.operations.status import status as show_status
from bot.proofread import answers_fit
from bot.sending.archive import Archive
from bot.sending.sender import utc_now
from bot.sending.sending import Sending, gate_of
from bot.simulator.page.keep import kept, restore
from bot.simulator.page.notices import Notices
from bot.simulator.page.routes import routes
from bot.simulator.page.stage import opened
from bot.simulator.server import serve
from bot.simulator.telegram import Telegram
from bot.simulator.terminal import Conversation, converse, with_links
from bot.simulator.wire import Wire
from bot.store.database import Database, UnavailableError
from bot.store.migrate import prepare
from bot.store.overview import is_there
from bot.watch import Tell, follow, nobody

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
ConfigPath = Annotated[Path, typer.Option("--config", help="The file of settings.")]
Numbers = Annotated[
    list[int] | None, typer.Argument(metavar="NUMBER…", help="As `status` lists them.")
]
Every = Annotated[bool, typer.Option("--all", help="All that are uncertain.")]
CONFIG = Path("config.yaml")
PORT = 8080
WRONG_USE = 2


class Form(StrEnum):
    """How problems are written."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


@app.command()
def run(config_path: ConfigPath = CONFIG) -> None:
    """Answer on Telegram if TELEGRAM_BOT_TOKEN is set, else in a local Telegram."""
    settings = _settings(config_path)
    if settings.token is None:
        typer.echo(f"{config.TOKEN} is not set, so this is a local Telegram, without network.")
        _simulate(settings, PORT, keep=None)
        return
    if settings.telegram.mode != "polling":
        _stop("telegram.mode: webhook can't run yet; set it to polling")
    token = settings.token.get_secret_value()
    logs.start(settings.secrets)
    library = _library(settings)
    with _opened(settings.database.url or config.DATABASE) as database:
        service = _on(house_of(library, database, settings.sending.rate), settings, token)
        asyncio.run(_serve(service, library, settings))


@app.command()
def simulate(
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port on this machine.")] = PORT,
    keep: Annotated[
        Path | None, typer.Option(help="A file that keeps the chats until next time.")
    ] = None,
    config_path: ConfigPath = CONFIG,
) -> None:
    """Answer in a local Telegram: a page for your browser and a Bot API, both on this machine."""
    _simulate(_settings(config_path), port, keep)


@app.command()
def chat(
    question: Annotated[str | None, typer.Argument(help="Like '/who monguno'.")] = None,
    config_path: ConfigPath = CONFIG,
) -> None:
    """Answer one question in the terminal, or hold a conversation."""
    logs.start(level=logging.WARNING)
    telegram = Telegram()
    settings = _settings(config_path)
    with _locally_opened(settings, None) as database:
        house = house_of(_library(settings), database, settings.sending.rate)
        service = _in_process(telegram, house)
        if not asyncio.run(_chat(service, Conversation(telegram), question)):
            raise typer.Exit(WRONG_USE)


@app.command()
def check(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders.")] = None,
    form: Annotated[Form, typer.Option("--format", help="How problems are written.")] = Form.TEXT,
    config_path: ConfigPath = CONFIG,
) -> None:
    """Check briefings; exit with 0 if all are clean, 1 on problems, 2 on wrong use."""
    chosen = paths or [_settings(config_path).briefings.path]
    missing = [path for path in chosen if not path.exists()]
    if missing:
        _stop(f"{missing[0]}: no such file or folder")
    found = [file for path in chosen for file in (files(path) if path.is_dir() else [path])]
    if not found:
        _stop(f"{chosen[0]}: no *.yaml file in this folder")
    rule = answers_fit(renderer(), QUESTIONS)
    problems = [problem for file in found for problem in load(file, (rule,)).problems]
    _report(problems, form, len(found))
    raise typer.Exit(1 if problems else 0)


@app.command()
def publish(
    name: Annotated[str, typer.Argument(metavar="BRIEFING", help="The briefing's id.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show it.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing.")] = False,
    config_path: ConfigPath = CONFIG,
) -> None:
    """Show what would go to whom, ask, send it, and show how far it is."""
    settings = _settings(config_path)
    briefing = _sound(settings, name)
    token = settings.token.get_secret_value() if settings.token else ""
    logs.start(settings.secrets, logging.ERROR)
    with _at_hand(settings, only_look=dry_run) as database:
        sending = Sending(database, renderer(), Archive(), gate_of(settings.sending.rate))
        post = partial(post_of, token, settings.telegram.api_url) if token else None
        publisher = Publisher(sending, briefing, settings.sending.rate, post)
        code = publisher.run(None if dry_run else _ask(yes=yes))
    raise typer.Exit(code)


@app.command()
def status(config_path: ConfigPath = CONFIG) -> None:
    """Show briefings, subscriptions, deliveries by outcome, and what is left to decide."""
    settings = _settings(config_path)
    found = files(settings.briefings.path)
    briefings = {file.stem: load(file).briefing for file in found}
    logs.start(settings.secrets, logging.ERROR)
    with _as_it_is(settings) as database:
        show_status(briefings, database, utc_now())


@app.command()
def resend(
    numbers: Numbers = None,
    *,
    every: Every = False,
    config_path: ConfigPath = CONFIG,
) -> None:
    """Send messages once more that may have arrived."""
    _decide(decide.resend, numbers, _settings(config_path), every=every)


@app.command()
def drop(
    numbers: Numbers = None,
    *,
    every: Every = False,
    config_path: ConfigPath = CONFIG,
) -> None:
    """Let messages rest that may have arrived."""
    _decide(decide.drop, numbers, _settings(config_path), every=every)


@app.command()
def schema() -> None:
    """Print the JSON Schema of briefing files, for editors."""
    typer.echo(json.dumps(Briefing.model_json_schema(), indent=2, ensure_ascii=False))


@app.command()
def fingerprint(
    text: Annotated[Path, typer.Argument(help="The source's text, a paragraph a line.")],
) -> None:
    """Print what is kept of a source's text, to prove anchors against."""
    try:
        made = Fingerprint.of(text.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        _stop(f"{text}: can't be read as text: {error}")
    if not any(made.paragraphs):
        _stop(f"{text}: no paragraph has three words")
    typer.echo(made.dump(), nl=False)


def _simulate(settings: config.Config, port: int, keep: Path | None) -> None:
    logs.start()
    telegram = Telegram()
    if keep:
        _restore(telegram, keep)
    library = _library(settings)
    with _locally_opened(settings, keep) as database:
        house = house_of(library, database, settings.sending.rate)
        try:
            asyncio.run(_serve_locally(telegram, house, settings, port, keep))
        except OSError as error:
            _stop(f"{error.strerror or error}: python -m bot simulate --port {port + 1}")


def _restore(telegram: Telegram, keep: Path) -> None:
    try:
        restore(telegram, keep)
    except (OSError, ValueError) as error:
        _stop(f"--keep {keep}: {error}")


async def _serve_locally(
    telegram: Telegram, house: House, settings: config.Config, port: int, keep: Path | None
) -> None:
    library = house.register.desk.library
    service, notices = _in_process(telegram, house), Notices(telegram.changes.happened)
    if library.snapshot.problems:
        notices.tell(library.snapshot, library.snapshot)
    page = routes(opened(telegram), notices)
    async with serve(telegram, port, page) as address, asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(_serve(service, library, settings, notices.tell))
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


async def _serve(
    service: Service, library: Library, settings: config.Config, tell: Tell = nobody
) -> None:
    stopping = asyncio.Event()
    _end_on_signals(service)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(follow(library, settings.briefings.path, stopping, tell))
        await service.run()
        stopping.set()


def _end_on_signals(service: Service) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, service.stop)


async def _chat(service: Service, conversation: Conversation, question: str | None) -> bool:
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


def _on(house: House, settings: config.Config, token: str) -> Service:
    try:
        return Service(house.register, house.sending, token, settings.telegram.api_url)
    except RuntimeError:
        # The only thing the library refuses here, with a traceback that helps nobody.
        _stop("A SOCKS proxy can't be used; set HTTPS_PROXY to an HTTP proxy, or unset ALL_PROXY.")


def _in_process(telegram: Telegram, house: House) -> Service:
    token, address = telegram.token, "http://local.invalid"
    return Service(house.register, house.sending, token, address, lambda: Wire(telegram))


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    """Open a database, with the tables that this version works with."""
    try:
        database = Database(url)
        prepare(database)
    except OSError as error:
        _stop(f"database.url: {error.filename}: {error.strerror}")
    except UnavailableError as error:
        _stop(f"database.url: the database can't be used: {error}")
    try:
        yield database
    finally:
        database.close()


@contextmanager
def _locally_opened(settings: config.Config, keep: Path | None) -> Iterator[Database]:
    """Open the database of a local Telegram: it lasts as long as its chats do."""
    with TemporaryDirectory(prefix="briefing-bot-") as folder:
        beside = Path(f"{keep}.sqlite3") if keep else Path(folder) / "bot.sqlite3"
        with _opened(settings.database.url or f"sqlite:///{beside.absolute()}") as database:
            yield database


@contextmanager
def _at_hand(settings: config.Config, *, only_look: bool = False) -> Iterator[Database]:
    """Open the database that `run` works with; to look at nothing, none is made."""
    url = settings.database.url or config.DATABASE
    with TemporaryDirectory(prefix="briefing-bot-") as folder:
        if only_look and not is_there(url):
            url = f"sqlite:///{folder}/nothing.sqlite3"
        with _opened(url) as database, _said():
            yield database


@contextmanager
def _as_it_is(settings: config.Config) -> Iterator[Database | None]:
    """Open the database without changing it, if there is one."""
    url = settings.database.url or config.DATABASE
    with _said():
        if not is_there(url):
            yield None
            return
        database = Database(url)
        try:
            yield database
        finally:
            database.close()


@contextmanager
def _said() -> Iterator[None]:
    """End with a line where the database, or the lock beside it, can't be used."""
    try:
        yield
    except OSError as error:
        _stop(f"{error.filename or 'database.url'}: {error.strerror or error}")
    except UnavailableError as error:
        _stop(f"database.url: the database can't be used: {error}")


def _decide(
    change: Callable[[Database, list[int], datetime], int],
    numbers: list[int] | None,
    settings: config.Config,
    *,
    every: bool,
) -> None:
    if every == bool(numbers):
        _stop("Give the numbers that python -m bot status lists, or --all.")
    with _as_it_is(settings) as database:
        if database is None:
            _stop("Nothing is stored yet, so there is nothing to decide.")
        code = change(database, numbers or [], utc_now())
    raise typer.Exit(code)


def _ask(*, yes: bool) -> Ask:
    def ask(question: str) -> bool:
        if yes:
            return True
        if not sys.stdin.isatty():
            _stop("There is no terminal to ask in: add --yes, or --dry-run to only look.")
        return typer.confirm(question)

    return ask


def _sound(settings: config.Config, name: str) -> Briefing:
    """Return a briefing that passes `check`; end with its problems otherwise."""
    found = {file.stem: file for file in files(settings.briefings.path)}
    if name not in found:
        there = ", ".join(found) or f"none in {settings.briefings.path}"
        _stop(f"{name}: no such briefing. There is: {there}")
    loaded = load(found[name], (answers_fit(renderer(), QUESTIONS),))
    for problem in loaded.problems:
        typer.echo(as_text(problem), err=True)
    if loaded.briefing is None:
        typer.echo(f"{name} was not published: its file has problems.", err=True)
        raise typer.Exit(1)
    return loaded.briefing


def _library(settings: config.Config) -> Library:
    """Return the briefings; end with every problem where there is nothing sound to serve."""
    library = Library(settings.briefings.path)
    snapshot = library.reload()
    for problem in snapshot.problems:
        typer.echo(as_text(problem), err=True)
    if not snapshot.briefings:
        raise typer.Exit(1)
    return library


def _report(problems: list[Problem], form: Form, files: int) -> None:
    if form is Form.JSON:
        typer.echo(as_json(problems))
        return
    write = as_text if form is Form.TEXT else as_github
    for problem in problems:
        typer.echo(write(problem))
    if form is Form.TEXT:
        found = f"{len(problems)} problem{'s' * (len(problems) != 1)}" if problems else "no problem"
        typer.echo(f"{files} file{'s' * (files != 1)} checked: {found}.", err=True)


def _settings(path: Path) -> config.Config:
    try:
        return config.load(path, os.environ)
    except config.ConfigError as error:
        _stop(str(error))


def _stop(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(WRONG_USE)


if __name__ == "__main__":
    app(prog_name="python -m bot")
