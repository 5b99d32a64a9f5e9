"""How many mistakes are shown where they were made: `.venv/bin/python -m benchmarks.mistakes`."""

import shutil
import statistics
import tempfile
import time
from pathlib import Path

from bot.briefing.library import load
from tests.briefing.conftest import SHIPPED
from tests.briefing.mistakes import ALL, KINDS, Mistake, is_shown

ROUNDS = 3


def main() -> None:
    """Print the number of those that are right, and what a file took."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / SHIPPED.name
        shutil.copytree(SHIPPED.parent / "fingerprints", file.parent / "fingerprints")
        results = [checked(file, mistake) for mistake in ALL]
    right = sum(shown for shown, _ in results)
    times = [milliseconds for _, milliseconds in results]
    print(f"{right} of {len(ALL)} mistakes of {len(KINDS)} kinds: line, column, field and remedy")
    print(f"a file: median {statistics.median(times):.0f} ms, longest {max(times):.0f} ms")


def checked(file: Path, mistake: Mistake) -> tuple[bool, float]:
    """Return whether a mistake is shown, and the milliseconds that took: the median of a few."""
    file.write_text(mistake.text, "utf-8")
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        problems = load(file).problems
        times.append(time.perf_counter() - start)
    return is_shown(mistake, problems), 1000 * statistics.median(times)


if __name__ == "__main__":
    main()
