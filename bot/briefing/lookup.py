"""From a name, an office, a code or a misspelling to the entries that it means."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Generic, Protocol, TypeVar

from rapidfuzz import fuzz

from bot.briefing.countries import country_code, fold
from bot.briefing.model import (
    Absence,
    Briefing,
    Difference,
    Member,
    Outsider,
    Source,
    Speaker,
    Topic,
)


class Identified(Protocol):
    """What has an id of its own."""

    @property
    def id(self) -> str:
        """The id, which buttons and links hold."""
        ...


Entry = TypeVar("Entry", bound=Identified)

LONGEST = 64  # characters of a question that are looked at
CLOSE = 78  # of 100: how like a name a misspelling has to be
ALIKE = 72  # of 100: how like it a name has to be that may only be about the same
TELLING = 4  # letters of a word by which a name can be found
NEAREST = 4  # how many near ones are offered


@dataclass(frozen=True)
class Found(Generic[Entry]):
    """The entries that the words name, or else those with a name close to the words."""

    named: tuple[Entry, ...] = ()
    near: tuple[Entry, ...] = ()

    @property
    def one(self) -> Entry | None:
        """The entry that is meant, where only one can be."""
        candidates = self.named or self.near
        return candidates[0] if len(candidates) == 1 else None


def find_speaker(briefing: Briefing, words: str) -> Found[Speaker]:
    """Find people by name, surname, title, office, organisation or alias."""
    return _find(words, [(speaker, names_of(speaker)) for speaker in briefing.speakers])


def find_member(briefing: Briefing, words: str) -> Found[Member | Outsider]:
    """Find a country or organisation by usual name, ISO code, flag or alias.

    Part of a name is only near: the Republic of the Congo is not the Democratic one.
    """
    membership = briefing.membership
    known: tuple[Member | Outsider, ...] = (*membership.members, *membership.outsiders)
    words = words[:LONGEST]
    if by_id := _by_id(words, known):
        return Found(named=by_id)
    code, folded = country_code(words), fold(words)
    exact = tuple(
        entry
        for entry in known
        if (code and entry.code == code) or folded in map(fold, (entry.name, *entry.aliases))
    )
    if exact or code:
        return Found(named=exact)
    found = _find(words, [(entry, (entry.name, *entry.aliases)) for entry in known])
    return Found(near=(found.named or found.near)[:NEAREST])


def find_topic(briefing: Briefing, words: str) -> Found[Topic]:
    """Find a topic by its name or alias."""
    return _find(
        words, [(topic, (topic.name, topic.id, *topic.aliases)) for topic in briefing.topics]
    )


def find_source(briefing: Briefing, words: str) -> Found[Source]:
    """Find a source by its id, label, publisher or title."""
    return _find(
        words,
        [
            (source, (source.id, source.label, source.publisher, source.title))
            for source in briefing.sources
        ],
    )


def find_difference(briefing: Briefing, words: str) -> Found[Difference]:
    """Find a difference by its id or words of its question."""
    return _find(words, [(one, (one.id, one.question)) for one in briefing.differences])


def find_absence(briefing: Briefing, words: str) -> Found[Absence]:
    """Find a checked absence by its name, id or alias."""
    return _find(words, [(one, (one.name, one.id, *one.aliases)) for one in briefing.absences])


def around(briefing: Briefing, words: str) -> tuple[str, ...]:
    """Return the names of the entries that may be about the same as the words, the likest first.

    Each word counts: here an entry is no answer, but something to begin with.
    """
    wanted = fold(words[:LONGEST])
    telling = {wanted, *(word for word in wanted.split() if len(word) >= TELLING)} - {""}
    alike = {
        name: _likeness_of_words(telling, [fold(one) for one in names])
        for name, names in _all_names(briefing)
    }
    near = [name for name, likeness in alike.items() if likeness]
    return tuple(sorted(near, key=lambda name: -alike[name])[:NEAREST])


def _likeness_of_words(words: Iterable[str], names: Sequence[str]) -> float:
    found = (_likeness(word, names) for word in words)
    return sum(likeness for likeness in found if likeness >= ALIKE)


def _all_names(briefing: Briefing) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what each entry is called, and what else it can be found by."""
    for speaker in briefing.speakers:
        yield speaker.name, names_of(speaker)
    membership = briefing.membership
    others: tuple[tuple[Member | Outsider | Topic | Absence, ...], ...] = (
        membership.members, membership.outsiders, briefing.topics, briefing.absences,
    )  # fmt: skip
    for entry in chain.from_iterable(others):
        yield entry.name, (entry.name, *entry.aliases)


def names_of(speaker: Speaker) -> tuple[str, ...]:
    """Return what a person may be called: by name, surname, title, office, alias."""
    return (
        speaker.name,
        speaker.name.split()[-1],
        f"{speaker.title or ''} {speaker.name}",
        f"{speaker.role} {speaker.organisation}",
        *speaker.aliases,
    )


def _find(words: str, entries: Iterable[tuple[Entry, Iterable[str]]]) -> Found[Entry]:
    entries, wanted = [*entries], fold(words[:LONGEST])
    if not wanted:
        return Found()
    if by_id := _by_id(words, (entry for entry, _ in entries)):
        return Found(named=by_id)
    folded = [(entry, [fold(name) for name in names]) for entry, names in entries]
    exact = tuple(entry for entry, names in folded if wanted in names)
    if exact:
        return Found(named=exact)
    partly = tuple(entry for entry, names in folded if _has_all_words(wanted, names))
    return Found(named=partly) if partly else Found(near=_nearest(wanted, folded))


def _by_id(words: str, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entry whose id the words are: then it is meant, whatever others are called."""
    return tuple(entry for entry in entries if entry.id == words)


def _has_all_words(wanted: str, names: Iterable[str]) -> bool:
    sought = set(wanted.split())
    # Short words alone are in too many names: "for" and "the" mean nobody.
    telling = any(len(word) >= TELLING for word in sought)
    return telling and any(sought <= _words(name) for name in names)


@lru_cache(4096)  # as many as the names of a few large briefings
def _words(name: str) -> frozenset[str]:
    return frozenset(name.split())


@lru_cache(4096)
def _forms(name: str) -> frozenset[str]:
    """Return what a name may be misspelt from: all of it, or one of its words."""
    return frozenset((name, *(word for word in name.split() if len(word) >= TELLING)))


def _nearest(wanted: str, folded: Iterable[tuple[Entry, Iterable[str]]]) -> tuple[Entry, ...]:
    alike = [(_likeness(wanted, names), entry) for entry, names in folded]
    best = max((likeness for likeness, _ in alike), default=0)
    if best < CLOSE:
        return ()
    close = [(likeness, entry) for likeness, entry in alike if likeness >= max(CLOSE, best - 5)]
    close.sort(key=lambda pair: -pair[0])
    return tuple(entry for _, entry in close[:NEAREST])


def _likeness(wanted: str, names: Iterable[str]) -> float:
    forms = frozenset[str]().union(*map(_forms, names))
    return max((fuzz.ratio(wanted, form) for form in forms), default=0)
