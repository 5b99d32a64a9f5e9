"""What follows for a chat when the bot's own place in it changes."""

from dataclasses import dataclass

from bot.subscriptions.subscription import Kind, Reason


@dataclass(frozen=True)
class Presence:
    """Whether the bot is in a chat, and may write there."""

    present: bool
    may_write: bool


# What ends when the bot is in the chat again, and may write.
CURED = (Reason.BLOCKED, Reason.REMOVED, Reason.MUTED, Reason.NOT_FOUND)


def obstacle(kind: Kind, now: Presence) -> Reason | None:
    """Return why nothing can be sent any more, if so."""
    if not now.present:
        return Reason.BLOCKED if kind is Kind.PRIVATE else Reason.REMOVED
    return None if now.may_write else Reason.MUTED


def greets(kind: Kind, before: Presence, now: Presence) -> bool:
    """Tell whether to say hello: to a group that the bot has just come into.

    A channel is a stage, and a person who comes back sees what was said before.
    """
    came = now.present and now.may_write and not before.present
    return came and kind in {Kind.GROUP, Kind.SUPERGROUP}
