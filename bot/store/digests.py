"""Digests: whose is due, what has gathered for it, and up to where one has been seen to."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, insert, or_, select, update

from bot.store.letters import UNTOUCHED, write_all
from bot.store.publications import Edition, Issue, add, every_edition, newest, number_of
from bot.store.rows import as_subscription, topics_as_text
from bot.store.tables import CORRECTION, EDITION, delivery, letter, publication, subscription
from bot.subscriptions.said import Part
from bot.subscriptions.subscription import State, Subscription
from bot.subscriptions.wish import Rhythm


def digests_due(connection: Connection, now: datetime, limit: int) -> list[Subscription]:
    """Return subscriptions whose digest is due."""
    one = subscription.c
    rows = connection.execute(
        select(subscription)
        .where(one.state == State.ACTIVE, one.digest_due <= now)
        .order_by(one.digest_due)
        .limit(limit)
    )
    return [as_subscription(row) for row in rows]


def uncovered(connection: Connection, reader: Subscription) -> list[Edition]:
    """Return the editions that neither a digest nor a delivery has brought to a chat yet.

    Of corrections all, since then: they may concern these editions.
    """
    one = publication.c
    brought = select(delivery.c.publication).where(delivery.c.subscription == reader.id)
    rows = connection.execute(
        every_edition()
        .where(one.id > reader.covered)
        .where(or_(one.kind == CORRECTION, and_(one.kind == EDITION, one.id.not_in(brought))))
        .order_by(one.id)
    )
    return [Edition(*row) for row in rows]


def digest(
    connection: Connection, issue: Issue, reader: Subscription, letters: Sequence[Part]
) -> None:
    """Put a digest on its way to one chat; chats with the same wish share its letters."""
    topics = topics_as_text(reader.wish.topics)
    number = number_of(connection, issue) or add(connection, issue)
    known = connection.execute(
        select(letter.c.id)
        .where(letter.c.publication == number, letter.c.topics == topics)
        .order_by(letter.c.part)
    ).scalars()
    for part, one in enumerate(list(known) or write_all(connection, number, topics, letters), 1):
        connection.execute(
            insert(delivery).values(
                publication=number,
                subscription=reader.id,
                letter=one,
                part=part,
                due=issue.at if part == 1 else None,
                **UNTOUCHED,
            )
        )


def digested(
    connection: Connection, reader: Subscription, until: datetime, due: datetime | None
) -> None:
    """Note up to when, and up to which publication, digests have been seen to."""
    connection.execute(
        update(subscription)
        .where(subscription.c.id == reader.id)
        .values(digested=until, digest_due=due, covered=newest(connection))
    )


def reschedule(
    connection: Connection, reader: Subscription, until: datetime, due: datetime | None
) -> None:
    """Set when the next digest is due, without having had one."""
    connection.execute(
        update(subscription)
        .where(subscription.c.id == reader.id)
        .values(digested=until, digest_due=due)
    )


def put_off(connection: Connection, reader: Subscription, until: datetime) -> None:
    """Look at a digest again later; what has been seen to stays as it is."""
    connection.execute(
        update(subscription).where(subscription.c.id == reader.id).values(digest_due=until)
    )


def distrust(connection: Connection, rhythm: Rhythm, far: datetime, now: datetime) -> None:
    """Make digests due that were seen to further ahead than can be believed."""
    one = subscription.c
    connection.execute(
        update(subscription)
        .where(one.state == State.ACTIVE, one.rhythm == rhythm, one.digested > far)
        .values(digest_due=now)
    )
