"""The bot's own database, as a run fills it and reads it: the only part that knows the store."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from bot.briefing.library import load
from bot.messages import Button, Message
from bot.outbox.delivery import Step, WhenUncertain
from bot.store import publications, subscriptions
from bot.store.database import Database
from bot.store.migrate import prepare
from bot.store.tables import EDITION, delivery, letter, subscription
from bot.subscriptions.said import Part
from bot.subscriptions.subscription import Kind, Place, State
from bot.subscriptions.visit import Start, Visit
from bot.subscriptions.wish import Wish
from tests.delivery.history import End, Row
from tests.delivery.log import Resident

BRIEFING = Path(__file__).parents[2] / "briefings/marrakesh-2022.yaml"
LETTERS = (
    Message("<b>Marrakesh, 11 May 2022</b>\nThe first part."),
    Message("The second part.", ((Button("Stop", "/unsubscribe"),),)),
)


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.close()


def create(url: str) -> None:
    """Make the tables."""
    with _opened(url) as database:
        prepare(database)


def fill(url: str, chats: Iterable[Resident], parts: int = 2) -> None:
    """Subscribe the chats, and publish to each: one publication, of one part or two."""
    with _opened(url) as database:
        database.run_now(_subscribe, list(chats))
        database.run_now(_publish, parts)


def rows(url: str) -> list[Row]:
    """Return what has become of each delivery."""
    with _opened(url) as database:
        return database.run_now(_rows)


def left(url: str) -> int:
    """Return how many deliveries are still to be made, or under way."""
    with _opened(url) as database:
        return database.run_now(_left)


def _subscribe(connection: Connection, chats: Iterable[Resident]) -> None:
    now = datetime.now(UTC)
    for one in chats:
        visit = Visit(Place(one.id), Kind(one.kind), one.title, now)
        subscriptions.apply(connection, visit, Start(Wish()))


def _publish(connection: Connection, parts: int) -> None:
    briefing = load(BRIEFING).briefing
    assert briefing is not None
    issue = publications.Issue(
        key="run",
        kind=EDITION,
        briefing=briefing.briefing,
        edition=1,
        content=briefing.model_dump_json(),
        when_uncertain=WhenUncertain.RESEND_ONCE,
        at=datetime.now(UTC),
    )
    publications.publish(connection, issue, lambda _: [Part(one) for one in LETTERS[:parts]])


def _rows(connection: Connection) -> list[Row]:
    one, reader = delivery.c, subscription.c
    columns: tuple[Any, ...] = (delivery, letter.c.html, reader.chat, reader.topic, reader.state)
    found = connection.execute(
        select(*columns)
        .select_from(delivery.join(letter, delivery.c.letter == letter.c.id).join(subscription))
        .order_by(one.publication, one.subscription, one.part)
    ).mappings()
    in_doubt: set[tuple[int, int]] = set()
    rows = []
    for row in found:
        mine = row["publication"], row["subscription"]
        step = _step(row["step"], row["state"], held=row["due"] is None and mine in in_doubt)
        if step == End.UNCERTAIN:
            in_doubt.add(mine)
        rows.append(
            Row(
                id=row["id"],
                chat=row["chat"],
                part=row["part"],
                text=row["html"],
                step=step,
                message=row["message"],
                attempts=row["attempts"],
                doubts=row["doubts"],
                topic=row["topic"],
            )
        )
    return rows


def _step(step: str, state: str, *, held: bool) -> str:
    if step == Step.PENDING and state == State.PAUSED:
        return End.PAUSED
    return End.HELD if step == Step.PENDING and held else step


def _left(connection: Connection) -> int:
    due = and_(delivery.c.step == Step.PENDING, delivery.c.due.is_not(None))
    under_way = delivery.c.step == Step.SENDING
    return connection.execute(select(func.count()).where(or_(due, under_way))).scalar_one()
