"""The settings of this run; what is wrong with them ends it with a line."""

import os
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


def stop(message: str) -> NoReturn:
    """End with a line: it was used wrongly."""
    typer.echo(message, err=True)
    raise typer.Exit(WRONG_USE)
