"""What is stored about this chat; export it, or have it deleted."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from bot.answer import Answer
from bot.briefing.library import Snapshot
from bot.subscriptions.rights import Action
from bot.subscriptions.subscription import Subscription
from bot.subscriptions.visit import Decision, Erase, Past, Visit

USAGE = "[export or delete]"


def action(words: str) -> Action:
    """Return what right it takes."""
    first = words.lower().partition(" ")[0]
    return {"export": Action.EXPORT, "delete": Action.ERASE}.get(first, Action.LOOK)


def decide(snapshot: Snapshot, words: str, visit: Visit) -> Decision:
    """Say what is stored, show it, or delete it once that is confirmed."""
    asked = words.lower()
    if asked == "delete yes":
        return Decision(Answer("privacy_deleted", _place(visit)), Erase())
    if asked.startswith("delete"):
        return Decision(Answer("privacy_delete", _place(visit)))
    if asked == "export" and visit.subscription is not None:
        return Decision(Answer("privacy_export", _stored(visit.subscription, visit.history)))
    titled = visit.subscription is not None and bool(visit.subscription.title)
    stored = {"stored": visit.subscription is not None, "titled": titled}
    return Decision(Answer("privacy", _place(visit) | stored))


def _place(visit: Visit) -> dict[str, object]:
    return {"kind": visit.kind, "topic": visit.place.topic}


def _stored(subscription: Subscription, history: Iterable[Past]) -> dict[str, object]:
    """Return as JSON all that is stored, whatever fields it has: a line for each delivery."""
    return {
        "subscription": _written(subscription, indent=1),
        "deliveries": [_written(one) for one in history],
    }


def _written(value: Subscription | Past, indent: int | None = None) -> str:
    return json.dumps(asdict(value), default=_plain, ensure_ascii=False, indent=indent)


def _plain(value: datetime | frozenset[str]) -> object:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else sorted(value)
