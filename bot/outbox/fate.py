"""What can become of a message on its way to Telegram."""

from dataclasses import dataclass
from enum import Enum


class Fate(Enum):
    """What is known about a message after its call."""

    SENT = "sent"
    UNSENT = "unsent"  # it never left, and may be sent again
    LATER = "later"  # refused for now, with a time
    MIGRATED = "migrated"  # the group has another id
    GONE = "gone"  # this chat can't be written to
    REFUSED = "refused"  # this message is not accepted
    LOCKED_OUT = "locked out"  # the token is not accepted
    UNKNOWN = "unknown"  # it may have arrived


@dataclass(frozen=True)
class Outcome:
    """A fate, and what the server added to it."""

    fate: Fate
    wait: float = 0  # seconds
    chat: int | None = None  # the new one
    message: int | None = None  # the id of what was sent
    said: str = ""  # the refusal, in the server's words
