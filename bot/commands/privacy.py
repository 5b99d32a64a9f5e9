"""What is stored about this chat; export it, or have it deleted."""

import json
from dataclasses import asdict
from datetime import datetime

from bot.answer import Answer
from bot.briefing.library import Snapshot
from bot.subscriptions.rights import Action
from bot.subscriptions.subscription import Subscription
from bot.subscriptions.visit import Count, Decision, Erase, Past, Visit

USAGE = "[export or delete]"
EDITIONS = 0
COUNTING = {"questions on": True, "questions off": False}


def action(words: str) -> Action:
    """Return what right it takes."""
    if words.lower() in COUNTING:
        return Action.CHANGE
    first = words.lower().partition(" ")[0]
    return {"export": Action.EXPORT, "delete": Action.ERASE}.get(first, Action.LOOK)


def decide(snapshot: Snapshot, words: str, visit: Visit) -> Decision:
    """Say what is stored, show it, or delete it once that is confirmed."""
    asked = words.lower()
    if asked == "delete yes":
        return Decision(Answer("privacy_deleted", _known(visit)), Erase())
    if asked.startswith("delete"):
        return Decision(Answer("privacy_delete", _known(visit)))
    if asked == "export" and _is_stored(visit):
        return Decision(Answer("privacy_export", _stored(visit)))
    wanted = COUNTING.get(asked, visit.counted)
    change = Count(wanted) if wanted != visit.counted else None
    return Decision(Answer("privacy", _known(visit) | {"counted": wanted}), change)


def _is_stored(visit: Visit) -> bool:
    return visit.subscription is not None or not visit.counted


def _known(visit: Visit) -> dict[str, object]:
    subscription = visit.subscription
    return {
        "kind": visit.kind,
        "topic": visit.place.topic,
        "subscribed": subscription is not None,
        "titled": subscription is not None and bool(subscription.title),
        "counted": visit.counted,
    }


def _stored(visit: Visit) -> dict[str, object]:
    """Return as JSON all that is stored, whatever fields it has: a line for each delivery."""
    return {
        "subscription": _written(visit.subscription, indent=1) if visit.subscription else "",
        "deliveries": [_written(one) for one in visit.history],
        "uncounted": "" if visit.counted else json.dumps({"chat": visit.place.chat}),
    }


def _written(value: Subscription | Past, indent: int | None = None) -> str:
    return json.dumps(asdict(value), default=_plain, ensure_ascii=False, indent=indent)


def _plain(value: datetime | frozenset[str]) -> object:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else sorted(value)
