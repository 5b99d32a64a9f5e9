"""Whether edits go live whole and soon, however they are saved; and what watching costs.

`.venv/bin/python -m benchmarks.saving` saves 100 times in each way; the ways run side by side.
"""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

from bot.briefing.library import Library
from bot.watch import follow
from tests.saving.rounds import run
from tests.saving.ways import WAYS, Way, written

ROUNDS, FILES, IDLE = 100, 5, 20  # IDLE: seconds
SHIPPED = Path(__file__).parent.parent / "briefings"
_ROW = "{:<24}{:>8}{:>8}{:>8}{:>8}{:>8}{:>12}"


async def save(name: str, way: Way, room: Path, rounds: int) -> None:
    """Print what has become of all rounds of one way."""
    outcome = await run(way, room, rounds)
    found = outcome.witness
    counts = (found.mixed, outcome.missed, found.alarms, found.told)
    print(_ROW.format(name, rounds, *counts, f"{outcome.slowest:.2f} s"), flush=True)


async def idle(folder: Path) -> float:
    """Return the share of one core that watching takes while nobody edits."""
    library, stopping = Library(folder), asyncio.Event()
    assert not library.reload().problems  # noqa: S101 - the figure is that of sound files
    following = asyncio.create_task(follow(library, folder, stopping))
    await asyncio.sleep(1)
    start = time.process_time()
    await asyncio.sleep(IDLE)
    used = time.process_time() - start
    stopping.set()
    await following
    return used / IDLE


def shelf(room: Path) -> Path:
    """Return a folder with five briefings as large as the shipped one, and their proofs."""
    text = next(SHIPPED.glob("*.yaml")).read_text("utf-8")
    name = next(SHIPPED.glob("*.yaml")).stem
    proofs = {
        f"fingerprints/{proof.name}": proof.read_bytes()
        for proof in (SHIPPED / "fingerprints").iterdir()
    }
    briefings = {
        f"copy-{number}.yaml": text.replace(f"briefing: {name}", f"briefing: copy-{number}")
        for number in range(FILES)
    }
    return written(room, {**proofs, **{file: one.encode() for file, one in briefings.items()}})


async def main(rounds: int) -> None:
    """Print the table, and the share of a core."""
    print(_ROW.format("saved", "rounds", "mixed", "missed", "alarms", "told", "slowest"))
    with tempfile.TemporaryDirectory() as folder:
        rooms = {name: written(Path(folder) / name, {".keep": b""}) for name in WAYS}
        await asyncio.gather(*(save(name, WAYS[name], rooms[name], rounds) for name in WAYS))
        share = await idle(shelf(Path(folder) / "idle"))
    print(f"watching {FILES} briefings that nobody edits: {100 * share:.2f} % of one core")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asyncio.run(main(parser.parse_args().rounds))
