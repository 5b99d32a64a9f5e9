"""The briefings of the settings' folder, and their problems written out."""

from pathlib import Path

import typer

from bot import config
from bot.briefing.library import Library, Snapshot, files, is_all, load
from bot.briefing.model import Briefing
from bot.briefing.problem import Form, Problem, as_github, as_json, as_text
from bot.commands import QUESTIONS
from bot.desk import renderer
from bot.proofread import answers_fit
from bot.wiring.settings import stop


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
        least = "" if is_all(problems) else "at least "
        count = f"{least}{len(problems)} problem{'s' * (len(problems) != 1)}"
        found = count if problems else "no problem"
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
