"""Which private chats were given the operators' menu, so that it can be taken back."""

from sqlalchemy import Connection, delete, select

from bot.store.database import insertion
from bot.store.tables import menu


def given(connection: Connection) -> frozenset[int]:
    """Return the chats that were given the operators' menu."""
    return frozenset(connection.execute(select(menu.c.chat)).scalars())


def give(connection: Connection, chat: int) -> None:
    """Remember that a chat has the operators' menu."""
    # Another process may be just as far.
    connection.execute(insertion(connection, menu).values(chat=chat).on_conflict_do_nothing())


def take(connection: Connection, chat: int) -> None:
    """Remember that a chat no longer has it."""
    connection.execute(delete(menu).where(menu.c.chat == chat))
