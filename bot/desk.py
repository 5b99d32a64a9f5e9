"""The briefing desk: a question comes in, messages go out; it knows no Telegram."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from bot.answer import Answer
from bot.briefing.library import Snapshot
from bot.briefing.model import Briefing
from bot.briefing.shape import nearest
from bot.briefing.shelf import Shelf
from bot.commands import ABOUT_THE_CHAT, COMMANDS, QUESTIONS, Command, line_of, name_of
from bot.messages import Message
from bot.render import HelpLine, Renderer

LONGEST = 200  # characters of a question


class Desk:
    """Answers commands from the shelf's snapshot of this moment."""

    def __init__(
        self,
        shelf: Shelf,
        renderer: Renderer,
        commands: Sequence[Command],
        others: Sequence[str] = (),
    ) -> None:
        """Answer these commands; `others` are answered elsewhere, and may have been meant."""
        self.shelf, self.renderer = shelf, renderer
        self._others = tuple(others)
        self.commands: Mapping[str, Command] = MappingProxyType(
            {name_of(command): command for command in commands}
        )

    def ask(self, line: str, snapshot: Snapshot | None = None) -> tuple[Message, ...]:
        """Return the answer to a line like `/who monguno`, as typed or as a button holds it.

        It is of what is served now, or of another snapshot.
        """
        name, words = parse(line)
        command = self.commands.get(name)
        if command is None:
            near = nearest(name, [*self.commands, *self._others])
            return self.tell(Answer("unknown", {"near": near}))
        # Another snapshot may come at any moment: values and their sources are of the same one.
        snapshot = snapshot or self.shelf.snapshot
        if not snapshot.briefings:
            return self.tell(Answer("nothing"))
        return self.renderer.render(command.answer(snapshot, words), snapshot.current)

    def tell(self, answer: Answer, briefing: Briefing | None = None) -> tuple[Message, ...]:
        """Return the messages of an answer; it cites what is served now, or another briefing."""
        snapshot = self.shelf.snapshot
        served = snapshot.current if snapshot.briefings else None
        return self.renderer.render(answer, briefing or served)


def desk_of(shelf: Shelf) -> Desk:
    """Return the desk that answers from these briefings."""
    others = [name_of(command) for command in ABOUT_THE_CHAT]
    return Desk(shelf, renderer(), QUESTIONS, others)


def renderer() -> Renderer:
    """Return what turns answers into messages, with what /help lists."""
    return Renderer(
        [HelpLine(name_of(command), command.USAGE, line_of(command)) for command in COMMANDS]
    )


def parse(line: str) -> tuple[str, str]:
    """Return the command's name and the words after it, without what can't be seen."""
    name, _, words = clean(line).removeprefix("/").partition(" ")
    return name.partition("@")[0].lower(), words


def clean(text: str) -> str:
    """Return a text on one line, cut to size, without control and direction characters."""
    seen = "".join(
        " " if letter.isspace() else letter
        for letter in text[: 4 * LONGEST]
        if letter.isspace() or not unicodedata.category(letter).startswith("C")
    )
    return re.sub(" +", " ", seen).strip()[:LONGEST]
