"""The register of subscriptions: found, begun, changed, ended, forgotten."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, delete, func, insert, select, update

from bot.outbox.delivery import Step
from bot.store import gaps
from bot.store.pauses import OPEN, ids_of, release, resume
from bot.store.publications import newest
from bot.store.rows import as_subscription, columns_of
from bot.store.tables import delivery, publication, subscription
from bot.store.turns import turnstile
from bot.subscriptions.schedule import next_digest
from bot.subscriptions.subscription import Kind, Place, State, Subscription
from bot.subscriptions.visit import Alter, Change, Count, Erase, Past, Start, Stop, Visit
from bot.subscriptions.wish import Quiet, Rhythm, Wish


def find(connection: Connection, place: Place) -> Subscription | None:
    """Return the subscription of a place, ended or not."""
    row = connection.execute(select(subscription).where(*_at(place))).one_or_none()
    return None if row is None else as_subscription(row)


def visit(connection: Connection, place: Place, kind: Kind, title: str, now: datetime) -> Visit:
    """Return all that a command may want to know of a place."""
    found = find(connection, place)
    facts: dict[str, Any] = {"counted": gaps.is_counted(connection, place.chat)}
    if found is not None:
        mine = delivery.c.subscription == found.id
        sent = select(func.max(delivery.c.done)).where(mine, delivery.c.step == Step.SENT)
        open_ = select(func.count()).where(mine, delivery.c.step.in_(OPEN))
        facts["last"] = connection.execute(sent).scalar()
        facts["waiting"] = connection.execute(open_).scalar_one()
        facts["due"] = connection.execute(
            select(subscription.c.digest_due).where(subscription.c.id == found.id)
        ).scalar()
        facts["history"] = tuple(_history(connection, found.id))
    return Visit(place, kind, title, now, found, **facts)


def apply(connection: Connection, visit: Visit, change: Change) -> None:
    """Carry out what a command has decided; doing it twice makes no difference."""
    turnstile(connection)
    # Since the visit, somebody else may have been let through.
    found = find(connection, visit.place)
    match change:
        case Start(wish):
            _start(connection, replace(visit, subscription=found), wish)
        case Alter(wish) if found is not None:
            _alter(connection, found, wish, visit.now)
        case Stop() if found is not None and found.state is not State.ENDED:
            _end(connection, found, visit.now)
        case Count(wanted):
            gaps.count_chat(connection, visit.place.chat, wanted=wanted)
        case Erase():
            erase(connection, visit.place.chat)


def erase(connection: Connection, chat: int) -> None:
    """Forget everything about a chat; what was sent stays counted, without saying to whom."""
    mine = ids_of(subscription.c.chat == chat)
    connection.execute(mine.with_for_update())
    _cancel(connection, mine, "the chat's data was deleted")
    connection.execute(
        update(delivery).where(delivery.c.subscription.in_(mine)).values(message=None)
    )
    connection.execute(delete(subscription).where(subscription.c.chat == chat))
    gaps.count_chat(connection, chat, wanted=True)


def _start(connection: Connection, visit: Visit, wish: Wish) -> None:
    found = visit.subscription
    if found is not None and found.state is State.ACTIVE:
        _alter(connection, found, wish, visit.now)
        return
    if found is not None and found.state is State.PAUSED:
        _alter(connection, found, wish, visit.now)
        resume(connection, visit.place.chat, visit.now, visit.place.topic)
        return
    values = _begun(visit, wish) | {"covered": newest(connection)}
    if found is None:
        place = {"chat": visit.place.chat, "topic": visit.place.topic}
        connection.execute(insert(subscription).values(**place, **values))
    else:
        ended = subscription.c.id == found.id
        connection.execute(update(subscription).where(ended).values(**values))


def _begun(visit: Visit, wish: Wish) -> dict[str, Any]:
    """A subscription as it begins, but for what has been published."""
    return {
        "kind": visit.kind,
        "title": visit.title,
        "state": State.ACTIVE,
        "since": visit.now,
        "digested": visit.now,
        "digest_due": next_digest(wish, visit.now),
        "moved_from": None,
        "missing_days": 0,
        **columns_of(wish),
    }


def _alter(connection: Connection, found: Subscription, wish: Wish, now: datetime) -> None:
    timing: dict[str, Any] = {}
    if _timing(wish) != _timing(found.wish):
        # Whoever no longer wants digests gets a last one at once, with what has gathered since.
        timing = {"digested": now, "digest_due": next_digest(wish, now) or now}
    if found.wish.rhythm is Rhythm.AT_ONCE and timing:
        # What came out until now was sent or not wanted, unless a last digest is still to come.
        last_is_due = subscription.c.digest_due.is_not(None)
        timing["covered"] = case((last_is_due, subscription.c.covered), else_=newest(connection))
    connection.execute(
        update(subscription)
        .where(subscription.c.id == found.id)
        .values(**columns_of(wish), **timing, moved_from=None)
    )
    if found.state is State.ACTIVE and _sleep(wish) != _sleep(found.wish):
        # What waits for the end of the quiet hours as they were is looked at again.
        release(connection, found.id, now)


def _end(connection: Connection, found: Subscription, now: datetime) -> None:
    connection.execute(
        update(subscription)
        .where(subscription.c.id == found.id)
        .values(state=State.ENDED, reason=None, since=now, digest_due=None)
    )
    mine = ids_of(subscription.c.id == found.id)
    _cancel(connection, mine, "unsubscribed", delivery.c.edits.is_(None))
    release(connection, found.id, now)  # what stands there is put right, even so


def _cancel(connection: Connection, ids: Any, why: str, *which: Any) -> None:
    connection.execute(
        update(delivery)
        .where(delivery.c.subscription.in_(ids), delivery.c.step == Step.PENDING, *which)
        .values(step=Step.CANCELLED, due=None, why=why)
    )


def _history(connection: Connection, number: int) -> Iterable[Past]:
    one = delivery.c
    rows = connection.execute(
        select(publication.c.key, one.part, one.step, one.done, one.message)
        .join_from(delivery, publication)
        .where(one.subscription == number)
        .order_by(one.id)
    )
    return (Past(*row) for row in rows)


def _timing(wish: Wish) -> tuple[Any, ...]:
    """What digests go by; nothing but the rhythm if there are none."""
    if wish.rhythm is Rhythm.AT_ONCE:
        return (wish.rhythm,)
    return wish.rhythm, wish.hour, wish.weekday, wish.zone


def _sleep(wish: Wish) -> tuple[Quiet | None, str]:
    return wish.quiet, wish.zone


def _at(place: Place) -> tuple[Any, ...]:
    return subscription.c.chat == place.chat, subscription.c.topic == place.topic
