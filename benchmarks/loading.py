"""How long a briefing of 5,000 lines takes: `.venv/bin/python -m benchmarks.loading`."""

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bot.briefing.library import load
from bot.briefing.reading import read

SHIPPED = Path(__file__).parent.parent / "briefings/marrakesh-2022.yaml"
LINES, ROUNDS = 5_000, 15
_FACT = """
  - id: grown-fact-{number}
    about: meeting
    text: A sentence that stands here to make the file long, the {number}th of its kind.
    cite: {{source: prnigeria}}
"""


def grown(shipped: str) -> str:
    """Return the shipped briefing with facts added until it has 5,000 lines."""
    missing = LINES - len(shipped.splitlines())
    count = missing // len(_FACT.strip().splitlines())
    facts = "".join(_FACT.format(number=number).lstrip("\n") for number in range(count))
    return shipped.replace("\nfacts:\n", f"\nfacts:\n{facts}", 1)


def main() -> None:
    """Print the medians for reading, and for reading with shape and checks."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / SHIPPED.name
        file.write_text(grown(SHIPPED.read_text("utf-8")), "utf-8")
        shutil.copytree(SHIPPED.parent / "fingerprints", Path(folder) / "fingerprints")
        content = file.read_bytes()
        assert not load(file).problems  # noqa: S101 - the figure is that of a sound file
        print(f"{len(content.splitlines())} lines, {len(content) // 1024} KiB, median of {ROUNDS}")
        print(f"read with positions: {timed(lambda: read('x', content)):.0f} ms")
        print(f"read, shape, checks: {timed(lambda: load(file)):.0f} ms")


def timed(work: Callable[[], object]) -> float:
    """Return the median time in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


if __name__ == "__main__":
    main()
