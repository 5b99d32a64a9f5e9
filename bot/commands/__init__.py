"""What people can ask: one module per command, in the order of /help."""

from collections.abc import Iterable
from typing import Protocol

from bot.answer import Answer
from bot.briefing.document import Path
from bot.briefing.library import Snapshot
from bot.briefing.model import Briefing
from bot.commands import (
    africa,
    ask,
    correct,
    differences,
    gaps,
    help,
    history,
    members,
    news,
    preview,
    privacy,
    publish,
    resolutions,
    rollback,
    settings,
    sources,
    speakers,
    start,
    subscribe,
    summary,
    unsubscribe,
    who,
)
from bot.subscriptions.rights import Action
from bot.subscriptions.visit import Decision, Visit


class Listed(Protocol):
    """What every module in this package has; its docstring is its line in /help."""

    __name__: str
    __doc__: str | None
    USAGE: str


class Command(Listed, Protocol):
    """A question about the briefing: its answer is the same in every chat."""

    def answer(self, snapshot: Snapshot, words: str) -> Answer:
        """Return the answer to the words after the command."""
        ...

    def questions(self, briefing: Briefing) -> Iterable[tuple[Path, str]]:
        """Yield the words that have an answer of their own, each with its entry's path."""
        ...


class ChatCommand(Listed, Protocol):
    """A command about the chat it is sent in: it may change what comes there."""

    EDITIONS: int  # of the latest, how many it looks at

    def action(self, words: str) -> Action:
        """Return what right it takes."""
        ...

    def decide(self, snapshot: Snapshot, words: str, visit: Visit) -> Decision:
        """Return the answer to the words, and what changes."""
        ...


QUESTIONS: tuple[Command, ...] = (
    start,
    help,
    ask,
    summary,
    who,
    speakers,
    members,
    resolutions,
    africa,
    differences,
    sources,
)
ABOUT_THE_CHAT: tuple[ChatCommand, ...] = (
    news,
    history,
    subscribe,
    unsubscribe,
    settings,
    privacy,
)
COMMANDS: tuple[Command | ChatCommand, ...] = (*QUESTIONS, *ABOUT_THE_CHAT)
# Of those who keep the briefings: nobody else gets an answer, or sees them in a menu.
OF_OPERATORS: tuple[Listed, ...] = (preview, publish, correct, rollback, gaps)


def name_of(command: Listed) -> str:
    """Return the word that people type, without the slash."""
    return command.__name__.rpartition(".")[2]


def line_of(command: Listed) -> str:
    """Return what /help says of a command."""
    return (command.__doc__ or "").strip().rstrip(".")
