"""Learn how sure each piece of evidence makes: `python -m evaluation.learn`.

It is a logistic regression on the questions to tune on, of those that ask one thing: whether the
best entry is a right one. What is best is printed, to be written into `bot/asking/scale.py`.
"""

from collections.abc import Iterator, Sequence
from math import exp

from bot.asking.evidence import Evidence
from bot.asking.reader import Reader
from bot.asking.scale import WEIGHTS, Weights
from evaluation.labels import Question, labelled
from evaluation.measure import Judge
from evaluation.shipped import desk

STEPS, RATE, KEPT = 4000, 2.0, 0.0005  # of the descent; how much large weights are held back

Example = tuple[Evidence, bool]


def main() -> None:
    """Print the weights of the shipped briefing."""
    judge = Judge(desk())
    examples = list(_examples(judge, Reader(judge.snapshot), labelled("tune")))
    print(f"{len(examples)} questions")
    print(learned(examples))


def learned(examples: Sequence[Example]) -> Weights:
    """Return the weights under which what is right is likeliest."""
    weights = dict.fromkeys(vars(WEIGHTS), 0.0)
    values = [(one.values, right) for one, right in examples]
    for _ in range(STEPS):
        slope = dict.fromkeys(weights, 0.0)
        for value, right in values:
            missing = right - 1 / (1 + exp(-sum(weights[name] * value[name] for name in weights)))
            for name in weights:
                slope[name] += missing * value[name]
        for name in weights:
            weights[name] += RATE * (slope[name] / len(values) - KEPT * weights[name])
    return Weights(**{name: round(weight, 2) for name, weight in weights.items()})


def _examples(judge: Judge, reader: Reader, questions: Sequence[Question]) -> Iterator[Example]:
    """Yield the evidence on each question that asks one thing, and whether its entry is right."""
    for one in questions:
        evidence = reader.evidence(one.ask)
        if one.kind != "several" and evidence is not None:
            yield evidence, judge.answers(one, evidence.match.entry)


if __name__ == "__main__":
    main()
