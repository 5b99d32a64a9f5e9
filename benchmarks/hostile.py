"""What hostile files cost: `.venv/bin/python -m benchmarks.hostile`.

How long the slowest template and the slowest briefing take to be refused, and how long people wait
for an answer meanwhile: without anything being written, while a sound briefing is saved again and
again into the watched folder, and while the slowest of the hostile ones are. Everybody asks once,
in a chat of their own: nobody waits for a chat's own pace.
"""

import asyncio
import logging
import shutil
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from statistics import quantiles

from bot.briefing.library import Library, load
from bot.house import house_of
from bot.render import Renderer
from bot.sandbox import RefusedError
from bot.simulator.telegram import Telegram
from bot.store.database import Database
from bot.store.migrate import prepare
from bot.watch import follow
from tests.hostile.briefings import NAME, REFUSED, SOUND
from tests.hostile.templates import BOMBS, FILES, LINKS, answer, write_bombs
from tests.hostile.test_briefings import ROOT, RULES
from tests.room import Room, serving

QUESTIONS = ("/summary", "/who solberg", "/members", "/resolutions", "/differences", "what cost")
SECONDS, EVERY = 20.0, 0.8  # of each measure, and between two writings
SLOWEST = 20  # that are saved while people ask
SHOWN = 3


def main() -> None:
    logging.disable()  # of what is wrong with each file
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "tests" / "broken" / "fingerprints", folder / "fingerprints")
        _show("templates", _templates(folder))
        briefings = _briefings(folder)
        _show("briefings", briefings)
        worst = [REFUSED[name] for name in _slowest(briefings)[:SLOWEST]]
        alone = asyncio.run(_waits(folder, ()))
        print(f"answers, nothing being saved: {_told(alone)}")
        for what, contents in (
            ("a sound briefing", [SOUND.encode(), f"{SOUND}\n".encode()]),
            ("hostile briefings", worst),
        ):
            waits = asyncio.run(_waits(folder, contents))
            ratio = quantiles(waits, n=20)[-1] / quantiles(alone, n=20)[-1]
            print(f"answers, {what} being saved: {_told(waits)}: {ratio:.1f} x")


def _templates(folder: Path) -> dict[str, float]:
    for file in FILES:
        shutil.copy(file, folder)
    write_bombs(folder)
    library = Library(ROOT / "briefings")
    briefing = library.reload().current
    renderer = Renderer(templates=folder)
    took = {}
    for name in (*(file.stem for file in FILES), *BOMBS, next(iter(LINKS))):
        began = time.perf_counter()
        with suppress(RefusedError):
            renderer.render(answer(name), briefing)
        took[name] = time.perf_counter() - began
    return took


def _briefings(folder: Path) -> dict[str, float]:
    took = {}
    for name, content in REFUSED.items():
        (folder / NAME).write_bytes(content)
        began = time.perf_counter()
        load(folder / NAME, RULES)
        took[name] = time.perf_counter() - began
    return took


def _slowest(took: dict[str, float]) -> list[str]:
    return sorted(took, key=lambda name: -took[name])


def _show(what: str, took: dict[str, float]) -> None:
    told = ", ".join(f"{name} {took[name] * 1_000:.0f} ms" for name in _slowest(took)[:SHOWN])
    print(f"{len(took)} {what}, the slowest: {told}")


async def _waits(folder: Path, contents: Sequence[bytes]) -> list[float]:
    """Return how long each answer took, in milliseconds, while these contents are written."""
    (folder / NAME).write_text(SOUND, "utf-8")
    database = Database(f"sqlite:///{folder / 'bot.sqlite3'}")
    prepare(database)
    library = Library(folder, RULES)
    library.reload()
    stopping = asyncio.Event()
    watching = asyncio.create_task(follow(library, folder, stopping))
    async with serving(Telegram(), house_of(library, database)) as room:
        writing = asyncio.create_task(_write(folder / NAME, contents))
        took = await _asked(room)
        writing.cancel()
    stopping.set()
    await watching
    database.close()
    return took


async def _write(path: Path, contents: Iterable[bytes]) -> None:
    for content in cycle(contents):
        await asyncio.to_thread(path.write_bytes, content)
        await asyncio.sleep(EVERY)


async def _asked(room: Room) -> list[float]:
    took: list[float] = []
    end = time.perf_counter() + SECONDS
    for number, question in enumerate(cycle(QUESTIONS)):
        person = room.telegram.person(f"Person {number}")
        chat = room.telegram.private(person)
        began = time.perf_counter()
        await room.ask(question, chat, person)
        took.append((time.perf_counter() - began) * 1_000)
        if began > end:
            return took
        await asyncio.sleep(0.03)
    return took


def _told(waits: list[float]) -> str:
    cuts = quantiles(waits, n=20)
    return f"{len(waits)}, median {cuts[9]:.0f} ms, p95 {cuts[-1]:.0f} ms, most {max(waits):.0f} ms"


if __name__ == "__main__":
    main()
