"""Chats that can't be written to for now: paused, closed, not found; and taken up again."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, exists, func, not_, null, or_, select, update

from bot.outbox.delivery import Step
from bot.store.tables import delivery, subscription
from bot.store.turns import turnstile
from bot.subscriptions.subscription import Reason, State

OPEN = (Step.PENDING, Step.SENDING)
ENOUGH_DAYS = 7  # on which Telegram knew no such chat, until we believe it
UNTIL_TRIED_AGAIN = timedelta(days=1)  # after a chat refused what was sent


def pause(
    connection: Connection, chat: int, reason: Reason, now: datetime, topic: int | None = None
) -> None:
    """Send nothing more to a chat, or to one topic of it, for a reason."""
    turnstile(connection)
    connection.execute(
        update(subscription)
        .where(_within(chat, topic, State.ACTIVE))
        .values(state=State.PAUSED, reason=reason, since=now)
    )
    hold(connection, ids_of(_within(chat, topic, State.PAUSED)))


def resume(
    connection: Connection,
    chat: int,
    now: datetime,
    topic: int | None = None,
    reasons: Iterable[Reason] = tuple(Reason),
) -> bool:
    """Go on where it was paused for one of these reasons; tell whether anything was."""
    turnstile(connection)
    within = and_(_within(chat, topic, State.PAUSED), subscription.c.reason.in_(list(reasons)))
    return bool(_resume(connection, within, now))


def try_again(connection: Connection, now: datetime) -> int:
    """Go on where the bot might not write a day ago; return in how many places.

    Telegram may have told nobody that it may again; if not, the next refusal pauses it again.
    """
    turnstile(connection)
    one = subscription.c
    muted = and_(one.state == State.PAUSED, one.reason == Reason.MUTED)
    return _resume(connection, and_(muted, one.since <= now - UNTIL_TRIED_AGAIN), now)


def _resume(connection: Connection, paused: Any, now: datetime) -> int:
    mine = list(connection.execute(ids_of(paused)).scalars())
    connection.execute(
        update(subscription)
        .where(subscription.c.id.in_(mine))
        .values(state=State.ACTIVE, reason=None, since=now, missing_days=0, missing_on=None)
    )
    for one in mine:
        release(connection, one, now)
    return len(mine)


def close(connection: Connection, chat: int, until: datetime) -> None:
    """Let all that is meant for a chat wait: Telegram asked for it."""
    connection.execute(
        update(subscription).where(subscription.c.chat == chat).values(closed_until=until)
    )


def missing(connection: Connection, one: int, now: datetime) -> None:
    """Note that Telegram knew no such chat; after seven such days, believe it."""
    today = now.date().isoformat()
    where = subscription.c.id == one
    connection.execute(
        update(subscription)
        .where(where, func.coalesce(subscription.c.missing_on, "") != today)
        .values(missing_days=subscription.c.missing_days + 1, missing_on=today)
    )
    row = connection.execute(select(subscription).where(where)).one_or_none()
    if row is not None and row.missing_days >= ENOUGH_DAYS:
        pause(connection, row.chat, Reason.NOT_FOUND, now)


def present(connection: Connection, one: int) -> None:
    """Note that the chat is there after all."""
    connection.execute(
        update(subscription)
        .where(subscription.c.id == one, subscription.c.missing_days > 0)
        .values(missing_days=0, missing_on=None)
    )


def release(connection: Connection, one: int, now: datetime) -> None:
    """Let the next part of each publication go out that waited for its chat."""
    over = (Step.SENT, Step.CANCELLED)  # these keep no part after them waiting
    mine = and_(delivery.c.subscription == one, delivery.c.step.not_in(over))
    # What a correction changes waits for nothing but its own message.
    changed = func.coalesce(delivery.c.edits, delivery.c.answers)
    first = select(func.min(delivery.c.id)).where(mine).group_by(delivery.c.publication, changed)
    connection.execute(
        update(delivery)
        .where(delivery.c.id.in_(first), delivery.c.step == Step.PENDING, _may_begin())
        .values(due=now)
    )


def hold(connection: Connection, ids: Any) -> None:
    """Let what is meant for subscriptions wait until it is released."""
    connection.execute(
        update(delivery)
        .where(delivery.c.subscription.in_(ids), delivery.c.step == Step.PENDING)
        .values(due=null())
    )


def _may_begin() -> Any:
    """Whether a delivery changes a message that nothing else is still to be put into before."""
    other = delivery.alias().c
    same = or_(other.id == delivery.c.edits, other.edits == delivery.c.edits)
    open_ = other.step.in_(OPEN)
    return not_(exists().where(same, other.id < delivery.c.id, open_))


def ids_of(condition: Any) -> Any:
    """Return what selects the ids of subscriptions."""
    return select(subscription.c.id).where(condition)


def _within(chat: int, topic: int | None, state: State) -> Any:
    here = and_(subscription.c.chat == chat, subscription.c.state == state)
    return here if topic is None else and_(here, subscription.c.topic == topic)
