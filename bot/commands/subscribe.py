"""Be told here when something is published or corrected."""

from dataclasses import replace

from bot.answer import Answer
from bot.briefing.library import Snapshot
from bot.commands.settings import standing
from bot.subscriptions.rights import Action
from bot.subscriptions.subscription import State
from bot.subscriptions.visit import Alter, Change, Decision, Start, Visit
from bot.subscriptions.wish import Wish
from bot.subscriptions.words import Chosen, choose

USAGE = "[topic]"
EDITIONS = 0
CURRENT = "/summary"  # what is known already follows at once


def action(words: str) -> Action:
    """Return what right it takes."""
    return Action.CHANGE


def decide(snapshot: Snapshot, words: str, visit: Visit) -> Decision:
    """Begin a subscription, take it up again, or add topics to it."""
    chosen = choose(words, snapshot.current) if words else None
    if chosen is not None and chosen.unknown:
        return Decision(Answer("no_topic", {"unknown": chosen.unknown, "near": chosen.near}))
    wish = _wish(chosen, visit)
    change = _change(wish, visit)
    news = {
        "already": change is None,
        "again": _state(visit) in {State.PAUSED, State.ENDED},
        "follows": isinstance(change, Start),
    }
    values = standing(snapshot.current, visit, wish) | news
    return Decision(
        Answer("subscribe", values), change, CURRENT if isinstance(change, Start) else ""
    )


def _wish(chosen: Chosen | None, visit: Visit) -> Wish:
    """Return the settings as they become: those there were, with the topics that are named."""
    wish = visit.subscription.wish if visit.subscription else Wish()
    if chosen is None:
        return wish
    runs = _state(visit) in {State.ACTIVE, State.PAUSED}
    added = wish.topics if runs and chosen.topics else frozenset()
    return replace(wish, topics=chosen.topics | added)


def _change(wish: Wish, visit: Visit) -> Change | None:
    if visit.subscription is None or visit.subscription.state is not State.ACTIVE:
        return Start(wish)
    return Alter(wish) if wish != visit.subscription.wish else None


def _state(visit: Visit) -> State | None:
    return visit.subscription.state if visit.subscription else None
