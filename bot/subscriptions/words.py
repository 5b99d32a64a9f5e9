"""The words of a setting, typed or held by a button, into a changed wish or a complaint."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from bot.briefing.countries import fold
from bot.briefing.lookup import find_topic
from bot.briefing.model import Briefing
from bot.briefing.shape import nearest
from bot.subscriptions.topics import choices
from bot.subscriptions.wish import Quiet, Rhythm, Wish
from bot.subscriptions.zones import find_zones

_EVERYTHING = frozenset({"all", "everything"})
_RHYTHMS = MappingProxyType(
    {str(rhythm): rhythm for rhythm in Rhythm} | {"at once": Rhythm.AT_ONCE}
)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ON = MappingProxyType({"on": True, "off": False})
_FULL_HOUR = r"(\d|[01]\d|2[0-3])(?::00)?"
_HOUR = re.compile(_FULL_HOUR)
_HOURS = re.compile(rf"{_FULL_HOUR}(?: ?[-–] ?| to | ){_FULL_HOUR}")


class Screen(StrEnum):
    """The part of the settings that the words are about."""

    ALL = "all"
    TOPICS = "topics"
    WHEN = "when"
    ZONE = "zone"
    QUIET = "quiet"


class Fault(StrEnum):
    """Why words can't be followed."""

    SETTING = "no such setting"
    TOPIC = "no such topic"
    LAST_TOPIC = "no topic would be left"
    RHYTHM = "no such rhythm"
    DAY = "no such day"
    HOUR = "no such hour"
    NO_ZONE = "no such place"
    ZONES = "several zones"
    QUIET = "no such hours"
    NO_TIME = "the hours begin when they end"
    SWITCH = "neither on nor off"


@dataclass(frozen=True)
class Offer:
    """What may have been meant, and the words that say it."""

    name: str
    words: str


@dataclass(frozen=True)
class Understood:
    """What the words ask for: the part to show, and the wish as it becomes.

    With a fault the wish is unchanged, `given` is what was not understood.
    """

    screen: Screen
    wish: Wish
    fault: Fault | None = None
    given: str = ""
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True)
class Chosen:
    """Topics by id, none for everything; or the words that are no topic, and what is near."""

    topics: frozenset[str] = frozenset()
    unknown: str = ""
    near: tuple[Offer, ...] = ()


def changes(words: str) -> bool:
    """Tell whether words may change a setting; the name of a setting alone only shows it."""
    return " " in words.strip()


def understand(words: str, wish: Wish, briefing: Briefing) -> Understood:
    """Return what words like `quiet 22 7` make of a wish."""
    name, _, rest = words.strip().partition(" ")
    setting = _SETTINGS.get(name.lower())
    if setting is not None:
        return setting(rest.strip(), wish, briefing)
    return Understood(Screen.ALL, wish, Fault.SETTING if name else None, name)


def choose(words: str, briefing: Briefing) -> Chosen:
    """Return the topics that words name; several stand between commas, ids also between spaces."""
    topics: set[str] = set()
    for part in (part.strip() for part in words.split(",")):
        if fold(part) in _EVERYTHING:
            return Chosen()
        whole = _topic(part, briefing)
        found = [whole] if whole else [_topic(word, briefing) for word in part.split()]
        if None in found:
            return Chosen(unknown=part, near=_near(part, briefing))
        topics.update(topic for topic in found if topic is not None)
    return Chosen(frozenset(topics))


def topic_names(wish: Wish, briefing: Briefing) -> Mapping[str, str]:
    """Return the topics there are by id; a chosen one that the briefing lost goes by its id."""
    known = dict(choices(briefing))
    return known | {lost: lost for lost in sorted(wish.topics - known.keys())}


def _topics(rest: str, wish: Wish, briefing: Briefing) -> Understood:
    named, _, last = rest.rpartition(" ")
    on = _ON.get(last.lower())
    words = rest if on is None else named
    if not words:
        return Understood(Screen.TOPICS, wish)
    chosen = Chosen(frozenset({words})) if words in wish.topics else choose(words, briefing)
    if chosen.unknown:
        offers = tuple(replace(one, words=f"topic {one.words} on") for one in chosen.near)
        return Understood(Screen.TOPICS, wish, Fault.TOPIC, chosen.unknown, offers)
    if on is False:
        return _without(chosen.topics, wish, briefing)
    topics = wish.topics | chosen.topics if chosen.topics else chosen.topics
    return Understood(Screen.TOPICS, replace(wish, topics=topics))


def _without(topics: frozenset[str], wish: Wish, briefing: Briefing) -> Understood:
    left = (wish.topics or frozenset(dict(choices(briefing)))) - topics
    if not topics or not left:
        return Understood(Screen.TOPICS, wish, Fault.LAST_TOPIC)
    return Understood(Screen.TOPICS, replace(wish, topics=left))


def _when(rest: str, wish: Wish, _: Briefing) -> Understood:
    rhythm = _RHYTHMS.get(rest.lower())
    if rhythm is None:
        return Understood(Screen.WHEN, wish, Fault.RHYTHM if rest else None, rest)
    return Understood(Screen.WHEN, replace(wish, rhythm=rhythm))


def _hour(rest: str, wish: Wish, _: Briefing) -> Understood:
    found = _HOUR.fullmatch(rest)
    if found is None:
        return Understood(Screen.WHEN, wish, Fault.HOUR if rest else None, rest)
    return Understood(Screen.WHEN, replace(wish, hour=int(found.group(1))))


def _day(rest: str, wish: Wish, _: Briefing) -> Understood:
    meant = [index for index, day in enumerate(_DAYS) if rest and day.startswith(rest.lower())]
    if len(meant) != 1:
        return Understood(Screen.WHEN, wish, Fault.DAY if rest else None, rest)
    return Understood(Screen.WHEN, replace(wish, weekday=meant[0]))


def _zone(rest: str, wish: Wish, _: Briefing) -> Understood:
    if not rest:
        return Understood(Screen.ZONE, wish)
    found = find_zones(rest)
    if len(found) == 1:
        return Understood(Screen.ZONE, replace(wish, zone=found[0].id))
    offers = tuple(Offer(f"{zone.city}, {zone.country}", f"zone {zone.id}") for zone in found)
    return Understood(Screen.ZONE, wish, Fault.ZONES if found else Fault.NO_ZONE, rest, offers)


def _quiet(rest: str, wish: Wish, _: Briefing) -> Understood:
    if rest.lower() == "off":
        return Understood(Screen.QUIET, replace(wish, quiet=None))
    found = _HOURS.fullmatch(rest.lower())
    if found is None:
        return Understood(Screen.QUIET, wish, Fault.QUIET if rest else None, rest)
    start, end = int(found.group(1)), int(found.group(2))
    if start == end:
        return Understood(Screen.QUIET, wish, Fault.NO_TIME, rest)
    return Understood(Screen.QUIET, replace(wish, quiet=Quiet(start, end)))


def _silent(rest: str, wish: Wish, _: Briefing) -> Understood:
    silent = _ON.get(rest.lower())
    if silent is None:
        return Understood(Screen.ALL, wish, Fault.SWITCH if rest else None, rest)
    return Understood(Screen.ALL, replace(wish, silent=silent))


def _topic(words: str, briefing: Briefing) -> str | None:
    """Return the id of the topic that the words name, if they name one."""
    for topic, name in choices(briefing):
        if fold(words) in {fold(topic), fold(name)}:
            return topic
    named = find_topic(briefing, words).named
    return named[0].id if len(named) == 1 else None


def _near(words: str, briefing: Briefing) -> tuple[Offer, ...]:
    """Return the topics that the words may mean, each with its id as the words."""
    found = find_topic(briefing, words)
    near = [topic.id for topic in found.named or found.near]
    names = {fold(name): topic for topic, name in choices(briefing)}
    alike = nearest(fold(words), list(names))
    if not near and alike is not None:
        near = [names[alike]]
    return tuple(Offer(name, topic) for topic, name in choices(briefing) if topic in near)


_SETTINGS: Mapping[str, Callable[[str, Wish, Briefing], Understood]] = MappingProxyType(
    {
        "topics": _topics,
        "topic": _topics,
        "when": _when,
        "hour": _hour,
        "day": _day,
        "zone": _zone,
        "quiet": _quiet,
        "silent": _silent,
    }
)
