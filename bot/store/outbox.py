"""The deliveries: which are due, who sends them now, and what has become of each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    update,
)

from bot.outbox.delivery import Delivery, Step, WhenUncertain
from bot.outbox.fate import Fate, Outcome
from bot.outbox.sequel import MOST_DAYS, Sequel, sequel_of
from bot.store import corrections, moves, pauses, turns, unsent
from bot.store.letters import as_message
from bot.store.rows import as_wish
from bot.store.tables import AS_NOTICE, delivery, letter, publication, sending, subscription
from bot.subscriptions.subscription import Kind, Place, State

LEASE = timedelta(seconds=30)  # after which a send without an outcome counts as uncertain
_LOOKED_AT = 2000  # deliveries, for the first of each chat
_LONGEST_CLOSED = timedelta(days=MOST_DAYS)  # what is longer comes from a clock that was wrong


def due(
    connection: Connection, now: datetime, limit: int, busy: Collection[int] = ()
) -> list[Delivery]:
    """Return deliveries whose time has come, one for each chat, to other chats than these."""
    order = delivery.c.due, delivery.c.id
    first = _first_of_each_chat(now, busy)
    rows = connection.execute(
        _whole().where(delivery.c.id.in_(first)).order_by(*order).limit(limit)
    )
    return [_as_delivery(row) for row in rows]


def _first_of_each_chat(now: datetime, busy: Collection[int]) -> Select[Any]:
    """Of the deliveries that have waited longest: one chat's many must not keep the rest back."""
    order = delivery.c.due, delivery.c.id
    waiting = (
        select(*order, subscription.c.chat)
        .join_from(delivery, subscription)
        .where(delivery.c.step == Step.PENDING, delivery.c.due <= now, _is_open(now))
        .where(subscription.c.chat.not_in(list(busy)))
        .order_by(*order)
        .limit(_LOOKED_AT)
        .subquery()
    ).c
    turn = func.row_number().over(partition_by=waiting.chat, order_by=(waiting.due, waiting.id))
    ranked = select(waiting.id, turn.label("turn")).subquery()
    return select(ranked.c.id).where(ranked.c.turn == 1)


def _is_open(now: datetime) -> Any:
    """Whether a delivery's subscription is one to send to, and its chat has not asked to wait."""
    other = subscription.alias().c
    closed = select(other.chat).where(
        other.closed_until > now, other.closed_until <= now + _LONGEST_CLOSED
    )
    # Who unsubscribed gets nothing more; what stands in the chat is still put right.
    changed = and_(subscription.c.state == State.ENDED, delivery.c.edits.is_not(None))
    wanted = or_(subscription.c.state == State.ACTIVE, changed)
    return and_(wanted, subscription.c.chat.not_in(closed))


def mark(connection: Connection, one: Delivery, fence: int, now: datetime) -> bool:
    """Note that a delivery is being sent; False if it is not to be sent so, or not by us."""
    mine = subscription.c.id == delivery.c.subscription
    marked = connection.execute(
        update(delivery)
        .where(delivery.c.id == one.id, delivery.c.step == Step.PENDING, _is_ours(fence))
        .where(delivery.c.letter == one.version)  # a correction may have taken its place since
        .where(delivery.c.due.is_not(None))
        .where(exists(select(subscription.c.id).where(mine, _is_open(now))))
        .values(
            step=Step.SENDING,
            attempts=delivery.c.attempts + 1,
            tried=now,
            lease=now + LEASE,
            fence=fence,
        )
    )
    return bool(marked.rowcount)


def postpone_all(connection: Connection, until: Mapping[int, datetime]) -> None:
    """Let deliveries wait, each until a moment of its own: their chats sleep."""
    if not until:
        return
    connection.execute(
        update(delivery)
        .where(delivery.c.id == bindparam("number"), delivery.c.step == Step.PENDING)
        .where(delivery.c.due.is_not(None))  # it may have been paused since
        .values(due=bindparam("until")),
        [{"number": number, "until": until[number]} for number in sorted(until)],
    )


def settle(
    connection: Connection, one: Delivery, fence: int, outcome: Outcome, now: datetime
) -> Sequel:
    """Write down what has become of a delivery, and what follows for its chat."""
    sequel = sequel_of(one, outcome, now)
    # A correction is made before this, and changes what is sent here, or after it.
    turns.turnstile(connection, shared=not _concerns_the_chat(sequel, outcome))
    is_edit = one.edits is not None and not sequel.as_notice
    sequel = _as_wanted(sequel, turns.keep(connection, one.subscription), is_edit=is_edit)
    overtaking = corrections.overtaking(connection, one.id)
    settled = connection.execute(
        update(delivery)
        .where(delivery.c.id == one.id, delivery.c.step == Step.SENDING)
        .where(delivery.c.fence == fence)
        .values(**_settled(sequel, outcome, now))
    )
    if settled.rowcount:
        if overtaking is not None:
            corrections.overtake(connection, one, overtaking, sequel, now)
        _follow(connection, one, outcome, sequel, now)
    return sequel


def _settled(sequel: Sequel, outcome: Outcome, now: datetime) -> dict[str, Any]:
    """How a delivery stands after a sequel."""
    return {
        "step": sequel.step,
        "due": sequel.due,
        "doubts": sequel.doubts,
        "plain": sequel.plain,
        "why": sequel.why,
        "message": outcome.message,
        "done": now if sequel.step is not Step.PENDING else None,
        "lease": None,
        **(AS_NOTICE if sequel.as_notice else {}),
    }


def _concerns_the_chat(sequel: Sequel, outcome: Outcome) -> bool:
    """Whether more than the subscription of this delivery may change."""
    is_elsewhere = bool(sequel.move_to or sequel.to_general)
    return is_elsewhere or sequel.missing or bool(sequel.pause) or outcome.fate is Fate.LATER


def _as_wanted(sequel: Sequel, state: State | None, *, is_edit: bool) -> Sequel:
    """Return what follows where the chat has been paused, or has ended, in the meantime."""
    if sequel.step is not Step.PENDING or state not in {State.PAUSED, State.ENDED}:
        return sequel
    if state is State.PAUSED:
        return replace(sequel, due=None)
    if is_edit and sequel.pause is None:
        return sequel
    return replace(sequel, step=Step.CANCELLED, due=None, why="unsubscribed")


def lapse(connection: Connection, now: datetime) -> int:
    """Take up the deliveries whose sender has died over them; return how many."""
    # A lease that ends later than any can comes from a clock that was ahead.
    over = or_(delivery.c.lease <= now, delivery.c.lease > now + 2 * LEASE)
    rows = connection.execute(
        _whole(delivery.c.fence).where(delivery.c.step == Step.SENDING, over)
    ).all()
    for row in rows:
        died = Outcome(Fate.UNKNOWN, said="the bot ended before Telegram answered")
        settle(connection, _as_delivery(row), row.fence, died, now)
    # Nobody can tell any more to whom these went, or were to go.
    connection.execute(
        update(delivery)
        .where(delivery.c.subscription.is_(None))
        .where(delivery.c.step.in_((Step.PENDING, Step.SENDING)))
        .where(or_(delivery.c.step == Step.PENDING, over))
        .values(
            step=Step.CANCELLED,
            due=None,
            lease=None,
            done=now,
            why="the chat's data was deleted",
        )
    )
    return len(rows)


def expire(connection: Connection, now: datetime) -> int:
    """End what has waited too long; return how many."""
    old = select(publication.c.id).where(publication.c.at < now - timedelta(days=MOST_DAYS))
    step = case((delivery.c.doubts > 0, literal(Step.UNCERTAIN)), else_=literal(Step.EXPIRED))
    ended = connection.execute(
        update(delivery)
        .where(delivery.c.step == Step.PENDING, delivery.c.publication.in_(old))
        .values(step=step, due=None, done=now, why=f"It waited for {MOST_DAYS} days.")
    )
    return ended.rowcount


def lately(connection: Connection, since: datetime) -> list[tuple[int, Kind]]:
    """Return to which chats something was sent since then, whoever sent it."""
    rows = connection.execute(
        select(subscription.c.chat, subscription.c.kind)
        .join_from(delivery, subscription)
        .where(delivery.c.tried >= since)
        .order_by(delivery.c.tried)
    )
    return [(chat, Kind(kind)) for chat, kind in rows]


def resend(connection: Connection, numbers: Sequence[int], now: datetime) -> int:
    """Send uncertain deliveries again, after all; return how many."""
    changed = connection.execute(
        update(delivery)
        .where(delivery.c.id.in_(list(numbers)), delivery.c.step == Step.UNCERTAIN)
        .values(
            step=Step.PENDING, due=_once_active(now), done=None, why="an operator sent it again"
        )
    )
    return changed.rowcount


def drop(connection: Connection, numbers: Sequence[int], now: datetime) -> int:
    """Let uncertain deliveries rest; return how many."""
    chosen = delivery.c.id.in_(list(numbers)) & (delivery.c.step == Step.UNCERTAIN)
    rows = connection.execute(_whole().where(chosen)).all()
    connection.execute(
        update(delivery).where(chosen).values(step=Step.CANCELLED, why="an operator let it rest")
    )
    for row in rows:
        _next_part(connection, _as_delivery(row), now)
    return len(rows)


def _follow(
    connection: Connection, one: Delivery, outcome: Outcome, sequel: Sequel, now: datetime
) -> None:
    if sequel.step is Step.SENT:
        _next_part(connection, one, now)
        pauses.present(connection, one.subscription)
    elif sequel.step is Step.FAILED:
        _fail_the_rest(connection, one, now)
    if sequel.pause is not None:
        topic = one.place.topic if sequel.topic_only else None
        pauses.pause(connection, one.place.chat, sequel.pause, now, topic)
    if sequel.move_to is not None:
        moves.migrate(connection, one.place.chat, sequel.move_to, now)
    if sequel.to_general:
        moves.to_general(connection, one.place, now)
    if outcome.fate is Fate.LATER:
        # Until then, nothing else goes to this chat either, whoever sends.
        until = now + timedelta(seconds=outcome.wait)
        pauses.close(connection, one.place.chat, until)
    if sequel.missing:
        pauses.missing(connection, one.subscription, now)


def _later_parts(one: Delivery) -> Any:
    mine = select(delivery.c.publication).where(delivery.c.id == one.id).scalar_subquery()
    return (
        unsent.IS_LETTER
        & (delivery.c.publication == mine)
        & (delivery.c.subscription == one.subscription)
        & (delivery.c.step == Step.PENDING)
        & (delivery.c.part > one.part)
    )


def _next_part(connection: Connection, one: Delivery, now: datetime) -> None:
    following = _later_parts(one) & (delivery.c.part == one.part + 1)
    connection.execute(update(delivery).where(following).values(due=_once_active(now)))


def _once_active(now: datetime) -> Any:
    """Due now; or, for a paused chat, not before it is active again."""
    active = (subscription.c.id == delivery.c.subscription) & (subscription.c.state == State.ACTIVE)
    due = literal(now, delivery.c.due.type)
    return case((exists(select(subscription.c.id).where(active)), due), else_=null())


def _fail_the_rest(connection: Connection, one: Delivery, now: datetime) -> None:
    connection.execute(
        update(delivery)
        .where(_later_parts(one))
        .values(step=Step.FAILED, due=None, done=now, why="the part before it was refused")
    )


def _is_ours(fence: int) -> Any:
    return exists(select(sending.c.id).where(sending.c.fence == fence))


def _whole(*more: Any) -> Select[Any]:
    columns, first = delivery.c, delivery.alias()
    return select(
        columns.id.label("number"),
        columns.part,
        columns.attempts,
        columns.doubts,
        columns.plain,
        columns.edits,
        columns.letter.label("version"),
        first.c.message.label("target"),
        letter.c.html,
        letter.c.buttons,
        publication.c.when_uncertain,
        publication.c.at,
        subscription,
        *more,
    ).select_from(
        delivery.join(subscription)
        .join(letter, columns.letter == letter.c.id)
        .join(publication, columns.publication == publication.c.id)
        .outerjoin(first, first.c.id == func.coalesce(columns.edits, columns.answers))
    )


def _as_delivery(row: Row[Any]) -> Delivery:
    one = row._mapping  # noqa: SLF001 - its public name
    return Delivery(
        id=one["number"],
        subscription=one["id"],
        place=Place(one["chat"], one["topic"]),
        kind=Kind(one["kind"]),
        wish=as_wish(one),
        part=one["part"],
        letter=as_message(one["html"], one["buttons"]),
        attempts=one["attempts"],
        doubts=one["doubts"],
        when_uncertain=WhenUncertain(one["when_uncertain"]),
        published=one["at"],
        plain=one["plain"],
        version=one["version"],
        edits=None if one["edits"] is None else one["target"],
        answers=None if one["edits"] is not None else one["target"],
    )
