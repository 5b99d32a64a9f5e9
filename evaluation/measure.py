"""What becomes of each labelled question at the desk, and the figures of a set."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from math import sqrt

from bot.asking.entries import Entry
from bot.asking.verdict import State, Verdict
from bot.briefing.inventory import Inventory
from bot.briefing.model import Absence, Difference, Fact, Line, Resolution, Statement
from bot.briefing.written import Value
from bot.desk import Desk
from bot.messages import without_markup
from evaluation.labels import Question

_NORMAL = 1.96  # standard deviations around 95 of 100


class Outcome(StrEnum):
    """What a question has come to, held against its label."""

    RIGHT = "right"
    WRONG = "wrong"
    OFFERED = "offered"  # a choice that has what is right
    ASTRAY = "astray"  # a choice that has not
    PARTLY = "partly"  # of several questions not all were answered, and none wrongly
    REFUSED = "refused"


@dataclass(frozen=True)
class Measured:
    """A question, its verdicts, its outcome, and how long it took, in seconds."""

    question: Question
    verdicts: tuple[Verdict, ...]
    outcome: Outcome
    seconds: float
    cited: bool  # each answer has a citation, and nothing else has


class Judge:
    """Knows what each entry says, so that it sees whether an answer shows it."""

    def __init__(self, desk: Desk) -> None:
        """Judge the answers of this desk."""
        self.desk = desk
        self.snapshot = desk.shelf.snapshot
        self._inventory = Inventory(self.snapshot.current)
        self._shows = cache(self._show)

    def measure(self, question: Question) -> Measured:
        """Ask a question, and hold what comes against its label."""
        begun = time.perf_counter()
        verdicts = self.desk.asking.ask(self.snapshot, question.ask)
        seconds = time.perf_counter() - begun
        messages = self.desk.ask(question.ask)
        linked = ["<a href" in message.html for message in messages]
        # /help says what can be asked: nothing that a source would have to say.
        stating = [
            one.state is State.ANSWERED and one.entries[0].line != "/help" for one in verdicts
        ]
        answered, all_answered = any(stating), bool(stating) and all(stating)
        cited = any(linked) == answered and (all(linked) or not all_answered)
        return Measured(question, verdicts, self.outcome(question, verdicts), seconds, cited)

    def outcome(self, question: Question, verdicts: Sequence[Verdict]) -> Outcome:
        """Return what verdicts come to, held against the label."""
        wanted = question.wanted or (question.choice,)
        groups = [
            {place for place, ids in enumerate(wanted) if self._has(one, ids)} for one in verdicts
        ]
        answered = [one.state is State.ANSWERED for one in verdicts]
        if any(sure and not found for sure, found in zip(answered, groups, strict=True)):
            return Outcome.WRONG
        met = {
            place for sure, found in zip(answered, groups, strict=True) if sure for place in found
        }
        if met and len(met) == len(wanted):
            return Outcome.RIGHT
        if met:
            return Outcome.PARTLY
        choices = [one for one in verdicts if one.state is State.CHOICE]
        if not choices:
            return Outcome.REFUSED
        return Outcome.OFFERED if any(groups) else Outcome.ASTRAY

    def answers(self, question: Question, entry: Entry) -> bool:
        """Tell whether an entry answers a question that asks one thing, or may be meant by it."""
        (ids,) = question.wanted or (question.choice,)
        return any(self._shows(entry.line, wanted) for wanted in ids)

    def _has(self, verdict: Verdict, ids: Sequence[str]) -> bool:
        if verdict.state is State.REFUSED:
            return False
        return any(self._shows(entry.line, wanted) for entry in verdict.entries for wanted in ids)

    def _show(self, line: str, wanted: str) -> bool:
        """Tell whether the answer to a line shows an entry, or is the one that is wanted."""
        if wanted.startswith("/"):
            return self.desk.ask(line) == self.desk.ask(wanted)
        if line.partition(" ")[2] == wanted:
            return True
        shown = " ".join(without_markup(message.html) for message in self.desk.ask(line))
        return any(all(text in shown for text in said) for said in self._said.get(wanted, ()))

    @cached_property
    def _said(self) -> Mapping[str, Sequence[Sequence[str]]]:
        """By id, what all stands in an answer that shows the entry."""
        said: dict[str, list[Sequence[str]]] = {}
        for part in self._inventory.parts:
            if "id" in part.fields and (texts := tuple(_texts(part.value))):
                said.setdefault(str(part.fields["id"]), []).append(texts)
        return said


def _texts(value: Value) -> Iterator[str]:
    match value:
        case Resolution() | Statement() | Fact() | Line() | Absence():
            yield value.text
        case Difference():
            yield from (reading.text for reading in value.readings)


@dataclass(frozen=True)
class Share:
    """So many of so many, and the bounds of what they stand for, at 95 of 100 (Wilson)."""

    count: int
    total: int

    @property
    def value(self) -> float:
        """The share, from 0 to 1."""
        return self.count / self.total if self.total else 0.0

    @property
    def bounds(self) -> tuple[float, float]:
        """The interval around it."""
        if not self.total:
            return 0.0, 1.0
        square, n = _NORMAL**2, self.total
        middle = (self.value + square / (2 * n)) / (1 + square / n)
        spread = self.value * (1 - self.value) / n + square / (4 * n * n)
        reach = _NORMAL / (1 + square / n) * sqrt(spread)
        return max(0.0, middle - reach), min(1.0, middle + reach)

    def __str__(self) -> str:
        """Return it as it is printed."""
        low, high = self.bounds
        return f"{self.value:6.1%}  ({self.count} of {self.total}; {low:.1%} to {high:.1%})"


def figures(measured: Sequence[Measured]) -> Mapping[str, Share]:
    """Return the figures of a set."""
    answerable = [one for one in measured if one.question.answer]
    ambiguous = [one for one in measured if one.question.choice]
    unanswerable = [one for one in measured if one.question.refuse]
    refused = [one for one in measured if one.outcome is Outcome.REFUSED]
    return {
        "Answerable, answered rightly": _share(answerable, Outcome.RIGHT),
        "Wrong answers": _share(measured, Outcome.WRONG),
        "Unanswerable, refused": _share(unanswerable, Outcome.REFUSED),
        "Refusals that are right": Share(sum(one.question.refuse for one in refused), len(refused)),
        "Answerable, answered or offered": _share(answerable, Outcome.RIGHT, Outcome.OFFERED),
        "Ambiguous, offered or answered": _share(ambiguous, Outcome.OFFERED, Outcome.RIGHT),
        "Cited as they should be": Share(sum(one.cited for one in measured), len(measured)),
    }


def _share(measured: Sequence[Measured], *outcomes: Outcome) -> Share:
    return Share(sum(one.outcome in outcomes for one in measured), len(measured))
