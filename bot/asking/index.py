"""The entries of a briefing, so that the words of a question find them."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from bot.asking.entries import BY_NAME, UNSAID, Entry
from bot.asking.fulltext import FullText
from bot.asking.language import Language, Tokens

MOST_SAID, MOST_UNSAID = 44, 10  # entries that are looked at for one question
MOST_TOKENS = 8  # of a question, the rarest, that they are looked for by
NAMES = frozenset({"person", "member", "meeting"})  # kinds whose entries have names of their own
NAMED_ONLY = frozenset({"member", "source"})  # kinds that nobody asks for in other words
SEVERAL = ("member", "topic", "person")  # kinds of which a question may name several
LEAST, UNKNOWN = 0.05, 0.6  # weights of a token that nearly all entries have, or none
CHANCE = 0.5  # of the uses of a token, how many may be chance

Named = tuple[Tokens, Entry]  # a name, and whose it is


@dataclass(frozen=True, eq=False)
class Phrase:
    """A name of an entry, one way of asking for it, or what it says."""

    tokens: Tokens
    is_name: bool = False
    least: int = 1  # tokens of it that have to be asked for


@dataclass(frozen=True)
class Indexed:
    """An entry, and the tokens that it is found by."""

    entry: Entry
    names: Sequence[Tokens]
    of: Tokens  # of the names of whom it belongs to
    named: Tokens  # of all its own names
    phrases: Mapping[str, Sequence[Phrase]]  # by what leads to them
    text: Phrase
    said: Tokens  # all there are
    faint: Mapping[str, float]  # how far those lead to it that it is seldom asked with: up to 1
    leading: Tokens  # what is said of many leads to none without its name
    texts: Sequence[frozenset[str]]  # the words of each: its names, what it says, how it is asked
    wording: Counter[str]  # in how many of them each word stands
    uses: Counter[str]  # how often it is asked for with each, where it has more than names

    @cached_property
    def length(self) -> float:
        """The length of its wording, as a vector of the logarithms of its counts."""
        return math.hypot(*(math.log(1 + count) for count in self.wording.values())) or 1.0


class Index:
    """Finds entries; made once for a briefing and the words of that moment."""

    def __init__(
        self,
        entries: Iterable[Entry],
        language: Language,
        sought: Tokens,
        empty: Tokens,
        before: "Index | None" = None,
    ) -> None:
        """Read all that the entries say; what is unsaid comes last.

        With `sought` tokens alone nothing is asked for; `empty` ones, these among them, name
        nothing.
        What the index `before`, of the same words, has of equal entries is not made again.
        """
        known = {one.entry: one for one in before.indexed} if before else {}
        self.indexed: list[Indexed] = [
            known.get(one) or _indexed(one, language, sought, empty) for one in entries
        ]
        said = [one for one in self.indexed if one.entry.kind != UNSAID]
        self._weights = dict.fromkeys(chain.from_iterable(one.said for one in self.indexed), 1.0)
        self._weights |= _weights(said)
        self._totals = dict[Phrase, float]()
        self.names = frozenset(
            chain.from_iterable(one.names[0] for one in self.indexed if one.entry.kind in NAMES)
        )
        self.people, topics = self._named("person"), self._named("topic")
        self.members = self._named("member") - topics  # some names are both
        self.organisations = frozenset(
            chain.from_iterable(
                one.named for one in self._of("member") if one.entry.is_organisation
            )
        )
        self.subjects = self.names | topics
        self._names = {kind: _names(self._of(kind)) for kind in SEVERAL}
        self._asked = _by_all_they_say(self.indexed)
        self._many, leading = len(said), [one.leading for one in self.indexed]
        # What is unsaid is short and would take the places of what is said: it has its own.
        self._said = FullText(leading[: len(said)])
        self.unsaid: FullText = before.unsaid if before else FullText(leading[len(said) :])

    def named(self, kind: str, tokens: Sequence[str]) -> list[Named]:
        """Return the entries of a kind that are named, in the order of the question."""
        left, found = set(tokens), list[Named]()
        for name, entry in self._names[kind]:
            if name <= left:
                left -= name
                found.append((name, entry))
        return sorted(found, key=lambda one: min(map(tokens.index, one[0])))

    def weight(self, token: str) -> float:
        """Return how much a token tells: up to 1 for a rare one, little for a common one."""
        return self._weights.get(token, UNKNOWN)

    def tells(self, tokens: Iterable[str]) -> float:
        """Return how much tokens tell together."""
        return math.fsum(map(self.weight, {*tokens}))  # in whatever order

    def total(self, phrase: Phrase) -> float:
        """Return how much a whole phrase tells."""
        if phrase not in self._totals:
            self._totals[phrase] = sum(map(self.weight, phrase.tokens)) or 1.0
        return self._totals[phrase]

    def candidates(self, tokens: Iterable[str]) -> list[Indexed]:
        """Return the entries that have the most of what is asked, and those asked for so."""
        every = dict.fromkeys(one for one in tokens if one in self._weights)
        known = sorted(every, key=self.weight)  # of equals, the later ones of the question
        if not known:
            return []
        telling = known[-MOST_TOKENS:]
        found = self._said.find(telling, MOST_SAID)
        found += [self._many + one for one in self.unsaid.find(telling, MOST_UNSAID)]
        # A ranking may leave out what is asked for so, where all its words are common ones.
        found += self._asked.get(frozenset(known), ())
        return [self.indexed[one] for one in dict.fromkeys(found)]

    def _of(self, kind: str) -> Iterator[Indexed]:
        return (one for one in self.indexed if one.entry.kind == kind)

    def _named(self, kind: str) -> Tokens:
        return frozenset(chain.from_iterable(one.named for one in self._of(kind)))


def _indexed(entry: Entry, language: Language, sought: Tokens, empty: Tokens) -> Indexed:
    """Take an entry apart into tokens."""
    known, text = [language.read(one) for one in entry.names], language.read(entry.text)
    ways = [language.read(one) for one in entry.asked]
    hollow = {"absence": empty, "difference": empty - sought}.get(entry.kind, frozenset())
    names = [one.tokens for one in known if not hollow or not one.tokens <= hollow]
    asked = [one.tokens for one in ways if not one.tokens <= sought]
    named = frozenset[str]().union(*names)
    said = text.tokens.union(named, *asked)
    texts = tuple(one.spelt for one in (*known, text, *ways))
    alone = entry.kind in NAMED_ONLY
    uses = Counter[str]() if alone else Counter(chain(text.tokens, *names, *asked))
    return Indexed(
        entry,
        tuple(names),
        of=frozenset(chain.from_iterable(language.read(one).tokens for one in entry.of)),
        named=named,
        phrases=_phrases(entry, names, asked, empty),
        text=Phrase(text.tokens),
        said=said,
        faint=_faint(said - text.tokens - named, uses),
        leading=named.union(*asked) if entry.kind in BY_NAME else said,
        texts=texts,
        wording=Counter(chain.from_iterable(texts)),
        uses=uses,
    )


def _phrases(
    entry: Entry, names: Iterable[Tokens], asked: Iterable[Tokens], empty: Tokens
) -> dict[str, tuple[Phrase, ...]]:
    """Return the phrases by their telling tokens; those that have none, by all they have.

    Of a phrase that tells more than who, when or how many, more has to be said.
    """
    every = dict.fromkeys(filter(None, asked), False) | dict.fromkeys(filter(None, names), True)
    phrases = defaultdict[str, list[Phrase]](list)
    for tokens, is_name in every.items():
        # One word in common with what nobody answers is no reason to refuse.
        least = min(2 if entry.kind == UNSAID else 1, len(tokens))
        phrase = Phrase(tokens, is_name, least)
        for token in tokens - empty or tokens:
            phrases[token].append(phrase)
    return {token: tuple(those) for token, those in phrases.items()}


def _by_all_they_say(indexed: Iterable[Indexed]) -> dict[Tokens, list[int]]:
    """Return the numbers of the entries by their phrases."""
    numbers = defaultdict[Tokens, list[int]](list)
    for number, one in enumerate(indexed):
        for phrase in {one for those in one.phrases.values() for one in those}:
            numbers[phrase.tokens].append(number)
    return dict(numbers)


def _names(indexed: Iterable[Indexed]) -> list[Named]:
    """Return all names, the longest first."""
    names = [(name, one.entry) for one in indexed for name in one.names if name]
    return sorted(names, key=lambda one: -len(one[0]))


def _faint(asked: Tokens, uses: Mapping[str, int]) -> dict[str, float]:
    """Return how far tokens that an entry is only asked with lead to it: the more uses, the more.

    One that it is asked with once may be there by chance.
    """
    return {token: uses[token] / (uses[token] + CHANCE) for token in asked} if uses else {}


def _weights(said: Sequence[Indexed]) -> dict[str, float]:
    counts: dict[str, float] = dict(Counter(chain.from_iterable(one.said for one in said)))
    for one in said:
        for token, share in one.faint.items():
            counts[token] -= 1 - share
    most = math.log(len(said) + 2)
    return {
        token: max(LEAST, min(1.0, math.log((len(said) + 2) / (count + 0.5)) / most))
        for token, count in counts.items()
    }
