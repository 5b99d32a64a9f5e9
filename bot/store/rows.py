"""Subscriptions, and what they want, as rows and as values."""

from typing import Any

from sqlalchemy import Row, RowMapping

from bot.subscriptions.subscription import Kind, Place, Reason, State, Subscription
from bot.subscriptions.wish import Quiet, Rhythm, Wish


def as_subscription(row: Row[Any]) -> Subscription:
    """Return the value of a row."""
    one = row._mapping  # noqa: SLF001 - its public name
    return Subscription(
        place=Place(one["chat"], one["topic"]),
        kind=Kind(one["kind"]),
        title=one["title"],
        wish=as_wish(one),
        since=one["since"],
        state=State(one["state"]),
        reason=Reason(one["reason"]) if one["reason"] else None,
        digested=one["digested"],
        covered=one["covered"],
        moved_from=one["moved_from"],
        id=one["id"],
    )


def as_wish(one: RowMapping) -> Wish:
    """Return the wish that stands in a row."""
    quiet = None if one["quiet_start"] is None else Quiet(one["quiet_start"], one["quiet_end"])
    return Wish(
        topics=topics_of(one["topics"]),
        rhythm=Rhythm(one["rhythm"]),
        hour=one["hour"],
        weekday=one["weekday"],
        zone=one["zone"],
        quiet=quiet,
        silent=one["silent"],
    )


def columns_of(wish: Wish) -> dict[str, Any]:
    """Return a wish as the columns of a row."""
    return {
        "topics": topics_as_text(wish.topics),
        "rhythm": wish.rhythm,
        "hour": wish.hour,
        "weekday": wish.weekday,
        "zone": wish.zone,
        "quiet_start": wish.quiet.start if wish.quiet else None,
        "quiet_end": wish.quiet.end if wish.quiet else None,
        "silent": wish.silent,
    }


def topics_as_text(topics: frozenset[str]) -> str:
    """Return a choice of topics as the tables keep it: the same choice is the same text."""
    return ",".join(sorted(topics))


def topics_of(text: str) -> frozenset[str]:
    """Return the choice that such a text stands for."""
    return frozenset(filter(None, text.split(",")))
