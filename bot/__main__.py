"""The command line: it reads the settings, and starts what they ask for.

Each command imports what it needs when it is called: `check` waits for no Telegram and no database.
"""

import asyncio
import gc
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot import config, logs
from bot.briefing.problem import Form
from bot.wiring.settings import WRONG_USE, settings_of, stop, told_in_a_line

if TYPE_CHECKING:
    from bot.operations.decide import Decide
    from bot.operations.publish import Ask

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
ConfigPath = Annotated[Path, typer.Option("--config", help="The file of settings.")]
Name = Annotated[str, typer.Argument(metavar="BRIEFING", help="The briefing's id.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show it.")]
Yes = Annotated[bool, typer.Option("--yes", help="Ask nothing.")]
Numbers = Annotated[
    list[int] | None, typer.Argument(metavar="NUMBER…", help="As `status` lists them.")
]
OfWords = Annotated[bool, typer.Option("--words", help="Of files of words instead.")]
Every = Annotated[bool, typer.Option("--all", help="All that are uncertain.")]
CONFIG = Path("config.yaml")
PORT = 8080


@app.command()
def run(config_path: ConfigPath = CONFIG) -> None:
    """Answer on Telegram if TELEGRAM_BOT_TOKEN is set, else in a local Telegram."""
    gc.disable()  # until it serves: there is no garbage among what is only being loaded
    from bot.listening import ListenError
    from bot.serving import serve
    from bot.wiring.briefings import library_of
    from bot.wiring.databases import database_at, refused_for_good
    from bot.wiring.parts import on_telegram, put_together

    settings = settings_of(config_path)
    if settings.token is None:
        if settings.telegram.mode == "webhook":  # nobody means a local Telegram by that
            stop(f"{config.TOKEN} is not set, but telegram.mode is webhook. Set it, or the mode.")
        typer.echo(f"{config.TOKEN} is not set, so this is a local Telegram, without network.")
        simulate(PORT, None, config_path)
        return
    token = settings.token.get_secret_value()
    logs.start(settings.secrets)
    library = library_of(settings)
    url = settings.database.url or config.DATABASE
    with (
        database_at(url, patient=True) as database,
        refused_for_good(),
        told_in_a_line(ListenError),
    ):
        house = put_together(library, database, settings)
        serve(on_telegram(house, settings, token), house, settings)


@app.command()
def simulate(
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port on this machine.")] = PORT,
    keep: Annotated[
        Path | None, typer.Option(help="A file that keeps the chats until next time.")
    ] = None,
    config_path: ConfigPath = CONFIG,
) -> None:
    """Answer in a local Telegram: a page for your browser and a Bot API, both on this machine."""
    from bot.locally import simulate_locally

    simulate_locally(settings_of(config_path), port, keep)


@app.command()
def chat(
    question: Annotated[str | None, typer.Argument(help="Like '/who monguno'.")] = None,
    config_path: ConfigPath = CONFIG,
) -> None:
    """Answer one question in the terminal, or hold a conversation."""
    from bot.locally import in_process, talk
    from bot.simulator.telegram import Telegram
    from bot.simulator.terminal import Conversation
    from bot.wiring.briefings import library_of
    from bot.wiring.databases import local_database
    from bot.wiring.parts import put_together

    logs.start(level=logging.WARNING)
    telegram = Telegram()
    settings = settings_of(config_path)
    with local_database(settings, None) as database:
        house = put_together(library_of(settings), database, settings)
        service = in_process(telegram, house)
        if not asyncio.run(talk(service, Conversation(telegram), question)):
            raise typer.Exit(WRONG_USE)


@app.command()
def check(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders.")] = None,
    form: Annotated[Form, typer.Option("--format", help="How problems are written.")] = Form.TEXT,
    config_path: ConfigPath = CONFIG,
) -> None:
    """Check briefings; exit with 0 if all are clean, 1 on problems, 2 on wrong use."""
    from bot.briefing.library import checked, problems_of
    from bot.commands import QUESTIONS
    from bot.desk import renderer
    from bot.proofread import answers_fit
    from bot.wiring.briefings import report

    chosen = paths or [settings_of(config_path).briefings.path]
    missing = [path for path in chosen if not path.exists()]
    if missing:
        stop(f"{missing[0]}: no such file or folder")
    found = [file for path in chosen for file in (checked(path) if path.is_dir() else [path])]
    if not found:
        stop(f"{chosen[0]}: no *.yaml file in this folder")
    rule = answers_fit(renderer(), QUESTIONS)
    problems = [problem for file in found for problem in problems_of(file, (rule,))]
    report(problems, form, len(found))
    raise typer.Exit(1 if problems else 0)


@app.command()
def preview(
    name: Annotated[
        str | None, typer.Argument(metavar="BRIEFING", help="Its id; without one, the latest.")
    ] = None,
    *,
    changed: Annotated[
        bool, typer.Option("--changed", help="Of the answers only those that differ.")
    ] = False,
    config_path: ConfigPath = CONFIG,
) -> None:
    """Show what changed, what chats would receive, and what each command would answer."""
    from bot.briefing.library import Library
    from bot.briefing.shelf import Shelf
    from bot.desk import desk_of
    from bot.operations.preview import Proof
    from bot.operations.screen import screen
    from bot.sending.preview import previewed
    from bot.sending.sender import utc_now
    from bot.wiring.briefings import draft_of
    from bot.wiring.databases import database_at_hand

    settings = settings_of(config_path)
    briefing = draft_of(settings, name)
    logs.start(settings.secrets, logging.ERROR)
    desk = desk_of(Shelf(Library(settings.briefings.path)))
    with database_at_hand(settings, only_look=True) as database:
        seen = database.run_now(previewed, briefing, desk.renderer, now := utc_now())
    Proof(screen(), seen, desk, now).show(only_changed=changed)


@app.command()
def publish(
    name: Name,
    *,
    dry_run: DryRun = False,
    yes: Yes = False,
    call_off: Annotated[
        bool, typer.Option("--call-off", help="Call off what is proposed or waits.")
    ] = False,
    config_path: ConfigPath = CONFIG,
) -> None:
    """Show what would go to whom, ask, send it, and show how far it is."""
    from bot.operations.publish import Act
    from bot.publishing.proposal import Kind
    from bot.wiring.briefings import sound_briefing
    from bot.wiring.databases import database_at_hand
    from bot.wiring.publishing import proposals_of, publisher

    settings, ask = settings_of(config_path), None if dry_run else _ask(yes=yes)
    logs.start(settings.secrets, logging.ERROR)
    if call_off:
        _call_off(settings, name, ask)
    briefing = sound_briefing(settings, name)
    with database_at_hand(settings, only_look=dry_run) as database:
        act = Act(Kind.PUBLISH, briefing, proposals_of(settings))
        code = publisher(settings, database, act).run(ask)
    raise typer.Exit(code)


@app.command()
def correct(
    name: Name,
    *,
    dry_run: DryRun = False,
    yes: Yes = False,
    config_path: ConfigPath = CONFIG,
) -> None:
    """Publish a correction: every message that says otherwise is changed, or followed by a note."""
    from bot.operations.correct import Correcting
    from bot.publishing.proposal import Kind
    from bot.wiring.briefings import sound_briefing
    from bot.wiring.databases import database_at_hand
    from bot.wiring.publishing import proposals_of, publisher

    settings = settings_of(config_path)
    briefing = sound_briefing(settings, name)
    logs.start(settings.secrets, logging.ERROR)
    with database_at_hand(settings, only_look=dry_run) as database:
        act = Correcting(Kind.CORRECT, briefing, proposals_of(settings))
        code = publisher(settings, database, act).run(None if dry_run else _ask(yes=yes))
    raise typer.Exit(code)


@app.command()
def rollback(
    name: Name,
    edition: Annotated[int, typer.Argument(help="The edition to go back to.")],
    *,
    dry_run: DryRun = False,
    yes: Yes = False,
    config_path: ConfigPath = CONFIG,
) -> None:
    """Go back to an edition: it is published anew, as a correction of what came after it."""
    from bot.briefing.library import load
    from bot.operations.correct import Correcting, after_rollback
    from bot.publishing.proposal import Kind
    from bot.sending.correction import rolled_back
    from bot.sending.edition import PublishError
    from bot.wiring.databases import database_at_hand
    from bot.wiring.publishing import proposals_of, publisher

    settings = settings_of(config_path)
    logs.start(settings.secrets, logging.ERROR)
    with database_at_hand(settings, only_look=dry_run) as database:
        try:
            briefing = database.run_now(rolled_back, name, edition)
        except PublishError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from error
        act = Correcting(Kind.ROLLBACK, briefing, proposals_of(settings))
        code = publisher(settings, database, act).run(None if dry_run else _ask(yes=yes))
        if code == 0 and not dry_run:
            draft = load(settings.briefings.path / f"{name}.yaml").briefing
            typer.echo(after_rollback(briefing, draft))
    raise typer.Exit(code)


@app.command()
def status(config_path: ConfigPath = CONFIG) -> None:
    """Show briefings, subscriptions, deliveries by outcome, and what is left to decide."""
    from bot.briefing.library import files, load
    from bot.operations.status import status as show_status
    from bot.sending.sender import utc_now
    from bot.wiring.databases import database_as_it_is
    from bot.wiring.publishing import proposals_of

    settings = settings_of(config_path)
    found = files(settings.briefings.path)
    briefings = {file.stem: load(file).briefing for file in found}
    logs.start(settings.secrets, logging.ERROR)
    with database_as_it_is(settings) as database:
        show_status(briefings, database, utc_now(), proposals_of(settings))


@app.command()
def gaps(
    limit: Annotated[int, typer.Option(min=1, help="How many are shown.")] = 20,
    forget: Annotated[
        str | None, typer.Option(metavar="QUESTION", help="Take this one off the list.")
    ] = None,
    config_path: ConfigPath = CONFIG,
) -> None:
    """Show what people asked and found no answer to, the most frequent first."""
    from bot.briefing.library import Library
    from bot.briefing.shelf import Shelf
    from bot.operations.gaps import forget as forget_gap
    from bot.operations.gaps import gaps as show_gaps
    from bot.wiring.databases import database_as_it_is

    settings = settings_of(config_path)
    logs.start(settings.secrets, logging.ERROR)
    library = Library(settings.briefings.path)
    library.reload()
    with database_as_it_is(settings) as database:
        if forget is not None:
            raise typer.Exit(forget_gap(database, forget))
        show_gaps(Shelf(library), database, limit)


@app.command()
def resend(
    numbers: Numbers = None,
    *,
    every: Every = False,
    config_path: ConfigPath = CONFIG,
) -> None:
    """Send messages once more that may have arrived."""
    from bot.operations import decide

    _decide(decide.resend, numbers, settings_of(config_path), every=every)


@app.command()
def drop(
    numbers: Numbers = None,
    *,
    every: Every = False,
    config_path: ConfigPath = CONFIG,
) -> None:
    """Let messages rest that may have arrived."""
    from bot.operations import decide

    _decide(decide.drop, numbers, settings_of(config_path), every=every)


@app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="BRIEFING", help="Its id, like marrakesh-2022.")],
    config_path: ConfigPath = CONFIG,
) -> None:
    """Write a new briefing file, with a comment on each part and placeholders to replace."""
    from bot.operations.scaffold import scaffold

    folder = settings_of(config_path).briefings.path
    try:
        written = scaffold(folder, name)
    except FileExistsError as error:
        stop(f"{error.filename}: it is there already, and was not touched. Choose another id.")
    except OSError as error:
        stop(f"{error.filename}: can't be written: {error.strerror}")
    except ValueError as error:
        stop(f"{name}: {error}")
    for file in written:
        typer.echo(f"{file} is new.")
    typer.echo(f"Replace what it says, then: python -m bot check {written[0]}")


@app.command()
def schema(*, words: OfWords = False) -> None:
    """Print the JSON Schema of briefing files, for editors."""
    from bot.briefing.model import Briefing
    from bot.briefing.words import Words
    from bot.operations.scaffold import schema_text

    typer.echo(schema_text(Words if words else Briefing), nl=False)


@app.command()
def fingerprint(
    text: Annotated[Path, typer.Argument(help="The source's text, a paragraph a line.")],
) -> None:
    """Print what is kept of a source's text, to prove anchors against."""
    from bot.briefing.fingerprint import Fingerprint

    try:
        made = Fingerprint.of(text.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        stop(f"{text}: can't be read as text: {error}")
    if not any(made.paragraphs):
        stop(f"{text}: no paragraph has three words")
    typer.echo(made.dump(), nl=False)


def _decide(
    change: "Decide",
    numbers: list[int] | None,
    settings: config.Config,
    *,
    every: bool,
) -> None:
    from bot.sending.sender import utc_now
    from bot.wiring.databases import database_as_it_is

    if every == bool(numbers):
        stop("Give the numbers that python -m bot status lists, or --all.")
    with database_as_it_is(settings) as database:
        if database is None:
            stop("Nothing is stored yet, so there is nothing to decide.")
        code = change(database, numbers or [], utc_now())
    raise typer.Exit(code)


def _call_off(settings: config.Config, name: str, ask: "Ask | None") -> NoReturn:
    from bot.operations.call_off import call_off
    from bot.wiring.databases import database_at_hand
    from bot.wiring.publishing import proposals_of

    with database_at_hand(settings, only_look=True) as database:
        code = call_off(database, proposals_of(settings), name, ask)
    raise typer.Exit(code)


def _ask(*, yes: bool) -> "Ask":
    def ask(question: str) -> bool:
        if yes:
            return True
        if not sys.stdin.isatty():
            stop("There is no terminal to ask in: add --yes, or --dry-run to only look.")
        return typer.confirm(question)

    return ask


if __name__ == "__main__":
    app(prog_name="python -m bot")
