"""From settings to parts: briefings, a database, the bot; or a line that says why not."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

import typer

from bot import config
from bot.briefing.library import Library, Snapshot, files, load
from bot.briefing.model import Briefing
from bot.briefing.problem import Problem, as_github, as_json, as_text
from bot.commands import QUESTIONS
from bot.gateway.service import Service, post_of
from bot.house import House, Terms, house_of, renderer
from bot.operations.publish import Act, Publisher
from bot.proofread import answers_fit
from bot.sending.archive import Archive
from bot.sending.proposals import Proposals
from bot.sending.sending import Sending, gate_of
from bot.simulator.telegram import Telegram
from bot.simulator.wire import Wire
from bot.store.database import Database, UnavailableError
from bot.store.migrate import prepare
from bot.store.overview import is_there, published_briefings

WRONG_USE = 2


class Form(StrEnum):
    """How problems are written."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def settings_of(path: Path) -> config.Config:
    """Return the settings; end with what is wrong with them."""
    try:
        return config.load(path, os.environ)
    except config.ConfigError as error:
        stop(str(error))


def stop(message: str) -> NoReturn:
    """End with a line: it was used wrongly."""
    typer.echo(message, err=True)
    raise typer.Exit(WRONG_USE)


def library_of(settings: config.Config) -> Library:
    """Return the briefings, and write every problem."""
    library = Library(settings.briefings.path)
    for problem in library.reload().problems:
        typer.echo(as_text(problem), err=True)
    return library


def file_of(settings: config.Config, name: str) -> Path:
    """Return the file of a briefing."""
    found = {file.stem: file for file in files(settings.briefings.path)}
    if name not in found:
        there = ", ".join(found) or f"none in {settings.briefings.path}"
        stop(f"{name}: no such briefing. There is: {there}")
    return found[name]


def report(problems: list[Problem], form: Form, files: int) -> None:
    """Write the problems of so many files."""
    if form is Form.JSON:
        typer.echo(as_json(problems))
        return
    write = as_text if form is Form.TEXT else as_github
    for problem in problems:
        typer.echo(write(problem))
    if form is Form.TEXT:
        found = f"{len(problems)} problem{'s' * (len(problems) != 1)}" if problems else "no problem"
        typer.echo(f"{files} file{'s' * (files != 1)} checked: {found}.", err=True)


def draft_of(settings: config.Config, name: str | None) -> Briefing:
    """Return the briefing of this name, or the latest; end with what `check` says against it."""
    chosen = [file_of(settings, name)] if name else files(settings.briefings.path)
    if not chosen:
        stop(f"{settings.briefings.path}: no *.yaml file in this folder")
    rule = answers_fit(renderer(), QUESTIONS)
    loaded = [load(file, (rule,)) for file in chosen]
    if problems := [problem for one in loaded for problem in one.problems]:
        report(problems, Form.TEXT, len(chosen))
        raise typer.Exit(1)
    briefings = [one.briefing for one in loaded if one.briefing]
    return Snapshot({briefing.briefing: briefing for briefing in briefings}).current


def sound_briefing(settings: config.Config, name: str) -> Briefing:
    """Return a briefing that passes `check`; end with its problems otherwise."""
    loaded = load(file_of(settings, name), (answers_fit(renderer(), QUESTIONS),))
    for problem in loaded.problems:
        typer.echo(as_text(problem), err=True)
    if loaded.briefing is None:
        typer.echo(f"{name} was not published: its file has problems.", err=True)
        raise typer.Exit(1)
    return loaded.briefing


def put_together(library: Library, database: Database, settings: config.Config) -> House:
    """Put the bot together; end where there is nothing it could ever answer from."""
    snapshot = library.snapshot
    if not snapshot.briefings and snapshot.names.isdisjoint(database.run_now(published_briefings)):
        raise typer.Exit(1)
    terms = Terms(
        settings.sending.rate, frozenset(settings.operators), settings.publishing.approvals
    )
    return house_of(library, database, terms)


def on_telegram(house: House, settings: config.Config, token: str) -> Service:
    """Return the bot on a Bot API server."""
    try:
        return Service(house, token, settings.telegram.api_url)
    except RuntimeError:
        # The only thing the library refuses here, with a traceback that helps nobody.
        stop("A SOCKS proxy can't be used; set HTTPS_PROXY to an HTTP proxy, or unset ALL_PROXY.")


def in_process(telegram: Telegram, house: House) -> Service:
    """Return the bot in a local Telegram of the same process."""
    token, address = telegram.token, "http://local.invalid"
    return Service(house, token, address, lambda: Wire(telegram))


def proposals_of(settings: config.Config) -> Proposals:
    """Return what keeps to the number of operators who have to agree."""
    return Proposals(renderer(), settings.publishing.approvals)


def publisher(settings: config.Config, database: Database, act: Act) -> Publisher:
    """Return what publishes in front of an operator."""
    token = settings.token.get_secret_value() if settings.token else ""
    sending = Sending(database, renderer(), Archive(), gate_of(settings.sending.rate))
    post = partial(post_of, token, settings.telegram.api_url) if token else None
    return Publisher(sending, act, settings.sending.rate, post)


@contextmanager
def database_at(url: str) -> Iterator[Database]:
    """Open a database, with the tables that this version works with."""
    try:
        database = Database(url)
        prepare(database)
    except OSError as error:
        stop(f"database.url: {error.filename}: {error.strerror}")
    except UnavailableError as error:
        stop(f"database.url: the database can't be used: {error}")
    try:
        yield database
    finally:
        database.close()


@contextmanager
def local_database(settings: config.Config, keep: Path | None) -> Iterator[Database]:
    """Open the database of a local Telegram: it lasts as long as its chats do."""
    with TemporaryDirectory(prefix="briefing-bot-") as folder:
        beside = Path(f"{keep}.sqlite3") if keep else Path(folder) / "bot.sqlite3"
        with database_at(settings.database.url or f"sqlite:///{beside.absolute()}") as database:
            yield database


@contextmanager
def database_at_hand(settings: config.Config, *, only_look: bool = False) -> Iterator[Database]:
    """Open the database that `run` works with; to look at nothing, none is made."""
    url = settings.database.url or config.DATABASE
    with TemporaryDirectory(prefix="briefing-bot-") as folder:
        if only_look and not is_there(url):
            url = f"sqlite:///{folder}/nothing.sqlite3"
        with database_at(url) as database, said_in_a_line():
            yield database


@contextmanager
def database_as_it_is(settings: config.Config) -> Iterator[Database | None]:
    """Open the database without changing it, if there is one."""
    url = settings.database.url or config.DATABASE
    with said_in_a_line():
        if not is_there(url):
            yield None
            return
        database = Database(url)
        try:
            yield database
        finally:
            database.close()


@contextmanager
def said_in_a_line() -> Iterator[None]:
    """End with a line where the database, or the lock beside it, can't be used."""
    try:
        yield
    except OSError as error:
        stop(f"{error.filename or 'database.url'}: {error.strerror or error}")
    except UnavailableError as error:
        stop(f"database.url: the database can't be used: {error}")
