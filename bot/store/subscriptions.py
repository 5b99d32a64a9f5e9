"""The register of subscriptions: found, changed, paused, taken up, moved."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    RowMapping,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    not_,
    null,
    or_,
    select,
    update,
)

from bot.outbox.delivery import Step
from bot.store import gaps
from bot.store.tables import delivery, publication, sending, subscription
from bot.subscriptions.schedule import next_digest
from bot.subscriptions.subscription import GENERAL, Kind, Place, Reason, State, Subscription
from bot.subscriptions.visit import Alter, Change, Count, Erase, Past, Start, Stop, Visit
from bot.subscriptions.wish import Quiet, Rhythm, Wish

EDITION, CORRECTION = "edition", "correct"
EDITIONS = (EDITION, CORRECTION)  # what people know of a briefing
ENOUGH_DAYS = 7  # on which Telegram knew no such chat, until we believe it
UNTIL_TRIED_AGAIN = timedelta(days=1)  # after a chat refused what was sent
_OPEN = (Step.PENDING, Step.SENDING)


def turnstile(connection: Connection, *, shared: bool = False) -> None:
    """Let one at a time through, of those who publish and those who subscribe.

    Others may share their turn among themselves.
    """
    connection.execute(select(sending.c.fence).with_for_update(read=shared))


def keep(connection: Connection, one: int) -> State | None:
    """Let nobody else change a subscription before this transaction ends; return its state.

    Whoever changes deliveries of a subscription as well comes to these after it.
    """
    row = select(subscription.c.state).where(subscription.c.id == one)
    state = connection.execute(row.with_for_update(key_share=True)).scalar()
    return None if state is None else State(state)


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
        open_ = select(func.count()).where(mine, delivery.c.step.in_(_OPEN))
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
    mine = _ids(subscription.c.chat == chat)
    connection.execute(mine.with_for_update())
    _cancel(connection, mine, "the chat's data was deleted")
    connection.execute(
        update(delivery).where(delivery.c.subscription.in_(mine)).values(message=None)
    )
    connection.execute(delete(subscription).where(subscription.c.chat == chat))
    gaps.count_chat(connection, chat, wanted=True)


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
    _hold(connection, _ids(_within(chat, topic, State.PAUSED)))


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
    mine = list(connection.execute(_ids(paused)).scalars())
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


def _may_begin() -> Any:
    """Whether a delivery changes a message that nothing else is still to be put into before."""
    other = delivery.alias().c
    same = or_(other.id == delivery.c.edits, other.edits == delivery.c.edits)
    open_ = other.step.in_(_OPEN)
    return not_(exists().where(same, other.id < delivery.c.id, open_))


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


def migrate(connection: Connection, old: int, new: int, now: datetime) -> None:
    """A group has become a supergroup: what was subscribed goes with it, once."""
    if old == new:
        return
    turnstile(connection)
    gaps.migrate(connection, old, new)
    _strand(connection, _ids(subscription.c.chat == old))
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


def as_subscription(row: Row[Any]) -> Subscription:
    """Return the value of a row."""
    one = row._mapping  # noqa: SLF001 - its public name
    return Subscription(
        place=Place(one["chat"], one["topic"]),
        kind=Kind(one["kind"]),
        title=one["title"],
        wish=as_wish(one),
        since=one["since"],
        state=State(one["state"]),
        reason=Reason(one["reason"]) if one["reason"] else None,
        digested=one["digested"],
        covered=one["covered"],
        moved_from=one["moved_from"],
        id=one["id"],
    )


def as_wish(one: RowMapping) -> Wish:
    """Return the wish that stands in a row."""
    quiet = None if one["quiet_start"] is None else Quiet(one["quiet_start"], one["quiet_end"])
    return Wish(
        topics=topics_of(one["topics"]),
        rhythm=Rhythm(one["rhythm"]),
        hour=one["hour"],
        weekday=one["weekday"],
        zone=one["zone"],
        quiet=quiet,
        silent=one["silent"],
    )


def topics_as_text(topics: frozenset[str]) -> str:
    """Return a choice of topics as the tables keep it: the same choice is the same text."""
    return ",".join(sorted(topics))


def topics_of(text: str) -> frozenset[str]:
    """Return the choice that such a text stands for."""
    return frozenset(filter(None, text.split(",")))


def _history(connection: Connection, number: int) -> Iterable[Past]:
    one = delivery.c
    rows = connection.execute(
        select(publication.c.key, one.part, one.step, one.done, one.message)
        .join_from(delivery, publication)
        .where(one.subscription == number)
        .order_by(one.id)
    )
    return (Past(*row) for row in rows)


def _at(place: Place) -> tuple[Any, ...]:
    return subscription.c.chat == place.chat, subscription.c.topic == place.topic


def _ids(condition: Any) -> Any:
    return select(subscription.c.id).where(condition)


def _within(chat: int, topic: int | None, state: State) -> Any:
    here = and_(subscription.c.chat == chat, subscription.c.state == state)
    return here if topic is None else and_(here, subscription.c.topic == topic)


def _columns(wish: Wish) -> dict[str, Any]:
    return {
        "topics": topics_as_text(wish.topics),
        "rhythm": wish.rhythm,
        "hour": wish.hour,
        "weekday": wish.weekday,
        "zone": wish.zone,
        "quiet_start": wish.quiet.start if wish.quiet else None,
        "quiet_end": wish.quiet.end if wish.quiet else None,
        "silent": wish.silent,
    }


def _timing(wish: Wish) -> tuple[Any, ...]:
    """What digests go by; nothing but the rhythm if there are none."""
    if wish.rhythm is Rhythm.AT_ONCE:
        return (wish.rhythm,)
    return wish.rhythm, wish.hour, wish.weekday, wish.zone


def _sleep(wish: Wish) -> tuple[Quiet | None, str]:
    return wish.quiet, wish.zone


def _start(connection: Connection, visit: Visit, wish: Wish) -> None:
    found = visit.subscription
    if found is not None and found.state is State.ACTIVE:
        _alter(connection, found, wish, visit.now)
        return
    if found is not None and found.state is State.PAUSED:
        _alter(connection, found, wish, visit.now)
        resume(connection, visit.place.chat, visit.now, visit.place.topic)
        return
    values = {
        "kind": visit.kind,
        "title": visit.title,
        "state": State.ACTIVE,
        "since": visit.now,
        "covered": _newest(connection),
        "digested": visit.now,
        "digest_due": next_digest(wish, visit.now),
        "moved_from": None,
        "missing_days": 0,
        **_columns(wish),
    }
    if found is None:
        place = {"chat": visit.place.chat, "topic": visit.place.topic}
        connection.execute(insert(subscription).values(**place, **values))
    else:
        ended = subscription.c.id == found.id
        connection.execute(update(subscription).where(ended).values(**values))


def _newest(connection: Connection) -> int:
    newest = select(func.max(publication.c.id)).where(publication.c.kind.in_(EDITIONS))
    return connection.execute(newest).scalar() or 0


def _alter(connection: Connection, found: Subscription, wish: Wish, now: datetime) -> None:
    timing: dict[str, Any] = {}
    if _timing(wish) != _timing(found.wish):
        # Whoever no longer wants digests gets a last one at once, with what has gathered since.
        timing = {"digested": now, "digest_due": next_digest(wish, now) or now}
    if found.wish.rhythm is Rhythm.AT_ONCE and timing:
        # What came out until now was sent or not wanted, unless a last digest is still to come.
        last_is_due = subscription.c.digest_due.is_not(None)
        timing["covered"] = case((last_is_due, subscription.c.covered), else_=_newest(connection))
    connection.execute(
        update(subscription)
        .where(subscription.c.id == found.id)
        .values(**_columns(wish), **timing, moved_from=None)
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
    mine = _ids(subscription.c.id == found.id)
    _cancel(connection, mine, "unsubscribed", delivery.c.edits.is_(None))
    release(connection, found.id, now)  # what stands there is put right, even so


def _hold(connection: Connection, ids: Any) -> None:
    connection.execute(
        update(delivery)
        .where(delivery.c.subscription.in_(ids), delivery.c.step == Step.PENDING)
        .values(due=null())
    )


def _cancel(connection: Connection, ids: Any, why: str, *which: Any) -> None:
    connection.execute(
        update(delivery)
        .where(delivery.c.subscription.in_(ids), delivery.c.step == Step.PENDING, *which)
        .values(step=Step.CANCELLED, due=None, why=why)
    )


def _strand(connection: Connection, ids: Any) -> None:
    """Messages stay behind in the group as it was: they are not to be changed any more."""
    mine = delivery.c.subscription.in_(ids)
    connection.execute(
        update(delivery)
        .where(mine, delivery.c.edits.is_not(None), delivery.c.step == Step.PENDING)
        .values(letter=delivery.c.notice, notice=None, answers=delivery.c.edits, edits=None)
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
    known = select(delivery.c.publication).where(delivery.c.subscription == into.id)
    if _gathers(one) and connection.execute(known.limit(1)).first() is None:
        # It is new and has not had a digest: what the other waited for comes with its first.
        timing = {} if _gathers(into) else {"digest_due": now}
        connection.execute(
            update(subscription)
            .where(subscription.c.id == into.id)
            .values(covered=min(one.covered, into.covered), **timing)
        )
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
    connection.execute(delete(subscription).where(subscription.c.id == one.id))
    if into.state is State.PAUSED:
        _hold(connection, _ids(subscription.c.id == into.id))
    else:
        release(connection, into.id, now)


def _gathers(one: Subscription) -> bool:
    return one.state is not State.ENDED and one.wish.rhythm is not Rhythm.AT_ONCE
