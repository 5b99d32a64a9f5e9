"""Words as they are compared: folded, without fillers, one token for all that means the same."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from sys import intern
from typing import NamedTuple

import Stemmer

from bot.briefing.countries import FLAG, code_of_flag, country_names, fold
from bot.briefing.words import Words

LONGEST_PHRASE = 6  # words that make one token
MOST_WORDS = 50_000  # whose tokens are kept
MOST_TEXTS = 50_000
OFTEN, AT_TIMES = 1000, 20  # uses of a word that says nothing, and of one that people ask by
_COUNTRY = "iso"  # opens the token of a country
_STEMMER = Stemmer.Stemmer("english")
Phrase = tuple[str, ...]
Tokens = frozenset[str]


@dataclass(frozen=True)
class Reading:
    """What is read in a text: its tokens in their order, and the words as they were spelt.

    Words of one meaning have one token; where entries differ only in such words, the spelling
    tells them apart. Of the words, `spelt` are those that tell something.
    """

    tokens: Phrase = ()
    spelt: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    def __add__(self, other: "Reading") -> "Reading":
        """Return what both say."""
        spelt, words = self.spelt | other.spelt, self.words | other.words
        return Reading(self.tokens + other.tokens, spelt, words)


class Said(NamedTuple):
    """What a text says: its tokens, and the words they were made of."""

    tokens: Tokens
    spelt: frozenset[str]


class _Single(dict[str, str]):
    """The token of each word that stands by itself, worked out when it is first met."""

    def __missing__(self, word: str) -> str:
        token = str(_STEMMER.stemWord(word))
        if len(self) < MOST_WORDS:  # people may make up as many as they like
            self[word] = token
        return token


class Language:
    """How people's words, and those of a briefing, become tokens; it keeps all that it reads."""

    def __init__(self, words: Words) -> None:
        """Know the countries of the world, and these words."""
        self.words = words
        self.phrases: Mapping[Phrase, str] = {**_countries(), **_learned(words)}
        self._single = _Single(
            {one[0]: token for one, token in self.phrases.items() if not one[1:]}
        )
        self.vocabulary = Counter(chain.from_iterable(self.phrases)) + _uses(words)
        self._read: dict[str, Said] = {}
        self._longest: dict[str, int] = {}
        for phrase in self.phrases:
            if phrase[1:]:
                length = min(len(phrase), LONGEST_PHRASE)
                self._longest[phrase[0]] = max(length, self._longest.get(phrase[0], 0))

    def read(self, text: str) -> Said:
        """Return what a text says, and count its words as known."""
        if (said := self._read.get(text)) is None:
            words = [intern(word) for word in row(text)]  # many texts have the same
            self.vocabulary.update(words)
            said = Said(frozenset(self.tokens(words)), frozenset(words))
            if len(self._read) < MOST_TEXTS:  # it outlives the editions that it reads
                self._read[text] = said
        return said

    def tokens(self, row: Sequence[str]) -> tuple[str, ...]:
        """Return the tokens of folded words, in their order; a filler has none."""
        if self._longest.keys().isdisjoint(row):
            single = self._single
            return tuple(token for word in row if (token := single[word]))
        return tuple(self._tokens(row))

    def reading(self, row: Sequence[str]) -> Reading:
        """Return what is read in folded words."""
        words = frozenset(row)
        spelt = frozenset(word for word in words if self._single[word])
        return Reading(self.tokens(row), spelt, words)

    def _tokens(self, row: Sequence[str]) -> Iterator[str]:
        at = 0
        while at < len(row):
            length = self._length(row, at) if row[at] in self._longest else 1
            spelt = tuple(row[at : at + length])
            token = self.phrases[spelt] if length > 1 else self._single[row[at]]
            if token:
                yield token
            at += length

    def _length(self, row: Sequence[str], at: int) -> int:
        longest = min(self._longest[row[at]], len(row) - at)
        fitting = range(longest, 1, -1)
        return next((n for n in fitting if tuple(row[at : at + n]) in self.phrases), 1)


def _uses(words: Words) -> Counter[str]:
    """Return how often words are used: those that people ask in more than any other."""
    uses = Counter[str]()
    for often, phrases in ((OFTEN, words.fillers), (AT_TIMES, chain(*words.same))):
        for word in chain.from_iterable(map(row, phrases)):
            uses[word] += often
    return uses


def _learned(words: Words) -> dict[Phrase, str]:
    """Return the tokens of what is in the groups: the country's, where its name begins the group.

    Elsewhere a country stays one: whoever writes `reunion` beside `meeting` does not mean it.
    """
    known: dict[Phrase, str] = {}
    groups = ([one for word in group if (one := tuple(row(word)))] for group in words.same)
    for first, *others in filter(None, groups):
        meant = [one for one in others if first in _countries() or one not in _countries()]
        names = {**_countries(), **known}
        new = _STEMMER.stemWord("".join(first))
        spelt = (first, *meant)
        known |= dict.fromkeys(spelt, next((names[one] for one in spelt if one in names), new))
    fillers = (tuple(row(word)) for word in words.fillers)
    return known | {phrase: "" for phrase in fillers if phrase}


def row(text: str) -> list[str]:
    """Return the words of a text, folded; a flag is the word of its country."""
    return fold(text if text.isascii() else FLAG.sub(_spelt, text)).split()


@cache
def _countries() -> Mapping[Phrase, str]:
    names = country_names()
    tokens = {code: f"{_COUNTRY}{code.lower()}" for code in names.values()}
    known = {(token,): token for token in tokens.values()}
    return known | {tuple(name.split()): tokens[code] for name, code in names.items() if name}


def _spelt(found: re.Match[str]) -> str:
    return f" {_COUNTRY}{code_of_flag(found.group()).lower()} "
