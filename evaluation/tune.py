"""Learn what counts how much: `python -m evaluation.tune` tries one value after the other.

Only the questions to tune on are asked. What is best is printed, to be written into
`bot/asking/scale.py`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace

from bot.asking.reader import Reader
from bot.asking.scale import LEARNED, Scale
from evaluation.labels import Question, labelled
from evaluation.measure import Judge, Outcome
from evaluation.shipped import desk

ROUNDS = 3
STEPS = (-0.2, -0.1, -0.05, -0.02, 0.02, 0.05, 0.1, 0.2)
WORSE = 4  # times: how much a wrong answer is worse than none


def main() -> None:
    """Search, and print what does better."""
    judge, questions = Judge(desk()), labelled("tune")
    best = _worth(judge, questions, LEARNED), LEARNED
    print(f"{best[0]:.4f}")
    for _ in range(ROUNDS):
        for field in fields(Scale):
            tried = [(_worth(judge, questions, one), one) for one in _tried(best[1], field.name)]
            better = max(tried, key=lambda pair: pair[0])
            if better[0] > best[0]:
                best = better
                print(f"{best[0]:.4f} {field.name} = {getattr(best[1], field.name)}", flush=True)
    print(best[1])


def _tried(best: Scale, name: str) -> Iterator[Scale]:
    for step in STEPS:
        value = round(getattr(best, name) + step, 2)
        if 0 <= value <= max(1, getattr(best, name)):
            yield replace(best, **{name: value})


def _worth(judge: Judge, questions: Sequence[Question], scale: Scale) -> float:
    """Return what the answers are worth: 1 for right ones, less for others."""
    reader = Reader(judge.snapshot, scale)
    outcomes = [
        (question, judge.outcome(question, reader.verdicts(question.ask))) for question in questions
    ]
    return sum(_worth_of(question, outcome) for question, outcome in outcomes) / len(outcomes)


def _worth_of(question: Question, outcome: Outcome) -> float:
    if question.refuse:
        return 1.0 if outcome is Outcome.REFUSED else -WORSE if outcome is Outcome.WRONG else 0.0
    worth = {Outcome.RIGHT: 1.0, Outcome.OFFERED: 0.5, Outcome.PARTLY: 0.5, Outcome.WRONG: -WORSE}
    if question.choice:
        worth[Outcome.OFFERED] = 1.0
    return worth.get(outcome, 0.0)


if __name__ == "__main__":
    main()
