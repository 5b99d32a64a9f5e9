"""Correcting in a terminal: what it said, what it says now, and in how many messages."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from rich.console import Console

from bot.briefing.model import Briefing
from bot.briefing.shelf import unembargoed
from bot.operations.publish import Act, Prospect, besides, brought, embargo
from bot.operations.screen import columns, counted, in_line, lasting, moment_of
from bot.publishing.correction import Correction
from bot.render import Renderer
from bot.sending.correction import corrected
from bot.store.database import Connection
from bot.subscriptions.news import Item


@dataclass(frozen=True)
class Correcting(Act):
    """A correction, or the way back to an edition."""

    def prospect(
        self,
        connection: Connection,
        renderer: Renderer,  # noqa: ARG002
        rate: int,
        now: datetime,
    ) -> Prospect:
        """Return what it would mean; PublishError if it can't be done."""
        found = corrected(connection, self.briefing)
        return Prospect(found.out, partial(show, found=found, rate=rate, now=now), _question(found))


def show(console: Console, found: Correction, rate: int, now: datetime) -> None:
    """Write what would be put right, and where."""
    briefing = found.briefing
    console.print(in_line(briefing.title), style="bold")
    console.print(f"{briefing.briefing}, edition {briefing.edition}, as a correction\n")
    if found.out is not None:
        console.print(
            f"It was published on {moment_of(found.out.at)}, as it is. Nothing is sent twice."
        )
        return
    columns(console, (*embargo(briefing, now), *_facts(found, rate)))
    console.print()
    columns(console, (row for item in found.items for row in _told(item)))
    console.print()


def _facts(found: Correction, rate: int) -> Iterator[tuple[str, str]]:
    yield (
        "brings",
        "no other words: messages still say otherwise" if found.repeats else brought(found.news),
    )
    yield from besides(found.beside)
    yield "changes", f"{counted(found.messages, 'message')} in {counted(found.chats, 'chat')}"
    if found.waiting:
        yield "not sent yet", f"{counted(found.waiting, 'message')}, and they go out corrected"
    if found.messages:
        least = lasting(math.ceil(found.messages / (rate - 1)))
        yield "takes", f"at least {least}, with {rate} messages a second"


def _told(item: Item) -> Iterator[tuple[str, str]]:
    where = f" ({item.section}, {item.entry})" if item.entry != item.section else ""
    if item.before:
        yield "it said", f"{in_line(item.before)}{where}"
    if not item.after:
        yield "now", "withdrawn"
    elif item.after == item.before:
        yield "now", "the same, on another footing"
    else:
        yield "now", in_line(item.after)


def _question(found: Correction) -> str:
    number = found.briefing.edition
    if not found.messages:
        return f"Publish edition {number} as a correction? No message has to be changed."
    return (
        f"Publish edition {number} as a correction, and change "
        f"{counted(found.messages, 'message')} in {counted(found.chats, 'chat')}?"
    )


def after_rollback(briefing: Briefing, draft: Briefing | None) -> str:
    """Return what an operator has to know of the file, which nobody has touched."""
    same = draft and unembargoed(draft).model_copy(update={"edition": briefing.edition}) == briefing
    stands = "says the same" if same else "still has the other words: nobody is answered from it"
    return (
        f"The file {briefing.briefing}.yaml {stands}. "
        f"What you publish next needs `edition: {briefing.edition + 1}`."
    )
