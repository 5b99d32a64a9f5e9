"""What people can ask: one module per command, in the order of /help."""

from collections.abc import Iterable
from typing import Protocol

from bot.answer import Answer
from bot.briefing.document import Path
from bot.briefing.library import Snapshot
from bot.briefing.model import Briefing
from bot.commands import (
    africa,
    differences,
    help,
    members,
    privacy,
    resolutions,
    sources,
    speakers,
    start,
    summary,
    who,
)


class Command(Protocol):
    """What a module in this package consists of; its docstring is its line in /help."""

    __name__: str
    __doc__: str | None
    USAGE: str

    def answer(self, snapshot: Snapshot, words: str) -> Answer:
        """Return the answer to the words after the command."""
        ...

    def questions(self, briefing: Briefing) -> Iterable[tuple[Path, str]]:
        """Yield the words that have an answer of their own, each with its entry's path."""
        ...


COMMANDS: tuple[Command, ...] = (
    start,
    help,
    summary,
    who,
    speakers,
    members,
    resolutions,
    africa,
    differences,
    sources,
    privacy,
)


def name_of(command: Command) -> str:
    """Return the word that people type, without the slash."""
    return command.__name__.rpartition(".")[2]


def line_of(command: Command) -> str:
    """Return what /help says of a command."""
    return (command.__doc__ or "").strip().rstrip(".")
