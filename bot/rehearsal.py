"""Answers before anybody gets them: a draft is asked all there is to ask, at the people's desk."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.briefing.library import Snapshot
from bot.briefing.model import Briefing
from bot.commands import name_of
from bot.desk import Desk, parse
from bot.messages import LONGEST_DATA, Button, Message
from bot.render import TURN


class Comparison(StrEnum):
    """How an answer compares to the published one."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"  # nothing published answers this question


@dataclass(frozen=True)
class Rehearsed:
    """A question, and the very messages that will answer it."""

    line: str
    messages: tuple[Message, ...]
    compared: Comparison


def rehearsed(desk: Desk, after: Briefing, before: Briefing | None) -> Iterator[Rehearsed]:
    """Yield every answer of a draft once, held against the published edition's."""
    new = alone(after)
    # The number alone, at the foot of each answer, is no difference.
    old = alone(before.model_copy(update={"edition": after.edition})) if before else None
    known = set(_lines(desk, old.current)) if old else set()
    for line in _lines(desk, after):
        messages = desk.ask(line, new)
        same = line in known and desk.ask(line, old) == messages
        changed = Comparison.CHANGED if line in known else Comparison.NEW
        yield Rehearsed(line, messages, Comparison.SAME if same else changed)


def alone(briefing: Briefing) -> Snapshot:
    """Return what people are answered from once a draft is published, and no other is later."""
    return Snapshot({briefing.briefing: briefing})


def _lines(desk: Desk, briefing: Briefing) -> Iterator[str]:
    """Yield every question that has an answer of its own."""
    for command in desk.commands.values():
        for _, words in command.questions(briefing):
            yield f"/{name_of(command)} {words}".strip().removesuffix(" page 1")


def within(
    messages: tuple[Message, ...], prefix: str, asked: Collection[str]
) -> tuple[Message, ...]:
    """Return messages whose buttons stay in the preview, as far as they ask what it answers.

    A button is left out where it would hold more than Telegram lets it.
    """
    return tuple(
        replace(message, rows=tuple(_kept(message.rows, prefix, asked))) for message in messages
    )


def _kept(
    rows: tuple[tuple[Button, ...], ...], prefix: str, asked: Collection[str]
) -> Iterator[tuple[Button, ...]]:
    for row in rows:
        inner = (_inner(button, prefix, asked) for button in row)
        if short := tuple(one for one in inner if len(one.data.encode()) <= LONGEST_DATA):
            yield short


def _inner(button: Button, prefix: str, asked: Collection[str]) -> Button:
    line = button.data.removeprefix(TURN)
    if parse(line)[0] not in asked:
        return button
    turn = TURN if button.data.startswith(TURN) else ""
    return replace(button, data=f"{turn}{prefix} {line}")
