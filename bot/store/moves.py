"""Chats that are called something else now, or have become others: their subscriptions follow."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, delete, select, update

from bot.outbox.delivery import Step
from bot.store import gaps
from bot.store.pauses import hold, ids_of, release
from bot.store.rows import as_subscription
from bot.store.subscriptions import find
from bot.store.tables import AS_NOTICE, delivery, subscription
from bot.store.turns import turnstile
from bot.subscriptions.subscription import GENERAL, Kind, Place, State, Subscription
from bot.subscriptions.wish import Rhythm


def migrate(connection: Connection, old: int, new: int, now: datetime) -> None:
    """A group has become a supergroup: what was subscribed goes with it, once."""
    if old == new:
        return
    turnstile(connection)
    gaps.migrate(connection, old, new)
    _strand(connection, ids_of(subscription.c.chat == old))
    rows = connection.execute(select(subscription).where(subscription.c.chat == old)).all()
    for row in rows:
        _move(connection, as_subscription(row), Place(new, row.topic), now, row.moved_from)
    connection.execute(
        update(subscription).where(subscription.c.chat == new).values(kind=Kind.SUPERGROUP)
    )


def to_general(connection: Connection, place: Place, now: datetime) -> None:
    """A topic has been deleted: what was subscribed there goes to the chat itself."""
    turnstile(connection)
    found = find(connection, place)
    if found is not None and place.topic != GENERAL:
        _move(connection, found, Place(place.chat), now, place.topic)


def rename(connection: Connection, chat: int, title: str) -> None:
    """Keep the title of a chat as it is now."""
    connection.execute(
        update(subscription)
        .where(subscription.c.chat == chat, subscription.c.title != title)
        .values(title=title)
    )


def _strand(connection: Connection, ids: Any) -> None:
    """Messages stay behind in the group as it was: they are not to be changed any more."""
    mine = delivery.c.subscription.in_(ids)
    connection.execute(
        update(delivery)
        .where(mine, delivery.c.edits.is_not(None), delivery.c.step == Step.PENDING)
        .values(**AS_NOTICE)
    )
    connection.execute(update(delivery).where(mine).values(message=None))


def _move(
    connection: Connection, found: Subscription, to: Place, now: datetime, moved_from: int | None
) -> None:
    there = find(connection, to)
    if there is not None and there.state is not State.ENDED:
        _merge(connection, found, there, now)
        return
    if there is not None:
        connection.execute(delete(subscription).where(subscription.c.id == there.id))
    place = {"chat": to.chat, "topic": to.topic}
    connection.execute(
        update(subscription)
        .where(subscription.c.id == found.id)
        .values(**place, moved_from=moved_from)
    )


def _merge(connection: Connection, one: Subscription, into: Subscription, now: datetime) -> None:
    """Both were subscribed: the one that is there stays, and takes what the other still had."""
    _hand_over_gathered(connection, one, into, now)
    _hand_over_deliveries(connection, one, into)
    connection.execute(delete(subscription).where(subscription.c.id == one.id))
    if into.state is State.PAUSED:
        hold(connection, ids_of(subscription.c.id == into.id))
    else:
        release(connection, into.id, now)


def _hand_over_gathered(
    connection: Connection, one: Subscription, into: Subscription, now: datetime
) -> None:
    """What one waited for comes with the other's first digest, if that has had none yet."""
    if not _gathers(one) or connection.execute(_brought_to(into).limit(1)).first() is not None:
        return
    timing = {} if _gathers(into) else {"digest_due": now}
    connection.execute(
        update(subscription)
        .where(subscription.c.id == into.id)
        .values(covered=min(one.covered, into.covered), **timing)
    )


def _hand_over_deliveries(connection: Connection, one: Subscription, into: Subscription) -> None:
    known = _brought_to(into)
    mine = delivery.c.subscription == one.id
    double = and_(mine, delivery.c.publication.in_(known), delivery.c.step == Step.PENDING)
    connection.execute(
        update(delivery)
        .where(double)
        .values(step=Step.CANCELLED, due=None, why="the chat receives it under its new id")
    )
    connection.execute(
        update(delivery)
        .where(mine, delivery.c.publication.not_in(known))
        .values(subscription=into.id)
    )


def _brought_to(one: Subscription) -> Select[Any]:
    return select(delivery.c.publication).where(delivery.c.subscription == one.id)


def _gathers(one: Subscription) -> bool:
    return one.state is not State.ENDED and one.wish.rhythm is not Rhythm.AT_ONCE
