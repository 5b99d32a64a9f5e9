"""The entries of a briefing, so that the words of a question find them."""

import math
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.asking.entries import BY_NAME, UNSAID, Entry
from bot.asking.language import Language, Reading, Tokens

MOST_SAID, MOST_UNSAID = 40, 10  # entries that are looked at for one question
MOST_TOKENS = 12  # of a question, the rarest, that they are looked for by
NAMES = frozenset({"person", "member", "meeting"})  # kinds whose entries have names of their own
_FIND = "SELECT rowid FROM said WHERE said MATCH ? ORDER BY rank LIMIT ?"
SEVERAL = ("member", "topic", "person")  # kinds of which a question may name several
LEAST = 0.05  # weight of a token that nearly all entries have

Named = tuple[Tokens, Entry]  # a name, and whose it is


@dataclass(frozen=True, eq=False)
class Phrase:
    """A name of an entry, one way of asking for it, or what it says; and what its tokens tell."""

    tokens: Tokens
    weights: Mapping[str, float]
    weight: float  # of all
    is_name: bool = False
    least: int = 1  # tokens of it that have to be asked for


@dataclass(frozen=True)
class Indexed:
    """An entry, and the tokens that it is found by."""

    entry: Entry
    of: Tokens  # of the names of whom it belongs to
    named: Tokens  # of all its names
    phrases: Mapping[str, Sequence[Phrase]]  # by what leads to them
    text: Phrase
    said: Tokens  # all there are
    spelt: frozenset[str]  # the words they were made of


class Index:
    """Finds entries; made once for a briefing and the words of that moment."""

    def __init__(
        self, entries: Iterable[Entry], language: Language, sought: Tokens, general: Tokens
    ) -> None:
        """Read all that the entries say; what is unsaid comes last.

        With `sought` tokens alone nothing is asked for, and with `general` ones nothing is missed.
        """
        empty = sought | general
        read = [_Read(entry, language, sought, empty) for entry in entries]
        self._weights = dict.fromkeys(chain.from_iterable(one.said for one in read), 1.0)
        self._weights |= _weights([one.said for one in read if one.entry.kind != UNSAID])
        self._indexed = [one.indexed(self._weights, empty) for one in read]
        self.names = frozenset(chain.from_iterable(one.own_name for one in read))
        self.subjects = self.names.union(*(one.topic for one in read))
        self._names = {
            kind: _names([one for one in read if one.entry.kind == kind]) for kind in SEVERAL
        }
        leading, many = [one.leading for one in read], sum(one.entry.kind != UNSAID for one in read)
        # What is unsaid is short and would take the places of what is said: it has its own.
        self._bases = (
            (_base(leading[:many]), 0, MOST_SAID), (_base(leading[many:]), many, MOST_UNSAID),
        )  # fmt: skip

    def named(self, kind: str, tokens: Sequence[str]) -> list[Named]:
        """Return the entries of a kind that are named, in the order of the question."""
        left, found = set(tokens), list[Named]()
        for name, entry in self._names[kind]:
            if name <= left:
                left -= name
                found.append((name, entry))
        return sorted(found, key=lambda one: min(map(tokens.index, one[0])))

    def weight(self, token: str) -> float:
        """Return how much a token tells: 1 for one that no entry has, little for a common one."""
        return self._weights.get(token, 1.0)

    def tells(self, reading: Reading) -> float:
        """Return how much all that is read tells."""
        return sum(map(self.weight, {*reading.tokens}))

    def candidates(self, tokens: Iterable[str]) -> list[Indexed]:
        """Return the entries that have the most of what is asked."""
        known = sorted({one for one in tokens if one in self._weights}, key=self.weight)
        if not known:
            return []
        wanted = " OR ".join(f'"{token}"' for token in known[-MOST_TOKENS:])
        return [
            self._indexed[first + number]
            for base, first, most in self._bases
            for (number,) in base.execute(_FIND, (wanted, most))
        ]


class _Read:
    """An entry taken apart into tokens."""

    def __init__(self, entry: Entry, language: Language, sought: Tokens, empty: Tokens) -> None:
        self.entry = entry
        names = [language.read(one) for one in entry.names]
        asked, text = [language.read(one) for one in entry.asked], language.read(entry.text)
        self.names = [
            one.tokens for one in names if entry.kind != "absence" or not one.tokens <= empty
        ]
        self.asked = [one.tokens for one in asked if not one.tokens <= sought]
        self.text = text.tokens
        self.of = frozenset(chain.from_iterable(language.read(one).tokens for one in entry.of))
        self.said = self.text.union(*self.names, *self.asked)
        self.spelt = text.spelt.union(*(one.spelt for one in (*names, *asked)))

    @property
    def leading(self) -> Tokens:
        """The tokens that lead to it; what is said of many leads to none without its name."""
        named = frozenset().union(*self.names, *self.asked)
        return named if self.entry.kind in BY_NAME else self.said

    @property
    def own_name(self) -> Tokens:
        return self.names[0] if self.entry.kind in NAMES else frozenset()

    @property
    def topic(self) -> Tokens:
        return frozenset().union(*self.names) if self.entry.kind == "topic" else frozenset()

    def indexed(self, weights: Mapping[str, float], empty: Tokens) -> Indexed:
        names = dict.fromkeys(filter(None, self.names), True)
        every = dict.fromkeys(filter(None, self.asked), False) | names
        phrases = defaultdict[str, list[Phrase]](list)
        for tokens, is_name in every.items():
            phrase = self._phrase(tokens, weights, is_name=is_name)
            # Of a phrase that tells more than who, when or how many, more has to be said.
            for token in tokens - empty or tokens:
                phrases[token].append(phrase)
        named, text = frozenset().union(*self.names), self._phrase(self.text, weights)
        return Indexed(self.entry, self.of, named, dict(phrases), text, self.said, self.spelt)

    def _phrase(
        self, tokens: Tokens, weights: Mapping[str, float], *, is_name: bool = False
    ) -> Phrase:
        weight = sum(map(weights.__getitem__, tokens)) or 1.0
        # One word in common with what nobody answers is no reason to refuse.
        least = min(2 if self.entry.kind == UNSAID else 1, len(tokens))
        return Phrase(tokens, weights, weight, is_name, least)


def _names(read: Iterable[_Read]) -> list[Named]:
    """Return all names, the longest first."""
    names = [(name, one.entry) for one in read for name in one.names if name]
    return sorted(names, key=lambda one: -len(one[0]))


def _weights(said: Sequence[Tokens]) -> dict[str, float]:
    counts = Counter(chain.from_iterable(said))
    most = math.log(len(said) + 2)
    return {
        token: max(LEAST, min(1.0, math.log((len(said) + 2) / (count + 0.5)) / most))
        for token, count in counts.items()
    }


def _base(said: Sequence[Tokens]) -> sqlite3.Connection:
    base = sqlite3.connect(":memory:", check_same_thread=False)
    base.execute("CREATE VIRTUAL TABLE said USING fts5(tokens, content='')")
    base.executemany(
        "INSERT INTO said (rowid, tokens) VALUES (?, ?)",
        ((number, " ".join(tokens)) for number, tokens in enumerate(said)),
    )
    return base
