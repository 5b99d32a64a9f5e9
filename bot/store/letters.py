"""Letters as they are kept: each message of one, what it says, and for which topics it is."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, insert, select

from bot.messages import Button, Message
from bot.outbox.delivery import Step
from bot.store.rows import topics_as_text
from bot.store.tables import letter, publication
from bot.subscriptions.said import Part, Said

# How a delivery of a letter begins.
UNTOUCHED: Mapping[str, Any] = {
    "step": Step.PENDING,
    "attempts": 0,
    "doubts": 0,
    "plain": False,
    "why": "",
}


def write(connection: Connection, publication: int, one: Part, **others: Any) -> int:
    """Keep one message of a letter, with what it says; return its number."""
    rows = [[[button.label, button.data] for button in row] for row in one.message.rows]
    made = connection.execute(
        insert(letter)
        .values(
            publication=publication,
            html=one.message.html,
            buttons=json.dumps(rows, ensure_ascii=False),
            said=None if one.said is None else json.dumps(one.said, ensure_ascii=False),
            **others,
        )
        .returning(letter.c.id)
    )
    return int(made.scalar_one())


def write_all(connection: Connection, number: int, topics: str, parts: Iterable[Part]) -> list[int]:
    """Keep a letter for a choice of topics; return the numbers of its messages."""
    return [
        write(connection, number, part, topics=topics, part=place)
        for place, part in enumerate(parts, 1)
    ]


def is_written(connection: Connection, key: str, topics: frozenset[str]) -> bool:
    """Tell whether a publication has letters for this choice of topics already."""
    found = connection.execute(
        select(letter.c.id)
        .join_from(letter, publication)
        .where(publication.c.key == key, letter.c.topics == topics_as_text(topics))
        .limit(1)
    )
    return found.first() is not None


def as_part(html: str, buttons: str, said: str | None) -> Part:
    """Return one message of a letter as it was kept."""
    known = None if said is None else tuple(Said(*one) for one in json.loads(said))
    return Part(as_message(html, buttons), known)


def as_message(html: str, buttons: str) -> Message:
    """Return a letter's part as it was written."""
    rows = tuple(tuple(Button(*one) for one in row) for row in json.loads(buttons))
    return Message(html, rows)
