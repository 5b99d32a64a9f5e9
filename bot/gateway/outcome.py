"""What became of a call that failed: refused, never sent, or nobody knows."""

from dataclasses import dataclass
from enum import Enum
from typing import cast

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)


class Fate(Enum):
    """What is known about a message after its call has failed."""

    UNSENT = "unsent"  # it never left, and may be sent again
    LATER = "later"  # refused for now, with a time
    MIGRATED = "migrated"  # the group has another id
    GONE = "gone"  # this chat can't be written to
    REFUSED = "refused"  # this message is not accepted
    LOCKED_OUT = "locked out"  # the token is not accepted
    UNKNOWN = "unknown"  # it may have arrived


@dataclass(frozen=True)
class Outcome:
    """A fate, with the seconds to wait or the new chat where the server names them."""

    fate: Fate
    wait: float = 0
    chat: int | None = None


# The connection was never made, or the request was never written.
_NEVER_LEFT = (
    httpx.PoolTimeout,
    httpx.ConnectTimeout,
    httpx.ConnectError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.ProxyError,
)
_FATES: tuple[tuple[type[Exception], Fate], ...] = (
    (BadRequest, Fate.REFUSED),
    (Forbidden, Fate.GONE),
    (InvalidToken, Fate.LOCKED_OUT),
    (Conflict, Fate.REFUSED),
)


def outcome(error: Exception) -> Outcome:
    """Return what became of the call that raised this error."""
    if isinstance(error, RetryAfter):
        return Outcome(Fate.LATER, wait=_seconds(error.retry_after))
    if isinstance(error, ChatMigrated):
        return Outcome(Fate.MIGRATED, chat=error.new_chat_id)
    for kind, fate in _FATES:
        if isinstance(error, kind):
            return Outcome(fate)
    if isinstance(error, NetworkError) and isinstance(error.__cause__, _NEVER_LEFT):
        return Outcome(Fate.UNSENT)
    return Outcome(Fate.UNKNOWN)


def _seconds(wait: object) -> float:
    total = getattr(wait, "total_seconds", None)
    return float(total()) if total else float(cast("int", wait))
