"""What operators are asked to agree to, who has agreed, and what each of them is shown of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, exists, insert, or_, select, update

from bot.publishing.bulletin import FINAL
from bot.publishing.proposal import Kind, Proposal, State, Who
from bot.store.tables import approval, bulletin, proposal

_LIVE = (State.OPEN, State.AGREED)


@dataclass(frozen=True)
class Bulletin:
    """The message that shows an operator a proposal; `message` is None until it has been sent."""

    id: int
    chat: int
    message: int | None
    shown: str  # the stage that stands there
    former: int | None = None  # a message before it, which still asks

    @property
    def is_open(self) -> bool:
        """Whether anything is still to be shown there, or taken away above it."""
        return self.shown != FINAL or (self.former is not None and self.message is not None)


def add(connection: Connection, new: Proposal) -> int:
    """Keep a proposal, in place of any other on the same briefing; return its number."""
    connection.execute(
        update(proposal)
        .where(proposal.c.briefing == new.briefing, proposal.c.state.in_(_LIVE))
        .values(state=State.STALE, why="A newer proposal has taken its place.")
    )
    made = connection.execute(
        insert(proposal)
        .values(
            kind=new.kind,
            briefing=new.briefing,
            edition=new.edition,
            content=new.content,
            hash=new.hash,
            not_before=new.not_before,
            needed=new.needed,
            state=new.state,
            at=new.at,
            by=new.by,
            why=new.why,
        )
        .returning(proposal.c.id)
    )
    return int(made.scalar_one())


def find(connection: Connection, number: int) -> Proposal | None:
    """Return a proposal with those who have agreed to it."""
    row = connection.execute(select(proposal).where(proposal.c.id == number)).one_or_none()
    return None if row is None else _as_proposal(connection, row)


def live(connection: Connection, briefing: str) -> Proposal | None:
    """Return the proposal on a briefing that operators are asked about, or have agreed to."""
    mine = proposal.c.briefing == briefing, proposal.c.state.in_(_LIVE)
    row = connection.execute(select(proposal).where(*mine)).one_or_none()
    return None if row is None else _as_proposal(connection, row)


def all_live(connection: Connection) -> list[Proposal]:
    """Return what operators are asked about, and what waits for the end of its embargo."""
    chosen = select(proposal).where(proposal.c.state.in_(_LIVE)).order_by(proposal.c.id)
    return [_as_proposal(connection, row) for row in connection.execute(chosen).all()]


def agreed(connection: Connection) -> list[Proposal]:
    """Return what waits for the end of its embargo."""
    return [one for one in all_live(connection) if one.state is State.AGREED]


def approve(connection: Connection, number: int, who: Who, now: datetime) -> None:
    """Note that an operator agrees; twice is once."""
    known = select(approval.c.id).where(approval.c.proposal == number, approval.c.who == who.key)
    if connection.execute(known).first() is None:
        connection.execute(
            insert(approval).values(proposal=number, who=who.key, name=who.name, at=now)
        )


def settle(
    connection: Connection, number: int, state: State, why: str = "", publication: int | None = None
) -> None:
    """Note how far a proposal has come."""
    connection.execute(
        update(proposal)
        .where(proposal.c.id == number)
        .values(state=state, why=why, publication=publication)
    )


def unfinished(
    connection: Connection, operators: Collection[int]
) -> list[tuple[Proposal, Bulletin]]:
    """Return what operators are shown and is not final.

    Each of them is to be shown each proposal: what is missing for that is added.
    """
    asks = and_(bulletin.c.former.is_not(None), bulletin.c.message.is_not(None))
    changing = exists().where(
        bulletin.c.proposal == proposal.c.id, or_(bulletin.c.shown != FINAL, asks)
    )
    rows = connection.execute(
        select(proposal).where(or_(proposal.c.state.in_(_LIVE), changing)).order_by(proposal.c.id)
    ).all()
    found = []
    for row in rows:
        shown = _bulletins(connection, row.id)
        if unaware := set(operators) - {one.chat for one in shown}:
            _address(connection, row.id, unaware)
            shown = _bulletins(connection, row.id)
        whole = _as_proposal(connection, row)
        theirs = (one for one in shown if one.chat in operators and one.is_open)
        found += [(whole, one) for one in theirs]
    return found


def again(connection: Connection, number: int, chat: int) -> None:
    """Show a proposal in a new message: the old one is far up by now."""
    connection.execute(
        update(bulletin)
        .where(bulletin.c.proposal == number, bulletin.c.chat == chat)
        .where(bulletin.c.message.is_not(None))
        .values(message=None, shown="", former=bulletin.c.message)
    )


def show(connection: Connection, one: Bulletin, message: int | None, shown: str) -> None:
    """Note what stands in an operator's message now, unless they have asked for a new one."""
    unless = bulletin.c.message.is_not_distinct_from(one.message)
    connection.execute(
        update(bulletin).where(bulletin.c.id == one.id, unless).values(message=message, shown=shown)
    )


def retired(connection: Connection, one: Bulletin) -> None:
    """Note that the message before it asks no more."""
    connection.execute(
        update(bulletin)
        .where(bulletin.c.id == one.id, bulletin.c.former == one.former)
        .values(former=None)
    )


def _address(connection: Connection, number: int, chats: Collection[int]) -> None:
    new = [{"proposal": number, "chat": chat, "shown": ""} for chat in sorted(chats)]
    connection.execute(insert(bulletin), new)


def _bulletins(connection: Connection, number: int) -> list[Bulletin]:
    one = bulletin.c
    rows = connection.execute(
        select(one.id, one.chat, one.message, one.shown, one.former)
        .where(one.proposal == number)
        .order_by(one.id)
    )
    return [Bulletin(*row) for row in rows]


def _as_proposal(connection: Connection, row: Row[Any]) -> Proposal:
    one = row._mapping  # noqa: SLF001 - its public name
    agreed = connection.execute(
        select(approval.c.who, approval.c.name)
        .where(approval.c.proposal == one["id"])
        .order_by(approval.c.id)
    )
    return Proposal(
        id=one["id"],
        kind=Kind(one["kind"]),
        briefing=one["briefing"],
        edition=one["edition"],
        content=one["content"],
        hash=one["hash"],
        not_before=one["not_before"],
        needed=one["needed"],
        state=State(one["state"]),
        at=one["at"],
        by=one["by"],
        why=one["why"],
        publication=one["publication"],
        approvals=tuple(Who(*each) for each in agreed),
    )
