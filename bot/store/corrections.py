"""Which messages say what, and what follows for each when a letter takes the place of another.

A message is known by the delivery that brought it. What changes it later is a delivery, too,
which `edits` the first one. So what stands in a message, or is on its way there, is the letter
of the newest of these.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    and_,
    bindparam,
    case,
    delete,
    exists,
    false,
    func,
    insert,
    literal,
    not_,
    null,
    or_,
    select,
    update,
)

from bot.outbox.delivery import Delivery, Step
from bot.outbox.sequel import Sequel
from bot.store.letters import UNTOUCHED, as_part, write
from bot.store.tables import CORRECTION, DIGEST, delivery, letter, publication, subscription
from bot.store.unsent import ANEW, ended, successor
from bot.subscriptions.said import Part
from bot.subscriptions.subscription import State

_UNSENT = (Step.PENDING, Step.UNCERTAIN)  # these go out, or out again, as their letter is by then
_UNDER_WAY = (Step.PENDING, Step.SENDING)
_OUT = (Step.SENDING, Step.SENT)
_TOLD = (*_UNSENT, *_OUT)
_SENT = delivery.alias()
_FOLLOWER = (  # built once: it is asked for after every call
    select(delivery.c.id, delivery.c.letter, delivery.c.notice)
    .join_from(delivery, _SENT, delivery.c.edits == func.coalesce(_SENT.c.edits, _SENT.c.id))
    .where(
        _SENT.c.id == bindparam("one"),
        delivery.c.id > bindparam("one"),
        delivery.c.step == Step.PENDING,
    )
)
_FIRST = func.coalesce(delivery.c.edits, delivery.c.id)  # the delivery that brought the message

Entry = tuple[str, str, str]  # the briefing, the section and the entry


@dataclass(frozen=True)
class StoredLetter:
    """One message of a letter that chats have received, or are to receive.

    `notices` are to be sent where it can't be put into a message, by their numbers;
    `publication` is the one that it was written for. `answers` are what was sent after it where
    it could not be changed, by their numbers: its part is without what these put right. Where
    chats were answered differently, there is one of these for each.
    """

    id: int
    part: Part
    notices: Mapping[int, Part]
    publication: int
    answers: Mapping[int, Part] = field(default_factory=dict)

    @property
    def told(self) -> frozenset[Entry]:
        """The entries that its answers speak of."""
        return _entries(self.answers)


@dataclass(frozen=True)
class Replacement:
    """What takes the place of a letter, and what is sent where a message can't be changed.

    Where nothing fits into its place, the notice is all there is. `notices` take the places of
    those that are still to be sent. If `answered`, it concerns the messages that were answered
    as this letter was, and no others.
    """

    old: int
    new: Part | None
    notice: Part
    notices: Mapping[int, Part]
    answered: StoredLetter | None = None


@dataclass(frozen=True)
class _Notice:
    """What takes the place of a notice, for the edits that would put a letter into a message."""

    letter: int
    old: int
    new: int


@dataclass(frozen=True)
class Overtaking:
    """A delivery that changes the message of another, which is just being sent."""

    id: int
    letter: int
    notice: int


@dataclass(frozen=True)
class Reach:
    """How many messages stand in how many chats, and how many are still to be sent."""

    messages: int
    chats: int
    waiting: int


def kept(connection: Connection, briefing: str) -> list[StoredLetter]:
    """Return all that chats were told, or are to be told, of a briefing, as it stands now."""
    # A digest tells of several briefings, and so does what has taken its place.
    several = and_(publication.c.kind == CORRECTION, letter.c.said.is_not(None))
    mine = or_(publication.c.briefing == briefing, publication.c.kind == DIGEST, several)
    used = letter.c.id.in_(select(delivery.c.letter).where(or_(_is_unsent(), _is_out())))
    rows = connection.execute(
        select(letter.c.id, letter.c.publication, letter.c.html, letter.c.buttons, letter.c.said)
        .join_from(letter, publication)
        .where(mine, used)
        .order_by(letter.c.id)
    )
    notices, answers = _notices(connection), _answers(connection)
    plain = _unanswered(connection) if answers else set()
    return [
        StoredLetter(number, _rest(as_part(*columns), each), notices[number], publication, each)
        for number, publication, *columns in rows
        for each in _ways(answers.get(number, []), plain=not answers or number in plain)
    ]


def _ways(answers: Iterable[Mapping[int, Part]], *, plain: bool) -> Iterator[Mapping[int, Part]]:
    """In which ways the messages of a letter were answered: it may be that some were not."""
    if plain:
        yield {}
    yield from answers


def _rest(part: Part, answers: Mapping[int, Part]) -> Part:
    """A message without what its answers put right, so far as it is known what it says."""
    if part.said is None:
        return part
    told = _entries(answers)
    return replace(part, said=tuple(one for one in part.said if one[:3] not in told))


def _entries(answers: Mapping[int, Part]) -> frozenset[Entry]:
    return frozenset(one[:3] for part in answers.values() for one in part.said or ())


def _notices(connection: Connection) -> Mapping[int, Mapping[int, Part]]:
    """The notices that are still to be sent where a message can't be changed, by its letter."""
    rows = connection.execute(
        select(delivery.c.letter, letter.c.id, letter.c.html, letter.c.buttons, letter.c.said)
        .join_from(delivery, letter, delivery.c.notice == letter.c.id)
        .where(delivery.c.step.in_(_UNDER_WAY))
        .distinct()
    )
    found: defaultdict[int, dict[int, Part]] = defaultdict(dict)
    for mine, number, *columns in rows:
        found[mine][number] = as_part(*columns)
    return found


def _answers(connection: Connection) -> Mapping[int, list[Mapping[int, Part]]]:
    """What answers messages that could not be changed, by the letters that stand there."""
    found: defaultdict[tuple[int, int], dict[int, Part]] = defaultdict(dict)
    reply = delivery.alias().c
    if not connection.execute(select(exists().where(reply.answers.is_not(None)))).scalar():
        return {}  # as mostly, and it is looked up faster than each message's answer
    columns = (letter.c.id, letter.c.html, letter.c.buttons, letter.c.said)
    for which in (delivery.c.id, delivery.c.edits):
        rows = connection.execute(
            select(delivery.c.letter, reply.answers, *columns)
            .where(which == reply.answers, letter.c.id == reply.letter, _is_told(reply))
            .where(delivery.c.step == Step.SENT, _is_out())
        )
        for answered, message, number, *words in rows:
            found[answered, message][number] = as_part(*words)
    return _by_letter(found)


def _by_letter(
    found: Mapping[tuple[int, int], Mapping[int, Part]],
) -> Mapping[int, list[Mapping[int, Part]]]:
    """The different answers to the messages of each letter, each once."""
    ways: defaultdict[int, dict[frozenset[int], Mapping[int, Part]]] = defaultdict(dict)
    for (answered, _), answers in found.items():
        ways[answered][frozenset(answers)] = answers
    return {answered: list(mine.values()) for answered, mine in ways.items()}


def _unanswered(connection: Connection) -> set[int]:
    """The letters of messages that nothing answers, or that are still on their way."""
    mine = or_(_is_unsent(), and_(_is_out(), _is_answered_by(())))
    return set(connection.execute(select(delivery.c.letter).where(mine).distinct()).scalars())


def reach(connection: Connection, letters: Iterable[StoredLetter]) -> Reach:
    """Return where these letters stand, and how many of them are still to be sent."""
    ways: defaultdict[frozenset[int], list[int]] = defaultdict(list)
    for one in letters:
        ways[frozenset(one.answers)].append(one.id)
    mine = or_(
        false(),
        *(and_(delivery.c.letter.in_(some), _is_answered_by(way)) for way, some in ways.items()),
    )
    standing = (
        select(func.count(), func.count(func.distinct(subscription.c.chat)))
        .join_from(delivery, subscription)
        .where(mine, _is_out())
    )
    messages, chats = connection.execute(standing).one()
    unsent = and_(delivery.c.letter.in_(ways[frozenset()]), _is_unsent())
    waiting = select(func.count()).where(unsent)
    return Reach(messages, chats, connection.execute(waiting).scalar_one())


def carry_out(
    connection: Connection, publication: int, changes: Iterable[Replacement], now: datetime
) -> None:
    """Let other letters take the places of these, in every message, sent or not."""
    given = enumerate(changes, 1)
    every = [_set_apart(connection, publication, place, change) for place, change in given]
    notices = [
        notice
        for place, change in enumerate(every, 1)
        for notice in _keep(connection, publication, place, change)
    ]
    _change(connection, publication, [one.old for one in every if one.answered], now)
    _put_in_place(connection, publication)
    for notice in notices:
        _notify_of_both(connection, publication, notice)


def overtaking(connection: Connection, one: int) -> Overtaking | None:
    """Return what waits until a delivery that is being sent has its outcome, to change it."""
    found = connection.execute(_FOLLOWER, {"one": one}).first()
    return None if found is None else Overtaking(*found)


def overtake(
    connection: Connection, one: Delivery, by: Overtaking, sequel: Sequel, now: datetime
) -> None:
    """Change what has been sent by now; what has not, goes out as it is to be at once.

    If it can't have arrived, it goes out as if there had been nothing to correct.
    """
    if sequel.step is Step.SENT:
        here = subscription.c.id == delivery.c.subscription
        paused = exists().where(here, subscription.c.state == State.PAUSED)
        due = case((paused, null()), else_=literal(now, delivery.c.due.type))
        connection.execute(update(delivery).where(delivery.c.id == by.id).values(due=due))
        return
    plainly = None if sequel.doubts or one.edits is not None else successor(connection, one.version)
    values: dict[str, Any] = {"letter": by.notice if sequel.as_notice else by.letter}
    if plainly is not None:
        values["letter"] = plainly.id
        values |= ended(now) if plainly.is_empty and sequel.step is Step.PENDING else {}
    elif one.edits is not None and not sequel.as_notice:
        values["notice"] = by.notice
    connection.execute(update(delivery).where(delivery.c.id == one.id).values(values))
    connection.execute(delete(delivery).where(delivery.c.id == by.id))


def _set_apart(
    connection: Connection, publication: int, place: int, change: Replacement
) -> Replacement:
    """Give messages that were answered a letter of their own, of what is left to put right."""
    if change.answered is None:
        return change
    words = change.answered.part
    apart = write(connection, publication, words, topics=f"{place}", part=0)
    mine = and_(delivery.c.letter == change.old, _is_answered_by(change.answered.answers))
    connection.execute(update(delivery).where(mine, _is_out()).values(letter=apart))
    return replace(change, old=apart, notices={})


def _keep(
    connection: Connection, publication: int, place: int, change: Replacement
) -> Iterator[_Notice]:
    """Keep the letters; yield what becomes of the notices that are still to be sent."""
    where: dict[str, Any] = {"topics": f"{place}", "part": 1}
    if change.new is None:
        write(connection, publication, change.notice, corrects=change.old, **where)
        return
    notice = write(connection, publication, change.notice, **where)
    where["part"] = 2
    write(connection, publication, change.new, corrects=change.old, notice=notice, **where)
    for known, part in change.notices.items():
        where["part"] += 1
        new = _Notice(change.old, known, write(connection, publication, part, **where))
        mine = and_(delivery.c.letter == new.letter, delivery.c.notice == new.old)
        connection.execute(update(delivery).where(mine, _is_unsent()).values(notice=new.new))
        yield new


def _notify_of_both(connection: Connection, publication: int, notice: _Notice) -> None:
    """What follows an edit that may fail yet: its notice says what that one's would have."""
    before = delivery.alias().c
    mine = and_(
        before.edits == delivery.c.edits,
        before.step == Step.SENDING,
        before.letter == notice.letter,
        before.notice == notice.old,
    )
    connection.execute(
        update(delivery)
        .where(delivery.c.publication == publication, exists().where(mine))
        .values(notice=notice.new)
    )


def _put_in_place(connection: Connection, publication: int) -> None:
    """What may have arrived goes out again corrected; a notice by itself is no whole message."""
    whole = or_(delivery.c.edits.is_(None), letter.c.notice.is_not(None))
    new = (
        select(letter.c.id)
        .where(letter.c.publication == publication, letter.c.corrects == delivery.c.letter, whole)
        .where(letter.c.topics != ANEW)
        .correlate(delivery)
    )
    connection.execute(
        update(delivery).where(_is_unsent(), exists(new)).values(letter=new.scalar_subquery())
    )


def _change(
    connection: Connection, publication: int, apart: Collection[int], now: datetime
) -> None:
    """Each message that stands in a chat, or is just being sent there, is changed.

    Of those that were answered, only what was set apart.
    """
    mine = or_(delivery.c.letter.in_(apart), _is_answered_by(()))
    found = _concerned(publication).where(mine).subquery().c
    edit = and_(found.notice.is_not(None), found.there)
    row = _row(publication, now, found, edit)
    wanted = or_(found.state != State.ENDED, edit)
    connection.execute(insert(delivery).from_select(list(row), select(*row.values()).where(wanted)))


def _concerned(publication: int) -> Select[Any]:
    """What is to be changed; `there` says whether it stands in its chat, or may do so by now.

    Chats and messages are looked up one by one. Joined, PostgreSQL may compare each with each:
    it takes the letters, which have only just been written, for fewer than they are.
    """
    new, first, reader = letter.alias(), delivery.alias().c, subscription.c
    there = or_(first.message.is_not(None), first.step == Step.SENDING)
    rest = and_(delivery.c.edits.is_not(None), _is_unsent(), new.c.notice.is_(None))
    part = func.row_number().over(partition_by=delivery.c.subscription, order_by=delivery.c.id)
    return (
        select(
            delivery.c.subscription,
            delivery.c.step,
            delivery.c.plain,
            _FIRST.label("first"),
            new.c.id.label("new"),
            new.c.notice,
            part.label("part"),
            _looked_up(there, first.id == _FIRST).label("there"),
            _looked_up(reader.state, reader.id == delivery.c.subscription).label("state"),
        )
        .join_from(delivery, new, new.c.corrects == delivery.c.letter)
        .where(new.c.publication == publication, new.c.topics != ANEW, or_(_is_out(), rest))
    )


def _looked_up(what: Any, where: Any) -> Any:
    return select(what).where(where).correlate(delivery).scalar_subquery()


def _row(publication: int, now: datetime, found: Any, edit: Any) -> dict[str, Any]:
    """An edit where there is a message that can be changed; elsewhere the notice."""
    nothing = null()
    waits = or_(and_(edit, found.step == Step.SENDING), found.state == State.PAUSED)
    return {
        **{name: literal(value) for name, value in UNTOUCHED.items()},
        "publication": literal(publication),
        "subscription": found.subscription,
        "letter": case((edit, found.new), else_=func.coalesce(found.notice, found.new)),
        "notice": case((edit, found.notice), else_=nothing),
        "edits": case((edit, found.first), else_=nothing),
        "answers": case((edit, nothing), else_=found.first),
        "part": found.part,
        "due": case((waits, nothing), else_=literal(now, delivery.c.due.type)),
        "plain": and_(edit, found.plain),
    }


def _is_unsent() -> Any:
    return and_(delivery.c.step.in_(_UNSENT), delivery.c.subscription.is_not(None))


def _is_answered_by(letters: Collection[int]) -> Any:
    """Whether these answer the message of a delivery, and nothing else does.

    What is still on its way is changed as if nothing did.
    """
    reply = delivery.alias().c
    told = select(reply.answers).where(reply.answers.is_not(None), _is_told(reply))
    others = _FIRST.in_(told.where(reply.letter.not_in(list(letters))))
    if not letters:
        return or_(delivery.c.step != Step.SENT, not_(others))
    each = (_FIRST.in_(told.where(reply.letter == one)) for one in letters)
    return and_(delivery.c.step == Step.SENT, *each, not_(others))


def _is_told(reply: Any) -> Any:
    """Whether an answer has been sent, or will be; who unsubscribed is not to be sent one."""
    return or_(reply.step.in_(_TOLD), _is_given_up(reply))


def _is_given_up(one: Any) -> Any:
    """Whether it was cancelled in a chat that is unsubscribed."""
    reader = subscription.alias().c
    ended = select(reader.id).where(reader.state == State.ENDED)
    return and_(one.step == Step.CANCELLED, one.subscription.in_(ended))


def _is_out() -> Any:
    """Whether a delivery is what stands in its message, or is just being put there.

    A change that was given up counts as made, as long as nobody wants to be written to there.
    """
    newer = delivery.alias().c
    over = and_(newer.edits == _FIRST, newer.id > delivery.c.id)
    live = or_(newer.step.in_((Step.PENDING, *_OUT)), _is_given_up(newer))
    made = or_(
        delivery.c.step.in_(_OUT), and_(delivery.c.edits.is_not(None), _is_given_up(delivery.c))
    )
    known = delivery.c.subscription.is_not(None)
    # Counted, as PostgreSQL may make a join of `exists`, and compare each with each.
    return and_(made, known, _looked_up(func.count(), and_(over, live)) == 0)
