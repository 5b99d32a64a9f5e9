"""What people ask in vain, in a terminal."""

import asyncio
from itertools import islice

from bot.asking.asking import Asking
from bot.briefing.shelf import Shelf
from bot.commands.gaps import Gap, Open
from bot.gaps import listed, named
from bot.operations.screen import columns, in_line, screen
from bot.sending.showing import Showing
from bot.store import gaps as kept
from bot.store.database import Connection, Database
from bot.store.overview import has_tables

_NONE = "No question without an answer is known. They are counted while a bot runs."


def gaps(shelf: Shelf, database: Database | None, limit: int) -> None:
    """Write the most frequent, each with what is near it in what is served."""
    asked = database.run_now(_most_asked) if database else []
    if database and asked:
        asyncio.run(Showing(database, shelf).refresh())
    found = list(islice(listed(Asking(), asked, shelf.snapshot, shelf.drafts), limit))
    columns(screen(), map(_row, found))
    if not found:
        screen().print(_NONE)


def forget(database: Database | None, typed: str) -> int:
    """Take a question off the list; return the exit status."""
    question = named(typed)
    if database and database.run_now(_forget, question):
        screen().print(f"Forgotten: {question}. It is counted anew when somebody asks it.")
        return 0
    screen().print(f"No question {in_line(typed)} is known. Write it as the list shows it.")
    return 1


def _row(one: Open) -> tuple[str, ...]:
    gap, near = one.gap, ", ".join(one.near)
    about = " · the draft answers it" if one.drafted else f" · near: {near}" if near else ""
    return f"{gap.count:,} ×", f"{gap.last:%Y-%m-%d}", in_line(f"{gap.question}{about}")


def _most_asked(connection: Connection) -> list[Gap]:
    return kept.most_asked(connection) if has_tables(connection) else []


def _forget(connection: Connection, question: str) -> bool:
    return has_tables(connection) and kept.forget(connection, question)
