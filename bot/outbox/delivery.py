"""One part of a publication on its way to one chat."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.messages import Message
from bot.subscriptions.subscription import Kind, Place
from bot.subscriptions.wish import Wish


class Step(StrEnum):
    """How far a delivery has come; the first two are still open."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"  # it may have arrived: somebody has to decide
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class WhenUncertain(StrEnum):
    """What is done once with a message that may have arrived."""

    RESEND_ONCE = "resend-once"
    HOLD = "hold"


@dataclass(frozen=True)
class Delivery:
    """A row of the outbox, with all that its sending and its outcome depend on."""

    id: int
    subscription: int
    place: Place
    kind: Kind
    wish: Wish
    part: int  # from 1
    letter: Message
    attempts: int  # calls so far
    doubts: int  # of these, how many may have arrived
    when_uncertain: WhenUncertain
    published: datetime
    plain: bool = False  # Telegram refused its markup: it goes without
    version: int = 0  # the number of its letter, whose place another may take before it is sent
    edits: int | None = None  # the message that it changes, rather than being a new one
    answers: int | None = None  # the message that it is a reply to
