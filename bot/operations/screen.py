"""How things are written in a terminal: plainly, and never as somebody's title would have it."""

import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

_MINUTE, _HOUR = 60, 3600


def screen(*, errors: bool = False) -> Console:
    """Return the terminal, or whatever the output goes into; no text is taken for markup."""
    return Console(stderr=errors, markup=False, emoji=False, highlight=False)


def columns(console: Console, rows: Iterable[tuple[str, ...]]) -> None:
    """Write rows in columns; the last one takes what is left of the line, and wraps."""
    found = list(rows)
    if not found:
        return
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=0)
    for _ in found[0][:-1]:
        table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for row in found:
        table.add_row("", *row)
    console.print(table)


def counted(number: int, thing: str) -> str:
    """Return `1 chat`, `2 chats`."""
    return f"{number:,} {thing}{'s' * (number != 1)}"


def moment_of(moment: datetime) -> str:
    """Return a moment as operators read it."""
    return f"{moment.astimezone(UTC):%d %B %Y, %H:%M} UTC".lstrip("0")


def lasting(seconds: float) -> str:
    """Return `40 s`, `3 min`, `2 h 5 min`."""
    if seconds < 2 * _MINUTE:
        return f"{seconds:.0f} s"
    hours, rest = divmod(seconds, _HOUR)
    minutes = f"{rest / _MINUTE:.0f} min"
    return f"{hours:.0f} h {minutes}" if hours else minutes


def visible(text: str) -> str:
    """Return a text without control and direction characters; its lines stay."""
    return "".join(
        letter
        for letter in text
        if letter == "\n" or not unicodedata.category(letter).startswith("C")
    )


def in_line(text: str) -> str:
    """Return a text that somebody may have written as they like, on one line."""
    return visible(" ".join(text.split()))
