"""A chat, or a topic of it, that is briefed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.subscriptions.wish import Wish

GENERAL = 0  # the chat itself, or the General topic of a forum


class State(StrEnum):
    """Whether anything is sent."""

    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class Reason(StrEnum):
    """Why nothing can be sent for now."""

    BLOCKED = "blocked"  # the person blocked the bot
    REMOVED = "removed"  # the bot was taken out of the group or channel
    MUTED = "muted"  # it may no longer write there
    TOPIC_CLOSED = "topic closed"
    NOT_FOUND = "not found"  # on seven days Telegram knew no such chat


class Kind(StrEnum):
    """What sort of chat it is, in Telegram's words."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


@dataclass(frozen=True)
class Place:
    """Where something is said: a chat, and the topic in it."""

    chat: int
    topic: int = GENERAL


@dataclass(frozen=True)
class Subscription:
    """What is known of one subscriber; times are aware, in UTC."""

    place: Place
    kind: Kind
    title: str
    wish: Wish
    since: datetime  # of the state
    state: State = State.ACTIVE
    reason: Reason | None = None
    digested: datetime | None = None  # up to when digests have been seen to; none unless asked for
    covered: int = 0  # the last publication that a digest, or subscribing, has covered
    moved_from: int | None = None  # the deleted topic whose messages come here now
    id: int = 0  # given by the store
