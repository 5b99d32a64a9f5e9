"""How many questions stay answered rightly when a thumb slips: `python -m evaluation.slips`.

Of the tuning set's questions that are answered rightly, each is typed ten times with a slip in one
or two of its longer words, and once with each of its spaces missing.
"""

import random
import re
from collections.abc import Callable, Iterator

from evaluation.labels import Question, labelled
from evaluation.measure import Judge, Outcome, Share
from evaluation.shipped import desk

TIMES, SEED = 10, 1
LONG = 4  # letters of a word that slips are put into
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
    """Print both shares."""
    judge = Judge(desk())
    sure = [one for one in labelled("tune") if _is_right(judge, one, one.ask)]
    whole = [one for one in sure if one.kind in ("plain", "caps", "one-word")]
    dice = random.Random(SEED)  # noqa: S311 - no secret hangs on it
    slipped = [(one, _slipped(one.ask, dice)) for one in whole for _ in range(TIMES)]
    joined = [(one, typed) for one in whole for typed in _joined(one.ask)]
    for title, typed in (("With slips", slipped), ("With a space missing", joined)):
        right = sum(_is_right(judge, *one) for one in typed)
        print(f"{title:<24}{Share(right, len(typed))}")


def _is_right(judge: Judge, question: Question, typed: str) -> bool:
    verdicts = judge.desk.asking.ask(judge.snapshot, typed)
    return bool(question.answer) and judge.outcome(question, verdicts) is Outcome.RIGHT


def _slipped(text: str, dice: random.Random) -> str:
    found = list(_WORD.finditer(text))
    for one in sorted(dice.sample(found, min(len(found), dice.choice((1, 1, 2)))), key=_start)[
        ::-1
    ]:
        text = text[: one.start()] + _slip(one.group(), dice) + text[one.end() :]
    return text


def _start(found: re.Match[str]) -> int:
    return found.start()


def _slip(word: str, dice: random.Random) -> str:
    at = dice.randrange(1, len(word))  # the first letter is seldom wrong
    return dice.choice(SLIPS)(word, at, dice.choice(_ROW[word[at].lower()]))


def _joined(text: str) -> Iterator[str]:
    for space in _SPACE.finditer(text):
        yield text[: space.start()] + text[space.end() :]


if __name__ == "__main__":
    main()
