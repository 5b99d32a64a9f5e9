"""What differs between two states of a briefing, entry by entry; what only moved is no change."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from bot.briefing.document import Path
from bot.briefing.inventory import Cited, Inventory, Part, told
from bot.briefing.model import Briefing, Citation, Reading, Source

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_BOOKKEEPING = {"id", "edition", "not_before", "when_uncertain"}
_NAMES_OF_SOURCES = {"silent", "reported_by", "record"}


class What(StrEnum):
    """How an entry can differ."""

    ADDED = "added"
    REMOVED = "removed"
    REWORDED = "reworded"
    FIGURE = "figure changed"
    FIELD = "field changed"  # and not the sentence
    SOURCE = "source changed"


@dataclass(frozen=True)
class Change:
    """One difference of one entry, with what stood there and what stands there now.

    These are sentences, unless it is in a `field` beside them. `old` and `new` are the cited
    sentence of the entry, in either state, if there is one.
    """

    what: What
    section: str
    entry: str
    before: str
    after: str
    old: Cited | None = None
    new: Cited | None = None
    field: str = ""


_Field = tuple[str, str]  # its name, and what it holds


@dataclass(frozen=True)
class _Record:
    """A part of an entry: what it says, its numbers, what it stands on; and how that reads."""

    role: Path
    words: tuple[_Field, ...]
    figures: tuple[_Field, ...]
    sources: tuple[_Field, ...]
    cited: Cited | None = field(compare=False)
    told: frozenset[str] = field(compare=False)  # the fields that its sentence is made of

    @property
    def said(self) -> str:
        if self.cited is not None:
            return self.cited.sentence
        return " · ".join(text for _, text in (*self.words, *self.figures) or self.sources)

    @property
    def masked(self) -> tuple[_Field, ...]:
        return tuple((name, _masked(text)) for name, text in self.words)


class _Difference(NamedTuple):
    """A field that does not hold what it held."""

    field: str
    before: str
    after: str

    @property
    def in_figures(self) -> bool:
        """Whether the words are the same but for their figures."""
        return bool(self.before) and _masked(self.before) == _masked(self.after)


REMEMBERED = 4  # briefings: a correction compares a few editions, each with several others
_Key = tuple[Path, str]
_Entries = Mapping[_Key, list[_Record]]


def changes(before: Briefing | None, after: Briefing) -> list[Change]:
    """Return every difference, in the order of the newer state; what is gone comes last.

    An entry that came or went whole is told by each of its cited sentences; where nothing was
    before, every entry came.
    """
    old, new = _entries(_Same(before)) if before else {}, _entries(_Same(after))
    found: list[Change] = []
    for key, records in new.items():
        found += _between(key, old[key], records) if key in old else _whole(What.ADDED, key, new)
    for key in old:
        found += _whole(What.REMOVED, key, old) if key not in new else ()
    return found


class _Same:
    """A briefing that is looked up as itself: to compare two takes longer than to read one."""

    def __init__(self, briefing: Briefing) -> None:
        self.briefing = briefing

    def __hash__(self) -> int:
        return id(self.briefing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.briefing is other.briefing


@lru_cache(REMEMBERED)
def _entries(of: _Same) -> _Entries:
    """Each entry's records; a part without an id belongs to the entry around it."""
    inventory = Inventory(of.briefing)
    grounds = {cited.path[:-1]: cited for cited in inventory.cited}
    keys: dict[Path, _Key] = {}
    entries: defaultdict[_Key, list[_Record]] = defaultdict(list)
    for part in inventory.parts:
        if isinstance(part.value, Citation):
            continue
        around = _around(part.path, keys)
        keys[part.path] = key = _key(part, around)
        # Said by somebody else is another claim: whose entry it is in counts as what it stands on.
        owner = around[1] if "id" in part.fields else ""
        entries[key].append(_record(part, owner, grounds.get(part.path) or _silent(part)))
    return entries


def _silent(part: Part) -> Cited | None:
    """A reading that a source is silent stands on that source as a whole."""
    if isinstance(part.value, Reading) and part.value.silent:
        return Cited((*part.path, "silent"), part.value.text, Citation(source=part.value.silent))
    return None


def _around(path: Path, keys: Mapping[Path, _Key]) -> _Key:
    while path:
        path = path[:-1]
        if path in keys:
            return keys[path]
    return (), ""


def _key(part: Part, around: _Key) -> _Key:
    names = _names(part.path)
    if "id" in part.fields:
        return names, str(part.fields["id"])
    return around if around[1] else (names[:1], "")


def _names(path: Path) -> Path:
    return tuple(step for step in path if isinstance(step, str))


def _record(part: Part, owner: str, cited: Cited | None) -> _Record:
    words: list[_Field] = []
    figures: list[_Field] = []
    sources = [("speaker", owner)] * bool(owner)
    for name, value in part.fields.items():
        if name in _BOOKKEEPING:
            continue
        if isinstance(value, Citation):
            sources.append((name, _cited(value)))
        elif name in _NAMES_OF_SOURCES or isinstance(part.value, Source):
            sources += _texts(name, value)
        elif isinstance(value, date) or (isinstance(value, int) and not isinstance(value, bool)):
            figures.append((name, str(value)))
        else:
            words += _texts(name, value)
    names = frozenset(told(part.value) if cited else ())
    return _Record(_names(part.path), tuple(words), tuple(figures), tuple(sources), cited, names)


def _texts(name: str, value: object) -> list[_Field]:
    match value:
        case str():
            return [(name, value)]
        case bool():
            return [(name, str(value).lower())] * value
        case tuple():
            texts = sorted(item for item in value if isinstance(item, str))
            return [(name, ", ".join(texts))] * bool(texts)
    return []


def _masked(words: str) -> str:
    return _FIGURE.sub("#", words)


def _cited(citation: Citation) -> str:
    place = "" if citation.paragraph is None else f" ¶{citation.paragraph}"
    anchor = f" “{citation.anchor}”" if citation.anchor else ""
    return f"{citation.source}{place}{anchor}"


def _whole(what: What, key: _Key, entries: _Entries) -> Iterator[Change]:
    records = entries[key]
    for one in [record for record in records if record.cited] or records[:1]:
        old, new = (one, None) if what is What.REMOVED else (None, one)
        yield _change(what, key, old, new)


def _between(key: _Key, before: list[_Record], after: list[_Record]) -> Iterator[Change]:
    for old, new in _pairs(before, after):
        if old is None or new is None:
            yield _change(What.REWORDED, key, old, new)
            continue
        sentence = [one for one in _differing(old.words, new.words) if one.field in new.told]
        if sentence:
            figures = all(one.in_figures for one in sentence)
            yield _change(What.FIGURE if figures else What.REWORDED, key, old, new)
        for what, one in _beside(old, new):
            change = _change(what, key, old, new)
            yield replace(change, before=one.before, after=one.after, field=one.field)


def _beside(old: _Record, new: _Record) -> Iterator[tuple[What, _Difference]]:
    """What differs that the sentence does not say."""
    for one in _differing(old.words, new.words):
        if one.field not in new.told:
            yield What.FIGURE if one.in_figures else What.FIELD, one
    yield from ((What.FIGURE, one) for one in _differing(old.figures, new.figures))
    yield from ((What.SOURCE, one) for one in _differing(old.sources, new.sources))


def _differing(old: Iterable[_Field], new: Iterable[_Field]) -> Iterator[_Difference]:
    stood, stands = dict(old), dict(new)
    for name in stood | stands:
        if stood.get(name) != stands.get(name):
            yield _Difference(name, stood.get(name, ""), stands.get(name, ""))


def _pairs(
    before: list[_Record], after: list[_Record]
) -> Iterator[tuple[_Record | None, _Record | None]]:
    """What differs, the likest first: same words, same words but for figures, same role."""
    old = list((Counter(before) - Counter(after)).elements())
    new = list((Counter(after) - Counter(before)).elements())
    likenesses: tuple[Callable[[_Record], object], ...] = (
        lambda record: (record.role, record.words),
        lambda record: (record.role, record.masked),
        lambda record: record.role,
    )
    for likeness in likenesses:
        for one in list(new):
            other = next((each for each in old if likeness(each) == likeness(one)), None)
            if other is not None:
                old.remove(other)
                new.remove(one)
                yield other, one
    yield from ((one, None) for one in old)
    yield from ((None, one) for one in new)


def _change(what: What, key: _Key, old: _Record | None, new: _Record | None) -> Change:
    names, entry = key
    section = str(names[-1]) if names else "briefing"
    before, after = old.said if old else "", new.said if new else ""
    cited = old.cited if old else None, new.cited if new else None
    return Change(what, section, entry or section, before, after, *cited)
