"""Rounds of saving: in each all files change, so that files of two rounds show as a mixture."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from bot.briefing.fingerprint import Fingerprint
from bot.briefing.library import Library, Snapshot
from bot.watch import follow
from tests.briefing.conftest import BROKEN, changed
from tests.saving.ways import Files, Way

NAMES = ("alpha", "beta", "gamma")
ENOUGH = 10.0  # seconds after which an edit counts as missed


def files_of(number: int) -> Files:
    """All files of a round, of the same size in each; the briefings hold with its proof alone."""
    text = (BROKEN / "fingerprints/gazette.txt").read_text("utf-8")
    proof = Fingerprint.of(f"{text}\nIn round {number:03} the keepers counted their lamps.\n")
    briefings = {f"{name}.yaml": _briefing(name, number).encode() for name in NAMES}
    return {**briefings, "fingerprints/gazette.json": proof.dump().encode()}


def _briefing(name: str, number: int) -> str:
    anchor = f"In round {number:03} the keepers counted"
    cite = f"{{source: gazette, paragraph: 5, anchor: {anchor}}}"
    proved = f"summary:\n  - id: lamps-counted\n    text: They counted.\n    cite: {cite}\n"
    text = changed((BROKEN / "sound.yaml").read_text("utf-8"), "summary:\n", proved)
    text = changed(text, "briefing: sound", f"briefing: {name}")
    return changed(text, "Lighthouse meeting", f"Round {number:03}")


def round_of(snapshot: Snapshot) -> int | None:
    """The round that all briefings of a snapshot are of; None if they are a mixture."""
    titles = {briefing.title for briefing in snapshot.briefings.values()}
    if len(titles) != 1 or set(snapshot.briefings) != set(NAMES):
        return None
    return int(titles.pop().removeprefix("Round "))


@dataclass
class Witness:
    """Judges every snapshot that it comes to see."""

    told: int = 0
    _seen: dict[int, Snapshot] = field(default_factory=dict, repr=False)

    def tell(self, before: Snapshot, after: Snapshot) -> None:
        self.told += 1
        self.see(before)
        self.see(after)

    def see(self, snapshot: Snapshot) -> None:
        self._seen[id(snapshot)] = snapshot

    @property
    def mixed(self) -> int:
        return sum(round_of(snapshot) is None for snapshot in self._seen.values())

    @property
    def alarms(self) -> int:
        """How often a file was said to be bad: none of them is."""
        return sum(len(snapshot.problems) for snapshot in self._seen.values())

    @contextmanager
    def watching(self, library: Library) -> Iterator[None]:
        """Look all the time, as those do who ask."""
        over = Event()

        def watch() -> None:
            while not over.wait(0.002):
                self.see(library.snapshot)

        thread = Thread(target=watch)
        thread.start()
        yield
        over.set()
        thread.join()


@dataclass
class Outcome:
    """What has become of some rounds."""

    witness: Witness
    missed: int = 0
    slowest: float = 0.0  # seconds from the end of a save until it was live


@asynccontextmanager
async def followed(library: Library, folder: Path, witness: Witness) -> AsyncIterator[None]:
    """The library kept up with its folder, as the bot does it."""
    library.reload()
    stopping = asyncio.Event()
    following = asyncio.create_task(follow(library, folder, stopping, witness.tell))
    with witness.watching(library):
        yield
        stopping.set()
        await asyncio.wait_for(following, ENOUGH)


async def run(way: Way, room: Path, rounds: int) -> Outcome:
    """Save so many times, each time once the last one is live."""
    folder = way.prepare(room, files_of(0))
    library, witness = Library(folder), Witness()
    outcome = Outcome(witness)
    async with followed(library, folder, witness):
        for number in range(1, rounds + 1):
            await asyncio.to_thread(way.save, folder, files_of(number))
            took = await _until_live(library, number)
            outcome.missed += took > ENOUGH
            outcome.slowest = max(outcome.slowest, took)
    return outcome


async def _until_live(library: Library, number: int) -> float:
    start = time.monotonic()
    while (took := time.monotonic() - start) <= ENOUGH:
        if round_of(library.snapshot) == number:
            break
        await asyncio.sleep(0.01)
    return took
