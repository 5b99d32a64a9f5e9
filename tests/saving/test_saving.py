"""Whichever way several files are saved, they go live together: nothing mixed, nothing missed."""

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from bot.briefing.checks import Finding, Rule, Subject
from bot.briefing.library import Library
from tests.saving.rounds import Outcome, Witness, files_of, round_of, run
from tests.saving.ways import AT_ONCE, WAYS, beside, written

ROUNDS, SWITCHES = 5, 30


@pytest.fixture
def rooms(tmp_path: Path) -> dict[str, Path]:
    """An empty folder for each way."""
    found = {name: tmp_path / name for name in WAYS}
    for room in found.values():
        room.mkdir()
    return found


@pytest.mark.untraced
async def test_every_save_is_live_soon_and_whole_and_told_once(rooms: dict[str, Path]) -> None:
    # Together, since each one mostly waits.
    runs = [run(WAYS[name], room, ROUNDS) for name, room in rooms.items()]
    outcomes = dict(zip(rooms, await asyncio.gather(*runs), strict=True))

    found = {name: faults(outcome) for name, outcome in outcomes.items()}
    assert {name: faults for name, faults in found.items() if faults} == {}


def faults(outcome: Outcome) -> dict[str, int]:
    """What should not have been."""
    witness = outcome.witness
    found = {"missed": outcome.missed, "mixed": witness.mixed, "alarms": witness.alarms}
    found["told too often"] = witness.told - ROUNDS
    return {name: count for name, count in found.items() if count}


@pytest.mark.untraced
@pytest.mark.parametrize("name", AT_ONCE)
def test_what_is_switched_again_and_again_is_never_mixed(rooms: dict[str, Path], name: str) -> None:
    way = WAYS[name]
    folder = way.prepare(rooms[name], files_of(0))
    library, witness, over = Library(folder), Witness(), Event()
    library.reload()

    def save_on_and_on() -> None:
        for number in range(1, SWITCHES + 1):
            way.save(folder, files_of(number))
            time.sleep(number % 10 / 100)  # now within a reading, now after one
        over.set()

    saving = Thread(target=save_on_and_on)
    saving.start()
    while not over.is_set():
        witness.see(library.reload())
    saving.join()
    witness.see(library.reload())

    assert (witness.mixed, round_of(library.snapshot)) == (0, SWITCHES)


def meanwhile(*saves: Callable[[], object]) -> Rule:
    """A rule that finds nothing; each time a file is checked by it, the next save happens."""
    waiting = iter(saves)

    def rule(_: Subject) -> Iterator[Finding]:
        next(waiting, lambda: None)()
        return iter(())

    return rule


@pytest.mark.parametrize("name", AT_ONCE)
def test_a_switch_between_two_files_is_noticed(rooms: dict[str, Path], name: str) -> None:
    way = WAYS[name]
    folder = way.prepare(rooms[name], files_of(0))

    library = Library(folder, (meanwhile(lambda: way.save(folder, files_of(1))),))
    assert round_of(library.reload()) == 1


def test_a_switch_there_and_back_between_two_files_is_noticed(tmp_path: Path) -> None:
    here, there = (written(tmp_path / str(number), files_of(number)) for number in (0, 1))
    link = tmp_path / "link"
    link.symlink_to(here)

    def point_to(folder: Path) -> None:
        new = beside(link)
        new.symlink_to(folder)
        new.replace(link)

    library = Library(link, (meanwhile(lambda: point_to(there), lambda: point_to(here)),))
    assert round_of(library.reload()) == 0


def test_a_file_that_comes_while_others_are_read_is_read_too(tmp_path: Path) -> None:
    files = dict(files_of(0))
    last = files.pop("gamma.yaml")
    folder = written(tmp_path / "briefings", files)

    library = Library(folder, (meanwhile(lambda: (folder / "gamma.yaml").write_bytes(last)),))
    assert round_of(library.reload()) == 0


def test_files_that_never_rest_are_not_taken_up_and_that_is_said(tmp_path: Path) -> None:
    folder = written(tmp_path / "briefings", files_of(0))
    file = folder / "alpha.yaml"

    def touch(_: Subject) -> Iterator[Finding]:
        file.write_bytes(file.read_bytes() + b"\n")
        return iter(())

    library = Library(folder, (touch,))
    snapshot = library.reload()
    assert snapshot.briefings == {}
    [problem] = snapshot.problems
    assert problem.file == str(folder)
    assert problem.message == "the files change while they are read"
    assert library.look() != library.states
