"""Edits of a briefing as an operator makes them, and letters as a chat shows them."""

from typing import Any

from bot.briefing.model import Briefing, Citation, Resolution
from bot.messages import Message
from bot.simulator.formatting import formatted

NEW_DECISION = Resolution(
    id="new-decision",
    number=99,
    record="communiqué",
    actor="The ministers",
    verb="welcomed",
    text="a new member.",
    topics=("africa",),
    cite=Citation(source="fana"),
)


def edited(value: Any, **fields: Any) -> Any:
    """The same value with other fields."""
    return value.model_copy(update=fields)


def edition(briefing: Briefing, number: int, **fields: Any) -> Briefing:
    """A further edition of a briefing."""
    return Briefing.model_validate(edited(briefing, edition=number, **fields))


def within(entries: tuple[Any, ...], entry: str, **fields: Any) -> tuple[Any, ...]:
    """The entries, one of them edited."""
    assert entry in {one.id for one in entries}
    return tuple(edited(one, **fields) if one.id == entry else one for one in entries)


def without(entries: tuple[Any, ...], entry: str) -> tuple[Any, ...]:
    """The entries but one."""
    assert entry in {one.id for one in entries}
    return tuple(one for one in entries if one.id != entry)


def entry_of(entries: tuple[Any, ...], entry: str) -> Any:
    """The entry with an id."""
    return next(one for one in entries if one.id == entry)


def shown(messages: tuple[Message, ...]) -> str:
    """One message as the strict local Telegram shows it, its buttons in brackets."""
    [message] = messages
    text, _ = formatted(message.html, "HTML")
    rows = [" ".join(f"[{one.label}: {one.data}]" for one in row) for row in message.rows]
    return "\n".join((text, "", *rows)) if rows else text
