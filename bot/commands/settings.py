"""What comes here and when: topics, rhythm, time zone, quiet hours, sound."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from bot.answer import Answer
from bot.briefing.library import Snapshot
from bot.briefing.model import Briefing
from bot.subscriptions.letters import digest_of, edition_letter
from bot.subscriptions.rights import Action
from bot.subscriptions.schedule import awake_at, next_digest, zone_of
from bot.subscriptions.subscription import State, Subscription
from bot.subscriptions.visit import Alter, Decision, Visit
from bot.subscriptions.wish import Quiet, Rhythm, Wish
from bot.subscriptions.words import Screen, Understood, changes, topic_names, understand
from bot.subscriptions.zones import clock, zone_name

USAGE = "[topics, when, zone, quiet or silent]"
EDITIONS = 1
PREVIEW = "preview"
# What the buttons offer; anything else can be typed.
ZONES = (
    "UTC",
    "Europe/London",
    "Europe/Paris",
    "Africa/Casablanca",
    "Africa/Lagos",
    "Africa/Nairobi",
    "Asia/Baghdad",
    "America/New_York",
)
QUIET_HOURS = (Quiet(22, 7), Quiet(20, 8), Quiet(23, 6), Quiet(18, 9))
_TEMPLATES = MappingProxyType(
    {
        Screen.ALL: "settings",
        Screen.TOPICS: "settings_topics",
        Screen.WHEN: "settings_when",
        Screen.ZONE: "settings_zone",
        Screen.QUIET: "settings_quiet",
    }
)


def action(words: str) -> Action:
    """Return what right it takes."""
    return Action.CHANGE if changes(words) else Action.LOOK


def decide(snapshot: Snapshot, words: str, visit: Visit) -> Decision:
    """Show a part of the settings, with what the words change in it."""
    subscription = visit.subscription
    if subscription is None or subscription.state is State.ENDED:
        values = {"kind": visit.kind, "topic": visit.place.topic}
        return Decision(Answer("not_subscribed", values))
    if words.lower() == PREVIEW:
        return _preview(visit, subscription)
    understood = understand(words, subscription.wish, snapshot.current)
    change = Alter(understood.wish) if understood.wish != subscription.wish else None
    return Decision(_screen(snapshot.current, visit, subscription, understood), change)


def _preview(visit: Visit, subscription: Subscription) -> Decision:
    """Show the next digest as it stands now, or the latest edition as this chat gets it."""
    wish = subscription.wish
    digests = wish.rhythm is not Rhythm.AT_ONCE
    if digests and visit.gathered:
        letter = digest_of(subscription, visit.gathered)
    else:
        latest = visit.editions[:1] if not digests else ()
        letter = edition_letter(latest[0], wish.topics) if latest else None
    if letter is None:
        published = bool(visit.gathered if digests else visit.editions)
        return Decision(Answer("no_preview", {"digests": digests, "published": published}))
    return Decision(letter.answer, briefing=letter.briefing)


def standing(briefing: Briefing, visit: Visit, wish: Wish) -> dict[str, object]:
    """Return what templates say of a wish in this chat: names, and times by its clock."""
    unchanged = visit.subscription is not None and visit.subscription.wish == wish
    due = visit.due if unchanged and visit.due else next_digest(wish, visit.now)
    zone = zone_of(wish.zone).key
    return {
        "kind": visit.kind,
        "topic": visit.place.topic,
        "wish": wish,
        "names": topic_names(wish, briefing),
        "zone": zone_name(zone),
        "offset": clock(zone, visit.now),
        "now": _local(visit.now, wish),
        "due": _local(awake_at(wish, due), wish) if due else None,
        "held": due is not None and awake_at(wish, due) > due,
        "awake": _local(awake_at(wish, visit.now), wish),
    }


def _screen(
    briefing: Briefing, visit: Visit, subscription: Subscription, understood: Understood
) -> Answer:
    wish = understood.wish
    values = standing(briefing, visit, wish) | {
        "understood": understood,
        "paused": subscription.state is State.PAUSED,
        "reason": subscription.reason,
        "since": _local(subscription.since, wish),
        "moved": subscription.moved_from is not None,
        "last": _local(visit.last, wish) if visit.last else None,
        "waiting": visit.waiting,
        "zones": _zones(wish),
        "offered": QUIET_HOURS,
    }
    return Answer(_TEMPLATES[understood.screen], values)


def _zones(wish: Wish) -> Mapping[str, str]:
    """Return the zones on buttons, by id; the chosen one is always among them."""
    offered = ZONES if wish.zone in ZONES else (wish.zone, *ZONES)
    return {zone: zone_name(zone) for zone in offered}


def _local(moment: datetime, wish: Wish) -> datetime:
    return moment.astimezone(zone_of(wish.zone))
