"""How many mistakes are shown where they were made: `.venv/bin/python -m benchmarks.mistakes`."""

import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bot.briefing.checks import Rule
from bot.briefing.library import problems_of
from bot.briefing.problem import Problem
from bot.commands import QUESTIONS
from bot.desk import renderer
from bot.proofread import answers_fit
from tests.briefing.conftest import SHIPPED
from tests.briefing.mistakes import ALL, KINDS, TEXT, Mistake, is_shown

ROUNDS = 3


def main() -> None:
    """Print the number of those that are right, and what a file took; one without a mistake too."""
    rules = (answers_fit(renderer(), QUESTIONS),)  # all that `check` has
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / SHIPPED.name
        shutil.copytree(SHIPPED.parent / "fingerprints", file.parent / "fingerprints")
        problems, sound = judged(file, TEXT, rules)
        results = [checked(file, mistake, rules) for mistake in ALL]
    right = sum(shown for shown, _ in results)
    times = [milliseconds for _, milliseconds in results]
    print(f"{right} of {len(ALL)} mistakes of {len(KINDS)} kinds: line, column, field and remedy")
    print(f"a file: median {statistics.median(times):.0f} ms, longest {max(times):.0f} ms")
    print(f"the file without a mistake: {len(problems)} problems, {sound:.0f} ms")


def checked(file: Path, mistake: Mistake, rules: Sequence[Rule]) -> tuple[bool, float]:
    """Return whether a mistake is shown, and the milliseconds that took."""
    problems, milliseconds = judged(file, mistake.text, rules)
    return is_shown(mistake, problems), milliseconds


def judged(file: Path, text: str, rules: Sequence[Rule]) -> tuple[tuple[Problem, ...], float]:
    """Return what `check` finds in a text, and the milliseconds it takes: the least of a few.

    They are the processor's: waiting for other work on the machine is not counted.
    """
    file.write_text(text, "utf-8")
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        problems = problems_of(file, rules)
        times.append(time.process_time() - start)
    return problems, 1000 * min(times)


if __name__ == "__main__":
    main()
