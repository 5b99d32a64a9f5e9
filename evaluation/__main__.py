"""`make evaluate`: the figures of both sets, the README's table of them, and the chart.

With `--failures` it lists what goes wrong in the tuning set; in the other nobody looks.
"""

import platform
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from evaluation.chart import chart
from evaluation.labels import Question, Set, labelled
from evaluation.measure import Judge, Measured, Outcome, figures
from evaluation.readme import FILE, renewed
from evaluation.shipped import desk

CHART = Path(__file__).parent / "report.svg"
FAILURES = "--failures"


def main() -> None:
    """Ask every question, print, and draw."""
    judge = Judge(desk())
    for name in get_args(Set):
        questions = labelled(name)
        measured = [judge.measure(question) for question in questions]
        shares = figures(measured)
        print(f"\nThe set to {name}{' on' * (name == 'tune')}: {len(questions)} questions")
        for title, share in shares.items():
            print(f"  {title:<44}{share}")
        _print_times(measured)
        _print_kinds(measured)
        if name == "tune" and FAILURES in sys.argv:
            _print_failures(measured)
    CHART.write_text(chart(shares, len(questions)), "utf-8")
    FILE.write_text(renewed(FILE.read_text("utf-8"), shares, len(questions)), "utf-8")
    print(f"\nWritten: {CHART.parent.name}/{CHART.name}, and the table in {FILE.name}")


def _print_times(measured: Sequence[Measured]) -> None:
    took = sorted(one.seconds * 1000 for one in measured)
    median, late = took[len(took) // 2], took[len(took) * 99 // 100]
    print(f"  A question takes {median:.1f} ms (median), {late:.1f} ms (p99); {platform.machine()}")


def _print_kinds(measured: Sequence[Measured]) -> None:
    """How many of each kind that can be answered are."""
    answerable = [one for one in measured if one.question.answer]
    asked = Counter(one.question.kind for one in answerable)
    right = Counter(one.question.kind for one in answerable if one.outcome is Outcome.RIGHT)
    print("  Right by kind: " + ", ".join(f"{kind} {right[kind]}/{asked[kind]}" for kind in asked))


def _print_failures(measured: Sequence[Measured]) -> None:
    for one in measured:
        if one.outcome is not _best(one.question):
            got = " ".join(entry.line for verdict in one.verdicts for entry in verdict.entries[:2])
            print(f"  {one.outcome.value:>8}: {one.question.ask}\n            {got}")


def _best(question: Question) -> Outcome:
    if question.refuse:
        return Outcome.REFUSED
    return Outcome.RIGHT if question.answer else Outcome.OFFERED


if __name__ == "__main__":
    main()
