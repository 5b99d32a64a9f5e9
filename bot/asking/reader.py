"""A question in plain words held against one snapshot: read, matched, judged."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from bot.asking.context import Context
from bot.asking.entries import UNSAID, Entry, entries_of, unsaid_of
from bot.asking.evidence import Evidence, Opinions
from bot.asking.index import Index
from bot.asking.language import Language, Reading, Tokens, row
from bot.asking.likelihood import Likelihood
from bot.asking.match import Match, Matcher
from bot.asking.parts import Question, meetings_in, questions_in
from bot.asking.scale import LEARNED, Scale
from bot.asking.shorthand import without_us, written_out
from bot.asking.spelling import Spelling
from bot.asking.story import Story, is_long
from bot.asking.subject import MEMBER, Subjects
from bot.asking.verdict import (
    State,
    Verdict,
    confirmed,
    judge,
    judge_as_one,
    together,
    withdrawn,
)
from bot.asking.wording import Wording
from bot.briefing.library import Snapshot
from bot.briefing.words import Kinds

MOST = 6  # questions of one message that are looked at: some of them may say nothing
MOST_WORDS = 30  # of a question that are looked at
REMEMBERED = 64  # readings


@dataclass(frozen=True)
class Found:
    """A question as it is said back, what may answer it, and how it was read."""

    put: str
    matches: Sequence[Match]
    reading: Reading
    is_long: bool = False  # the question itself
    is_named: bool = False  # all that it is about: then that answers


class Reader:
    """Reads questions with the briefing and the words of one snapshot."""

    def __init__(
        self, snapshot: Snapshot, scale: Scale = LEARNED, before: "Reader | None" = None
    ) -> None:
        """Make the index; what the reader before has read of the same words is not read again."""
        words, self._scale = snapshot.words, scale
        before = before if before and before.language.words == words else None
        self.language: Language = before.language if before else Language(words)
        kinds, beyond = self._by_kind(words.kinds), self._by_kind(words.beyond)
        belonging = self._every(words.belonging)
        sought = self._every(words.sought)
        entries = entries_of(snapshot.current, words)
        self._beginnings = tuple(one for one in entries if one.kind == "command")
        general = frozenset().union(*kinds.values())
        empty = sought | general
        every = (*entries, *unsaid_of(words))
        earlier = before.index if before else None
        self.index: Index = Index(every, self.language, sought, empty, earlier)
        documents = self._every(words.documents)
        likelihood = Likelihood(self.index.indexed)
        self._opinions = Opinions(likelihood, Wording(self.index.indexed))
        self._matcher = Matcher(
            self.index, likelihood, kinds, beyond, general, sought, documents, scale
        )
        self._subjects = Subjects(self._matcher, belonging)
        self._context = Context(self.index, sought, empty, kinds[MEMBER], belonging)
        self._story = Story(self.language, self._matcher, general - sought)
        self._spelling = Spelling(self.language.vocabulary)
        self._readings: dict[str, Reading] = {}  # those of one message are asked for many times

    def reading(self, text: str) -> Reading:
        """Return what is read in a question, its slips mended."""
        if (known := self._readings.get(text)) is not None:
            return known
        if len(self._readings) >= REMEMBERED:
            self._readings.clear()
        words = row(without_us(text))[:MOST_WORDS]
        read = self.language.reading([*chain.from_iterable(map(self._spelling.meant, words))])
        self._readings[text] = read
        return read

    def verdicts(self, words: str) -> tuple[Verdict, ...]:
        """Return a verdict on each question in the words; none where nothing is asked."""
        asked = list(self._asked(words))
        found = [each for one in asked for each in self._found(one)]
        judged = [judge(one.put, one.matches, self._scale) for one in found]
        whole = self._whole(words) if is_long(words) else None
        if len(found) > 1 and (several := self._several(whole, asked, found, judged)):
            return several
        verdicts = tuple(_telling(judged))
        if whole is None:
            return tuple(map(self._confirmed, verdicts, found))
        verdicts = self._as_one(whole, asked, found, verdicts)
        if len(found) == len(verdicts) == 1 and not found[0].is_named:
            return (self._confirmed_by_all(verdicts[0], whole, asked),)
        return verdicts

    def _several(
        self,
        whole: Found | None,
        asked: Sequence[Question],
        found: Sequence[Found],
        judged: Sequence[Verdict],
    ) -> tuple[Verdict, ...]:
        """Return the verdicts on several questions, or the one on all that a long message tells.

        There are none where that answers nothing, and its questions don't by themselves.
        """
        every = tuple(_telling([*map(self._confirmed, judged, found)]))
        answered = any(one.state is State.ANSWERED for one in every)
        if whole is None or answered or any(one.is_named for one in found):
            return every
        nothing = Verdict(together(every), State.REFUSED, ())
        verdict = self._confirmed_by_all(nothing, whole, asked)
        return (verdict,) if verdict.state is State.ANSWERED else ()

    def _confirmed(self, verdict: Verdict, found: Found) -> Verdict:
        """Return the verdict on a question after all the evidence, unless it is only named."""
        if found.is_named:
            return verdict
        evidence = self._opinions.evidence(found.matches, found.reading, is_long=found.is_long)
        return confirmed(verdict, evidence, self._scale)

    def evidence(self, message: str) -> Evidence | None:
        """Return what speaks for an answer in all the words of a message."""
        found = self._whole(message)
        return self._opinions.evidence(found.matches, found.reading, is_long=found.is_long)

    def _whole(self, message: str) -> Found:
        """Return what all the words of a message find."""
        told = is_long(message)
        reading = self._story.reading(message) if told else self.reading(message)
        return Found(message, self._matcher.matches(reading), reading, told)

    def _confirmed_by_all(
        self, verdict: Verdict, whole: Found, asked: Sequence[Question]
    ) -> Verdict:
        """Return the verdict on a long message after all the evidence, if that is what it asks."""
        evidence = self._opinions.evidence(whole.matches, whole.reading, is_long=True)
        if evidence is None or not self._asks(evidence.match, whole.put, asked):
            return verdict
        return confirmed(verdict, evidence, self._scale)

    def _asks(self, match: Match, message: str, asked: Sequence[Question]) -> bool:
        """Tell whether a long message asks something, and an entry has all that is named in it."""
        questions = [self.reading(one.words) for one in asked]
        met = self.reading(meetings_in(message))
        is_asked = any(one.is_asked for one in asked)
        return is_asked and self._story.has_what_is_named(match, questions, met)

    def _asked(self, words: str) -> Iterator[Question]:
        """Yield the questions; of those that say nothing after the same sentences, the first."""
        usual = self._matcher.usual  # with the year of the meeting, which goes without saying
        told: set[tuple[str, ...]] = set()
        for one in questions_in(written_out(words))[:MOST]:
            says_nothing = not self.reading(one.words).tokens
            if not says_nothing or one.told not in told:
                yield replace(one, year="") if one.year in usual else one
            if says_nothing:
                told.add(one.told)

    def cards(self, words: str, most: int) -> tuple[Entry, ...]:
        """Return what may answer the words, the best first; without words, where all begin."""
        reading = self.reading(words)
        if not reading.tokens:
            return self._beginnings[:most]
        found = self._matcher.matches(reading)
        near = (one.entry for one in found if one.score >= self._scale.near)
        return tuple(one for one in near if one.kind != UNSAID)[:most]

    def _as_one(
        self,
        whole: Found,
        asked: Sequence[Question],
        found: Sequence[Found],
        verdicts: Sequence[Verdict],
    ) -> tuple[Verdict, ...]:
        """Return the verdicts on a long message: an answer has to agree with all that it tells."""
        answers = [one for one in verdicts if one.state is State.ANSWERED]
        if not all(map(self._says_little, answers)):
            return tuple(verdicts)
        likely = self._matcher.likeliest(whole.matches, whole.reading)
        doubtful = [one for one in verdicts if self._is_doubtful(one, likely)]
        if not all(one in doubtful for one in answers):
            return tuple(verdicts)
        left = [withdrawn(one) if one in doubtful else one for one in verdicts]
        answered = bool(likely) and self._is_answered_by(likely[0], whole.put, asked, found)
        return judge_as_one(left, likely, answered=answered)

    def _is_doubtful(self, verdict: Verdict, likely: Sequence[Match]) -> bool:
        """Tell whether all that is told around a question speaks against what it found."""
        given = verdict.state is not State.REFUSED and self._says_little(verdict)
        return given and self._story.speaks_against(verdict.entries, likely)

    def _says_little(self, verdict: Verdict) -> bool:
        """Tell whether a question tells hardly anything by itself, and is not about a member."""
        tells = self.index.tells(self.reading(verdict.asked).tokens)
        return tells < self._scale.thin and verdict.entries[0].kind != MEMBER

    def _is_answered_by(
        self, match: Match, message: str, asked: Sequence[Question], found: Iterable[Found]
    ) -> bool:
        """Tell whether a long message asks something, and this entry answers it."""
        questions = [self.reading(one.words) for one in asked]
        every = [one.matches for one in found]
        is_asked = self._asks(match, message, asked)
        return is_asked and self._story.is_answered_by(match, questions, every)

    def _found(self, question: Question) -> Iterator[Found]:
        """Yield each question that is in one, as it is said back, and what it finds."""
        whole, before = self.reading(question.words), self.reading(question.before)
        clauses = map(self.reading, question.clauses)
        if self._subjects.is_of_another(question, whole):
            found = self._best(question, whole, before)
            others = [one for one in found.matches if one.entry.kind != MEMBER]
            yield replace(found, matches=others)
        elif named := self._subjects.of(question, whole, clauses):
            for subject in named:
                matches = self._subjects.matches(subject)
                yield Found(question.put, matches, whole, is_named=True)
        elif whole.tokens:
            yield self._best(question, whole, before)
        else:
            yield from self._told(question)

    def _told(self, question: Question) -> Iterator[Found]:
        """Yield the nearest that was told before a question like "Is that right?" and finds any."""
        nearest: Found | None = None
        for told in chain.from_iterable(map(self._found, question.of_what_was_told)):
            found = replace(told, put=f"{told.put} {question.words}")
            if judge(told.put, told.matches, self._scale).state is not State.REFUSED:
                yield found
                return
            nearest = nearest or found
        if nearest is not None:
            yield nearest

    def _best(self, question: Question, whole: Reading, before: Reading) -> Found:
        """Return what may answer the reading of a question that is answered best."""
        own = [self.reading(one) for one in question.readings]
        readings = self._context.readings(question, whole, before, own)
        every = ((self._weighed(one, whole, question.year), one) for one in readings)
        found, reading = max(every, key=lambda one: one[0][0].score if one[0] else 0.0)
        matches = self._matcher.doubted(found, reading)
        return Found(question.put, matches, reading, is_long(question.words))

    def _weighed(self, reading: Reading, whole: Reading, year: str) -> list[Match]:
        """Return what may answer a reading; what it leaves out is taken off."""
        told = self.index.tells(whole.tokens)
        left = max(0.0, 1 - self.index.tells(reading.tokens) / told) if told else 0.0
        worth = 1 - self._scale.left_out * left
        found = self._matcher.matches(reading, year)
        return [replace(one, score=one.score * worth) for one in found] if left else found

    def _by_kind(self, words: Kinds) -> dict[str, Tokens]:
        return {name: self._every(getattr(words, name)) for name in Kinds.model_fields}

    def _every(self, words: Iterable[str]) -> Tokens:
        return frozenset(chain.from_iterable(self.language.read(one).tokens for one in words))


def _telling(verdicts: Sequence[Verdict]) -> Iterator[Verdict]:
    """Leave out what is answered twice, and what is no question beside one that is answered."""
    given: set[tuple[State, tuple[Entry, ...]]] = set()
    answered = any(one.state is not State.REFUSED for one in verdicts)
    for one in verdicts:
        told = one.state, one.entries
        is_new = told not in given if one.entries else not answered or one.asked.endswith("?")
        if is_new:
            given.add(told)
            yield one
