"""Updates that come three times, shuffled: `.venv/bin/python -m benchmarks.thrice`.

Prints for polling and for webhook what became of 1,000, and ends with 1 if one had effect, or an
answer, more than once or never; what the bot wrote then stays in a folder.
"""

import argparse
import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from tests.receiving.kills import MODES
from tests.receiving.thrice import Order, run


def main() -> None:
    """Read the options, run, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--updates", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for mode in MODES:
        folder = Path(tempfile.mkdtemp(prefix="thrice-"))
        report = asyncio.run(run(Order(mode, options.updates, seed=options.seed), folder))
        print(mode, *report.lines(), sep="\n", flush=True)
        if not report.is_kept:
            sys.exit(f"what the bot wrote is in {folder}")
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
