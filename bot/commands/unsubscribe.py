"""Stop what is sent here; the settings are kept."""

from bot.answer import Answer
from bot.briefing.library import Snapshot
from bot.commands import settings
from bot.subscriptions.rights import Action
from bot.subscriptions.subscription import State
from bot.subscriptions.visit import Decision, Stop, Visit

USAGE = "[topic]"
EDITIONS = 0


def action(words: str) -> Action:
    """Return what right it takes."""
    return Action.CHANGE


def decide(snapshot: Snapshot, words: str, visit: Visit) -> Decision:
    """End the subscription, if there is one; with the name of a topic, leave out that."""
    values = {"kind": visit.kind, "topic": visit.place.topic}
    if visit.subscription is None or visit.subscription.state is State.ENDED:
        return Decision(Answer("not_subscribed", values))
    if words:
        return settings.decide(snapshot, f"topic {words} off", visit)
    return Decision(Answer("unsubscribe", values), Stop())
