"""Several questions in one message, and what of a long message is the question."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

LONGEST = 600  # characters of a message that are looked at, those of its questions first
LONG = 6  # words from which a question may have more around it than in it
MOST_READINGS = 6  # of one question
LONGEST_HEADING = 5  # words
MOST_TOLD = 3  # sentences before a question that it may be about
MOST_NAMED = 4  # words of what only names something
_WHAT = r"(?:who|whom|whose|what|when|where|why|which|whether|how)"
_OF = r"(?:at|by|for|from|in|on|since|to|with)"
_MARK = rf"(?:{_WHAT}|if)"
_ASKING = rf"(?:{_WHAT}|is|are|was|were|did|does|do|has|have|had|can|could|should|will|would|any)"
_SENTENCE = re.compile(
    rf"(?<=[?!;])\s*|[^\S\n]*\n(?=[^\w\n]*(?:[A-Z]|{_ASKING}\b))|"
    r"(?<=\w\w[.)])(?<!\bSt\.)(?<!\bMr\.)(?<!\bDr\.)(?<!\bNo\.)\s+|(?<=\d\.)\s+|\.\.+"
)
# Where the next question begins: "and", or a comma, with a question's first word. What "or" adds
# to a question that "yes" answers is no other question.
_NEXT = re.compile(
    rf"\s*,?\s*\b(?:and|also|plus|then|or(?=\s+{_MARK}))\b[,:]?\s+(?:also\s+|if\s+(?:so|not),?\s+)?"
    rf"(?=(?:{_OF}\s+{_MARK}|{_ASKING})\b)"
    rf"|\s*[,&]\s*(?={_WHAT}\b)",
    re.IGNORECASE,
)
_SELF = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|me|us)\b")  # who asks
# What stands before a question and asks nothing: "this may sound silly, but is it true", "for my
# speech, who came".
_EXCUSE = re.compile(
    rf"^(?!\W*{_ASKING}\b)(?:[^?]*?,\s*(?:but|so|and so)|(?:for|before)\s+[^?,]*,)\s+"
    rf"(?=(?:{_ASKING}|any|anything)\b)",
    re.IGNORECASE,
)
# "I know that" tells, "do you know" asks.
_ASKS = re.compile(
    rf"\?|(?:^|:)[^\w:]*{_ASKING}\b|^\W*{_OF}\s+{_WHAT}\b|"
    r"\b(?:whether|tell|show|give|list|explain|describe|summari[sz]e|(?<!\bI )(?<!\bwe )know|"
    r"wonder\w*|looking for|interested in|need(?!n.t| not)|question|check|confirm|find out)\b",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    rf"\W*(?:{_ASKING}|and|or|same|(?:please\s+)?(?:tell|show|give|list|name|explain|describe))\b",
    re.IGNORECASE,
)
_BARE = re.compile(rf"[\W]*(?:{_MARK}\W*)+", re.IGNORECASE)
_MARKED = re.compile(rf"\b(?:{_MARK})\b", re.IGNORECASE)
_INVERTED = re.compile(
    r"(?:^|[,:;]\s*)(?:is|are|was|were|did|does|do|has|have|can|could)\b", re.IGNORECASE
)
# Who tells something of which it is asked whether it is so: "the paper writes that …".
_TOLD = re.compile(
    r"\b(?:wrote|writes?|sa(?:ys?|id)|claim(?:s|ed)?|report(?:s|ed)?|told (?:me|us)|heard|read|"
    r"insists?|posted|thinks?)\s+that\s|\b(?:insists?|swears?)\s",
    re.IGNORECASE,
)
_WHETHER = re.compile(
    r"\W*(?:and\s+)?(?:(?:since\s+)?when|is|are|was|were|did|does|do|has|have|had)\b", re.IGNORECASE
)
_BACK = re.compile(
    r"\b(?:it|its|he|his|him|she|her|they|them|their|those|that one|on that|(?:deny|about) that)\b"
    r"|\b(?:that|there)\W*$|^\W*(?:and|or|what about|how about)\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"\W*(?:(?:and|or|what about|how about|same(?: question)?(?: for)?|anything on)\b\W*)*",
    re.IGNORECASE,
)
_ASKED = re.compile(rf"\b{_ASKING}\b", re.IGNORECASE)
_LISTS = re.compile(r"\b(?:and|or)\b|[,&/]", re.IGNORECASE)
_YEAR = re.compile(r"\b20\d\d\b")
_MEETING = r"(?:meeting|summit|conference|ministerial|gathering)s?"
_NAME = r"\b(?:the\s+|The\s+)?([A-Z][\w’'-]{1,40})"
_WHERE_MET = re.compile(
    rf"{_NAME}\s+{_MEETING}\b|\b{_MEETING}\s+(?:in|at|of)\s+{_NAME}"
    rf"|\b[Ii]n\s+{_NAME},?\s+(?:the|they|ministers|directors)\b"
)
_CLAUSE = re.compile(
    r"[,;:()–—]|\s-\s"
    r"|\b(?:because|but|since|so that|although|though|now|despite|given|before we|as i)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Question:
    """One question as it was put, and what stands before it, which it may be about."""

    words: str
    before: str = ""
    year: str = ""  # the last that was told of before it, if it names none
    is_asked: bool = True  # and not only told, with nothing that asks in the message
    told: tuple[str, ...] = ()  # before it, without what is asked there: the nearest first

    @property
    def put(self) -> str:
        """The question as it is said back: with the year that it is about."""
        return f"{self.words} ({self.year})" if self.year else self.words

    @property
    def of_what_was_told(self) -> Iterator["Question"]:
        """What was told before it, as questions, the nearest first; each of its own year."""
        for one in self.told:
            yield Question(one, year="" if _YEAR.search(one) else self.year)

    @property
    def points_back(self) -> bool:
        """Whether it speaks of what has been named before it."""
        return bool(self.before) and bool(_BACK.search(self.words))

    @property
    def asks_whether(self) -> bool:
        """Whether yes or no would answer it, or the day from which it is so."""
        return bool(_WHETHER.match(self.words))

    @property
    def follows_question(self) -> bool:
        """Whether something is asked before it, and not only told."""
        return self.before.endswith("?") or bool(_BEGINS.match(self.before))

    @property
    def follows_heading(self) -> bool:
        """Whether a few words before it name what it is about: "NATO summit in Madrid."."""
        is_short = len(self.before.split()) <= LONGEST_HEADING and self.before.endswith(".")
        return is_short and not _SELF.search(self.before)

    @property
    def is_fragment(self) -> bool:
        """Whether it only names something: then the same is asked of it as before."""
        named = _AGAIN.sub("", self.words, count=1)
        short = 0 < len(named.split()) <= MOST_NAMED
        return bool(self.before) and short and not _ASKED.search(named)

    def lists(self, names: Iterable[str]) -> bool:
        """Tell whether it may ask for several of these at once: an "and" within a name is none."""
        words = self.words.casefold()
        for name in names:
            words = words.replace(name.casefold(), "")
        return bool(_LISTS.search(words))

    @property
    def readings(self) -> Iterator[str]:
        """The question, and if it is long, its clauses that ask: one of them may be all of it."""
        yield self.words
        yield from self.clauses

    @property
    def clauses(self) -> list[str]:
        """The clauses of a long question that ask."""
        if len(self.words.split()) < LONG:
            return []
        return list(dict.fromkeys(_clauses(self.words)))[:MOST_READINGS]


def meetings_in(text: str) -> str:
    """Return the names of the meetings in a text: "the Riyadh meeting", "in Tunis they"."""
    return " ".join(name for names in _WHERE_MET.findall(text) for name in names if name)


def questions_in(text: str) -> list[Question]:
    """Return the questions of a text; what is said around them is left out if any is plain."""
    pieces = (" ".join(piece.split())[:LONGEST] for piece in _SENTENCE.split(text))
    taken = [one for piece in pieces for one in _taken_apart(piece) if _has_words(one[0])]
    sentences = [sentence for sentence, _ in taken]
    plain = [
        number
        for number, (sentence, is_announced) in enumerate(taken)
        if is_announced or sentence.endswith("?") or _BEGINS.match(sentence)
    ]
    asking = plain or [
        number for number, sentence in enumerate(sentences) if _ASKS.search(sentence)
    ]
    if asking:
        return list(_questions(sentences, {*_short_enough(sentences, asking)}))
    named = [one for one in sentences if not _SELF.search(one)] or sentences
    return [Question(" ".join(named)[:LONGEST], is_asked=False)] if named else []


def _short_enough(sentences: Sequence[str], asking: Sequence[int]) -> Iterator[int]:
    """Yield the first of those that ask, as many as are looked at: one at least."""
    left = LONGEST
    for number in asking:
        if left > 0:
            yield number
        left -= len(sentences[number])


def _questions(sentences: Sequence[str], asking: Collection[int]) -> Iterator[Question]:
    about = ["", *sentences]  # by sentence, what stands before it
    year = ""
    for number, sentence in enumerate(sentences):
        if number not in asking:
            year = _last_year(f"{year} {sentence}")
            continue
        before = about[number]
        told = [one for place, one in enumerate(sentences[:number]) if place not in asking]
        nearest = tuple(reversed(told[-MOST_TOLD:]))
        for piece in _pieces(sentence):
            of_year = "" if _YEAR.search(piece) else year
            question = Question(piece, before, of_year, told=nearest)
            yield question
            before = f"{before} {piece}" if question.points_back else piece
            if question.points_back:
                about[number + 1] = before  # what it points to is what the next may point to


def _last_year(text: str) -> str:
    return next(reversed(_YEAR.findall(text)), "")


def _taken_apart(sentence: str) -> Iterator[tuple[str, bool]]:
    """Take apart what announces a question, like "my boss asks me:", and the question itself.

    Each comes with whether it is announced. A subject before a colon stays with its question.
    """
    told, colon, asked = sentence.partition(": ")
    if not (asked and _SELF.search(told)):
        end = found.end() if (found := _EXCUSE.match(sentence)) else 0
        told, colon, asked = sentence[:end].strip(), "", sentence[end:]
    if told:
        yield told + colon.strip(), False
    yield asked, bool(told)


def _pieces(sentence: str) -> list[str]:
    """Split where the next question begins; what asks nothing by itself stays with the next."""
    ends = [found.span() for found in _NEXT.finditer(sentence)]
    pieces, begun = list[str](), 0
    for end, start in ends:
        piece = sentence[begun:end]
        alone = bool(pieces) and "," in sentence[end:start]  # "when was it, where, and who came"
        if _ASKS.search(piece) and (alone or not _BARE.fullmatch(piece)):
            pieces.append(piece)
            begun = start
    return [piece.strip(" ,;") for piece in (*pieces, sentence[begun:]) if _has_words(piece)]


def _clauses(question: str) -> Iterator[str]:
    starts = {
        found.start() for found in (*_MARKED.finditer(question), *_INVERTED.finditer(question))
    } | {found.end() for found in _TOLD.finditer(question)}
    for start in sorted(starts):
        rest = question[start:].lstrip(" ,:;")
        if start:
            yield rest
        end = _CLAUSE.search(rest, 4)
        if end is not None:
            yield rest[: end.start()].strip()


def _has_words(text: str) -> bool:
    return any(letter.isalnum() for letter in text) or not text.isascii()
