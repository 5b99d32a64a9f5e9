"""Who may do what: a table, and what is not in it is denied."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Identity(StrEnum):
    """As whom somebody speaks or presses a button."""

    OPERATOR = "operator"  # who keeps the briefings, in their own private chat
    PERSON = "person"  # in their own private chat
    OWNER = "owner"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    RESTRICTED = "restricted"
    OUTSIDER = "outsider"  # who left or was thrown out
    READER = "reader"  # of a channel: what is said there, all its readers see
    ANONYMOUS_ADMINISTRATOR = "anonymous administrator"
    CHANNEL_POST = "channel post"  # what stands in a channel, its administrators wrote
    LINKED_CHANNEL = "linked channel"  # its posts are copied into the discussion group
    OTHER_CHANNEL = "other channel"  # somebody who speaks as a channel
    OTHER_BOT = "other bot"
    GUEST = "guest"  # from a chat that the bot is not in
    EDITED = "edited"  # an edit of an old message
    UNKNOWN = "unknown"  # Telegram did not tell


class Action(StrEnum):
    """What a command does."""

    ASK = "ask"  # about the briefing
    LOOK = "look"  # at what is set for this chat
    CHANGE = "change"
    EXPORT = "export"
    ERASE = "erase"
    OPERATE = "operate"  # look at drafts, publish, correct


_ALL = frozenset(Action) - {Action.OPERATE}
_READ = frozenset({Action.ASK, Action.LOOK})
_RIGHTS: Mapping[Identity, frozenset[Action]] = MappingProxyType(
    {
        Identity.OPERATOR: frozenset(Action),
        Identity.PERSON: _ALL,
        Identity.OWNER: _ALL,
        Identity.ADMINISTRATOR: _ALL,
        Identity.ANONYMOUS_ADMINISTRATOR: _ALL,
        Identity.CHANNEL_POST: _ALL,
        Identity.MEMBER: _READ,
        Identity.RESTRICTED: _READ,
        Identity.OTHER_CHANNEL: frozenset({Action.ASK}),
        Identity.EDITED: frozenset({Action.ASK}),
    }
)
# Whom a refusal is explained to when they write; to all others it is silence.
_TOLD = frozenset({Identity.MEMBER, Identity.RESTRICTED, Identity.UNKNOWN, Identity.OTHER_CHANNEL})


def may(identity: Identity, action: Action) -> bool:
    """Tell whether somebody may do something."""
    return action in _RIGHTS.get(identity, frozenset())


def is_told(identity: Identity, action: Action) -> bool:
    """Tell whether somebody who may not do something is told so."""
    return identity in _TOLD and action is not Action.OPERATE
