"""What operators are asked to agree to before it goes out, and what their answers make of it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

_TELEGRAM = "telegram:"


class Kind(StrEnum):
    """What is proposed."""

    PUBLISH = "publish"
    CORRECT = "correct"
    ROLLBACK = "rollback"


class State(StrEnum):
    """How far a proposal has come; the last three are final."""

    OPEN = "open"
    AGREED = "agreed"  # it goes out once its embargo is over
    OUT = "out"
    DECLINED = "declined"
    STALE = "stale"  # nobody can agree to it any more


@dataclass(frozen=True)
class Who:
    """An operator: `key` tells them apart, and the name is for people."""

    key: str
    name: str


def key_of(user: int) -> str:
    """Return the key of an operator on Telegram."""
    return f"{_TELEGRAM}{user}"


@dataclass(frozen=True)
class Proposal:
    """A briefing, frozen as it stood, that operators are asked about."""

    id: int
    kind: Kind
    briefing: str
    edition: int
    content: str  # the whole briefing, as JSON
    hash: str  # of the content
    not_before: datetime | None
    needed: int  # operators who have to agree
    state: State
    at: datetime
    by: str  # the name of whoever proposed it
    why: str = ""  # it came to nothing
    publication: int | None = None
    approvals: tuple[Who, ...] = ()

    @property
    def agreed_by(self) -> str:
        """The names of those who have agreed."""
        return ", ".join(who.name for who in self.approvals)

    @property
    def is_settled(self) -> bool:
        """Whether nothing can be decided any more."""
        return self.state not in {State.OPEN, State.AGREED}

    @property
    def missing(self) -> int:
        """How many more have to agree."""
        return max(0, self.needed - len(self.approvals))


def as_it_counts(one: Proposal, needed: int, operators: Collection[int]) -> Proposal:
    """Return a proposal by the terms that hold now: so many of these operators have to agree.

    Fewer than were asked for when it was made are never enough.
    """
    telegram = {key_of(user) for user in operators}
    approvals = tuple(
        who for who in one.approvals if who.key in telegram or not who.key.startswith(_TELEGRAM)
    )
    return replace(one, needed=max(one.needed, needed), approvals=approvals)


def standing(
    approvals: Collection[Who], needed: int, not_before: datetime | None, now: datetime
) -> State:
    """Return how far a proposal is with these approvals."""
    if len({who.key for who in approvals}) < needed:
        return State.OPEN
    return State.AGREED if not_before is not None and now < not_before else State.OUT
