"""The settings of this run; what is wrong with them ends it with a line."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import typer

from bot import config

WRONG_USE = 2


def settings_of(path: Path) -> config.Config:
    """Return the settings; end with what is wrong with them."""
    try:
        return config.load(path, os.environ)
    except config.ConfigError as error:
        stop(str(error))


@contextmanager
def told_in_a_line(kind: type[Exception], before: str = "") -> Iterator[None]:
    """End with the text of such an error, however deep among others it comes up."""
    try:
        yield
    except kind as error:
        stop(f"{before}{error}")
    except ExceptionGroup as errors:
        found = errors.subgroup(kind)
        if found is None:
            raise
        stop(f"{before}{_first_of(found)}")


def _first_of(error: Exception) -> Exception:
    return _first_of(error.exceptions[0]) if isinstance(error, ExceptionGroup) else error


def stop(message: str) -> NoReturn:
    """End with a line: it was used wrongly."""
    typer.echo(message, err=True)
    raise typer.Exit(WRONG_USE)
