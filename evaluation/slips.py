"""How many questions stay answered rightly when they are typed otherwise.

`python -m evaluation.slips`: of the tuning set's questions that are answered rightly, each is typed
ten times with a slip in one or two of its longer words, once with each of its spaces missing, and
once with each of the things around it that people say.
"""

import random
import re
from collections.abc import Callable, Iterator

from evaluation.labels import Question, labelled
from evaluation.measure import Judge, Outcome, Share
from evaluation.shipped import desk

TIMES, SEED = 10, 1
LONG = 4  # letters of a word that slips are put into
AROUND = (
    "Hi, quick question: {}", "Hello there, hope you are well. {} Many thanks in advance!",
    "My boss just walked in and asked me: {}", "Before I file my story: {}", "For my thesis, {}",
    "This may sound silly, but {}", "I'm on deadline. {}", "ok so {}", "hey bot {} thx", "{} ???",
    "We are preparing a briefing note for the permanent secretary. {}", "I wonder: {}",
    "I was not in the room and the wire copy is garbled, so: {}", "Just out of curiosity: {}",
    "I've been reading the communiqué on the train and got lost. {}", "As far as you know, {}",
    "{} If you don't know, just say so.", "{} It's for a speech the minister gives tomorrow.",
    "Two of my students disagree about this. {}", "Can you tell me {}", "My question is {}",
    "{}, if I may ask?", "{} Or is that a mistake?", "I asked another bot and it lied. {}",
)  # fmt: skip
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_ROW = {
    key: row[max(0, at - 1) : at] + row[at + 1 : at + 2]
    for row in _KEYS
    for at, key in enumerate(row)
}
_SPACE = re.compile(r"(?<=[A-Za-z]) (?=[A-Za-z])")
_WORD = re.compile(rf"[A-Za-z]{{{LONG},}}")

Slip = Callable[[str, int, str], str]
SLIPS: tuple[Slip, ...] = (
    lambda word, at, _: word[:at] + word[at + 1 :],  # a letter is missing
    lambda word, at, _: word[:at] + word[at : at + 2][::-1] + word[at + 2 :],  # two are exchanged
    lambda word, at, _: word[:at] + word[at] + word[at:],  # one is there twice
    lambda word, at, beside: word[:at] + beside + word[at + 1 :],  # the key beside was pressed
    lambda word, at, beside: word[:at] + beside + word[at:],  # both were
)


def main() -> None:
    """Print the shares."""
    judge = Judge(desk())
    sure = [one for one in labelled("tune") if _is_right(judge, one, one.ask)]
    whole = [one for one in sure if one.kind in ("plain", "caps", "one-word")]
    dice = random.Random(SEED)  # noqa: S311 - no secret hangs on it
    slipped = [(one, _slipped(one.ask, dice)) for one in whole for _ in range(TIMES)]
    joined = [(one, typed) for one in whole for typed in _joined(one.ask)]
    around = [(one, said.format(one.ask)) for one in whole for said in AROUND]
    ways = {"With slips": slipped, "With a space missing": joined, "With more around it": around}
    for title, typed in ways.items():
        right = sum(_is_right(judge, *one) for one in typed)
        print(f"{title:<24}{Share(right, len(typed))}")


def _is_right(judge: Judge, question: Question, typed: str) -> bool:
    verdicts = judge.desk.asking.ask(judge.snapshot, typed)
    return bool(question.answer) and judge.outcome(question, verdicts) is Outcome.RIGHT


def _slipped(text: str, dice: random.Random) -> str:
    found = list(_WORD.finditer(text))
    some = dice.sample(found, min(len(found), dice.choice((1, 1, 2))))
    for one in sorted(some, key=lambda one: -one.start()):  # from the end: the others stay in place
        text = text[: one.start()] + _slip(one.group(), dice) + text[one.end() :]
    return text


def _slip(word: str, dice: random.Random) -> str:
    at = dice.randrange(1, len(word))  # the first letter is seldom wrong
    return dice.choice(SLIPS)(word, at, dice.choice(_ROW[word[at].lower()]))


def _joined(text: str) -> Iterator[str]:
    for space in _SPACE.finditer(text):
        yield text[: space.start()] + text[space.end() :]


if __name__ == "__main__":
    main()
