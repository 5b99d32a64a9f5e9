"""The briefing desk: a question comes in, messages go out; it knows no Telegram."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from bot.answer import Answer
from bot.asking.asking import Asking
from bot.asking.verdict import State, Verdict
from bot.briefing.library import Snapshot
from bot.briefing.model import Briefing
from bot.briefing.shape import nearest
from bot.briefing.shelf import Shelf
from bot.commands import (
    ABOUT_THE_CHAT,
    COMMANDS,
    QUESTIONS,
    Command,
    ask,
    line_of,
    name_of,
    start,
)
from bot.kept import Kept
from bot.messages import Message, shortened
from bot.render import HelpLine, Renderer

LONGEST = 200  # characters of a command's words
LONGEST_QUESTION = 4096  # characters: a whole message
CLOSE = 70  # of 100: how like a command's name a misspelt one has to be
MOST_CARDS = 10
AT_ONCE = 3  # questions of one message that are answered; the template says so too
LONGEST_ECHO = 150  # characters of a question that are said back
ASK, START = name_of(ask), name_of(start)


@dataclass(frozen=True)
class Card:
    """An answer to choose among others: the command that gives it, and the message itself."""

    line: str
    title: str
    message: Message
    edition: int

    @property
    def payload(self) -> str:
        """What a link to the bot holds to get this answer, in the letters that links may have."""
        return self.line.removeprefix("/").replace(" ", "_")


class Desk:
    """Answers commands and plain questions from the shelf's snapshot of this moment."""

    def __init__(
        self,
        shelf: Shelf,
        renderer: Renderer,
        commands: Sequence[Command],
        others: Sequence[str] = (),
    ) -> None:
        """Answer these commands; `others` are answered elsewhere, and may have been meant."""
        self.shelf, self.renderer = shelf, renderer
        self.asking = Asking()
        self._others = tuple(others)
        self._kept = Kept(self._answer)
        self.commands: Mapping[str, Command] = MappingProxyType(
            {name_of(command): command for command in commands}
        )

    def ask(self, line: str, snapshot: Snapshot | None = None) -> tuple[Message, ...]:
        """Return the answer to a line like `/who monguno`, or to a question in plain words.

        It is of what is served now, or of another snapshot.
        """
        served = self.shelf.snapshot
        if snapshot is not None and snapshot is not served:
            return self._answer(snapshot, *parse(line))
        return self._kept.of(served, *parse(line))

    def _answer(self, snapshot: Snapshot, name: str, words: str) -> tuple[Message, ...]:
        # Another snapshot may come at any moment: values and their sources are of the same one.
        command = self.commands.get(name)
        if command is None:
            near = nearest(name, [*self.commands, *self._others], CLOSE)
            return self.tell(Answer("unknown", {"near": near}))
        if not snapshot.briefings:
            return self.tell(Answer("nothing"))
        if name == ASK and words and (verdicts := self.asking.ask(snapshot, words)):
            return self._answers(verdicts, snapshot)
        if name == START and (linked := self._linked(words)):
            return self.ask(linked, snapshot)
        return self.renderer.render(command.answer(snapshot, words), snapshot.current)

    def cards(self, words: str) -> tuple[Card, ...]:
        """Return what may answer the words, the best first; without words, what all begin with."""
        snapshot = self.shelf.snapshot
        if not snapshot.briefings:
            return ()
        entries = self.asking.cards(snapshot, clean(words, LONGEST_QUESTION), MOST_CARDS)
        edition = snapshot.current.edition
        return tuple(
            Card(entry.line, entry.label, self.ask(entry.line, snapshot)[0], edition)
            for entry in entries
        )

    def is_question(self, words: str) -> bool:
        """Tell whether anything is asked, or the words say nothing."""
        return self.asking.is_question(self.shelf.snapshot, words)

    def tell(self, answer: Answer, briefing: Briefing | None = None) -> tuple[Message, ...]:
        """Return the messages of an answer; it cites what is served now, or another briefing."""
        snapshot = self.shelf.snapshot
        served = snapshot.current if snapshot.briefings else None
        return self.renderer.render(answer, briefing or served)

    def _answers(self, verdicts: Sequence[Verdict], snapshot: Snapshot) -> tuple[Message, ...]:
        """Put the answers to several questions into one message, as far as they fit."""
        if not verdicts[1:]:
            return self._judged(verdicts[0], snapshot, alone=True)
        told = verdicts[:AT_ONCE]
        answers = [(_echo(one.asked), self._judged(one, snapshot, alone=False)) for one in told]
        left = [_echo(one.asked) for one in verdicts[AT_ONCE:]]
        return self.renderer.together(answers, left, snapshot.current)

    def _judged(self, verdict: Verdict, snapshot: Snapshot, *, alone: bool) -> tuple[Message, ...]:
        if verdict.state is State.ANSWERED:
            return self.ask(verdict.entries[0].line, snapshot)
        template = "which" if verdict.state is State.CHOICE else "not_said"
        values = {
            "asked": _echo(verdict.asked),
            "alone": alone,
            "is_open": verdict.is_open,
            "entries": verdict.entries,
        }
        return self.renderer.render(Answer(template, values), snapshot.current)

    def _linked(self, payload: str) -> str:
        """Return the line that a link to the bot stands for, if it is one of a question."""
        line = f"/{payload.replace('_', ' ')}"
        name, _ = parse(line)
        return line if name in self.commands and name != START else ""


def _echo(asked: str) -> str:
    return shortened(asked, LONGEST_ECHO)


def desk_of(shelf: Shelf) -> Desk:
    """Return the desk that answers from these briefings."""
    others = [name_of(command) for command in ABOUT_THE_CHAT]
    return Desk(shelf, renderer(), QUESTIONS, others)


@cache  # its templates are compiled when they are first filled in: once, whoever fills them in
def renderer() -> Renderer:
    """Return what turns answers into messages, with what /help lists."""
    return Renderer(
        [HelpLine(name_of(command), command.USAGE, line_of(command)) for command in COMMANDS]
    )


@lru_cache(1024)  # it is looked at for each of the things that depend on it
def parse(line: str) -> tuple[str, str]:
    """Return the command's name and the words after it, without what can't be seen.

    What has no slash is a question in plain words, as after `/ask`.
    """
    lines = [clean(one, LONGEST_QUESTION) for one in line[: 4 * LONGEST_QUESTION].splitlines()]
    shown = "\n".join(filter(None, lines))[:LONGEST_QUESTION]
    if not shown.startswith("/"):
        return ASK, shown
    name, *rest = re.split(r"\s", shown[1:], maxsplit=1)
    name, words = name.partition("@")[0].lower(), "".join(rest)
    return name, words if name == ASK else clean(words)


def clean(text: str, longest: int = LONGEST) -> str:
    """Return a text on one line, cut to size, without control and direction characters."""
    if text.isascii() and text.isprintable() and "  " not in text:  # as nearly all are
        return text.strip()[:longest]
    seen = "".join(
        " " if letter.isspace() else letter
        for letter in text[: 4 * longest]
        if letter.isspace() or not unicodedata.category(letter).startswith("C")
    )
    return re.sub(" +", " ", seen).strip()[:longest]
