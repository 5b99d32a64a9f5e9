"""Edits while the bot runs are taken up, whichever way they come; broken ones are reported."""

import asyncio
import logging
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot import watch
from bot.briefing.checks import Finding, Rule, Subject
from bot.briefing.library import Library, Snapshot
from bot.watch import PATIENCE, PAUSE, REST, Seen, Tell, follow, nobody
from tests.conftest import BRIEFINGS

FILE = "marrakesh-2022.yaml"
BEGUN: Seen = Seen({}, 100.0, 100.0)
OTHER = {Path(FILE): (1, 2, 3, 4)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "briefings"
    shutil.copytree(BRIEFINGS, folder)
    return folder


def edited(folder: Path, edition: int) -> None:
    text = (BRIEFINGS / FILE).read_text("utf-8").replace("edition: 1", f"edition: {edition}")
    (folder / FILE).write_text(text, "utf-8")


@asynccontextmanager
async def followed(
    folder: Path, tell: Tell = nobody, rules: Sequence[Rule] = ()
) -> AsyncIterator[Library]:
    library, stopping = Library(folder, rules), asyncio.Event()
    library.reload()
    following = asyncio.create_task(follow(library, folder, stopping, tell))
    await asyncio.sleep(0)
    yield library
    stopping.set()
    await asyncio.wait_for(following, 5)


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - only looking tells
            await asyncio.sleep(0.05)


async def taken_up() -> None:
    """Wait for as long as it takes until an edit is live, and longer."""
    await asyncio.sleep(REST + 5 * PAUSE)


async def test_an_edit_is_taken_up(folder: Path) -> None:
    async with followed(folder) as library:
        edited(folder, 2)
        await until(lambda: library.snapshot.current.edition == 2)


async def test_an_edit_between_loading_and_watching_is_taken_up(folder: Path) -> None:
    library, stopping = Library(folder), asyncio.Event()
    library.reload()
    edited(folder, 2)
    following = asyncio.create_task(follow(library, folder, stopping))
    await until(lambda: library.snapshot.current.edition == 2)
    stopping.set()
    await following


@pytest.mark.untraced
async def test_a_folder_that_was_away_is_taken_up_again(folder: Path) -> None:
    async with followed(folder) as library:
        shutil.rmtree(folder)
        await until(lambda: library.snapshot.problems)
        assert library.snapshot.current.edition == 1
        shutil.copytree(BRIEFINGS, folder)
        edited(folder, 2)
        await until(lambda: library.snapshot.current.edition == 2)


@pytest.mark.untraced
@pytest.mark.parametrize("way", ["a file", "a link to itself"])
async def test_a_folder_that_is_none_takes_nothing_away(folder: Path, way: str) -> None:
    async with followed(folder) as library:
        shutil.rmtree(folder)
        if way == "a file":
            folder.touch()
        else:
            folder.symlink_to(folder)
        await until(lambda: library.snapshot.problems)
        assert library.snapshot.current.edition == 1
        assert library.snapshot.names == {"marrakesh-2022"}


@pytest.mark.untraced
async def test_a_broken_edit_is_reported_and_its_repair_taken_up(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with followed(folder) as library:
        (folder / FILE).write_text("briefing: [", "utf-8")
        await until(lambda: library.snapshot.problems)
        assert library.snapshot.current.edition == 1
        await until(lambda: f"{FILE}:1:" in caplog.text)
        edited(folder, 2)
        await until(lambda: library.snapshot.current.edition == 2)
        assert library.snapshot.problems == ()


@pytest.mark.untraced
async def test_a_damaged_proof_is_reported_and_its_repair_taken_up(folder: Path) -> None:
    proof = folder / "fingerprints/blueprint.json"
    kept = proof.read_bytes()
    async with followed(folder) as library:
        proof.write_bytes(kept[:100])
        await until(lambda: library.snapshot.problems)
        proof.unlink()
        await until(lambda: "no such file" in library.snapshot.problems[0].message)
        proof.write_bytes(kept)
        await until(lambda: library.snapshot.problems == ())


@pytest.mark.untraced
async def test_each_change_is_told_once(folder: Path) -> None:
    told: list[tuple[Snapshot, Snapshot]] = []
    async with followed(folder, lambda *change: told.append(change)) as library:
        first = library.snapshot
        edited(folder, 2)
        await until(lambda: library.snapshot is not first)
        second = library.snapshot
        (folder / FILE).write_text("briefing: [", "utf-8")
        await until(lambda: library.snapshot is not second)
        await taken_up()
        assert told == [(first, second), (second, library.snapshot)]


def touched(file: Path) -> None:
    os.utime(file)


def commented(file: Path) -> None:
    file.write_text("# A word to the colleagues.\n" + file.read_text("utf-8"), "utf-8")


def copied(file: Path) -> None:
    file.with_name("copy").write_bytes(file.read_bytes())
    file.with_name("copy").replace(file)


def broken_and_mended(file: Path) -> None:
    kept = file.read_bytes()
    file.write_bytes(b"")
    file.write_bytes(kept)


def gone_and_back(file: Path) -> None:
    file.parent.rename(file.parent.with_name("away"))
    file.parent.with_name("away").rename(file.parent)


@pytest.mark.untraced
@pytest.mark.parametrize(
    "act",
    [touched, commented, copied, broken_and_mended, gone_and_back],
    ids=lambda act: act.__name__,
)
async def test_what_changes_nothing_that_is_said_is_told_to_nobody(
    folder: Path, act: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    told: list[Snapshot] = []
    async with followed(folder, lambda _, after: told.append(after)) as library:
        before = library.snapshot
        act(folder / FILE)
        await until(lambda: library.look() == library.states)
        await taken_up()
        assert library.snapshot is before
    assert told == []
    assert caplog.messages == []


async def test_who_cannot_be_told_does_not_end_the_watching(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def deaf(*_: Snapshot) -> None:
        raise ConnectionError("nobody is there")

    async with followed(folder, deaf) as library:
        edited(folder, 2)
        await until(lambda: library.snapshot.current.edition == 2)
        edited(folder, 3)
        await until(lambda: library.snapshot.current.edition == 3)
    assert "nobody is there" in caplog.text


async def test_a_fault_of_ours_does_not_end_the_watching(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def faulty(subject: Subject) -> Iterator[Finding]:
        if subject.all.briefing.edition == 2:
            raise KeyError("a fault of ours")
        return iter(())

    async with followed(folder, rules=(faulty,)) as library:
        edited(folder, 2)
        await until(lambda: "a fault of ours" in caplog.text)
        await taken_up()
        assert len(caplog.records) == 1
        assert library.snapshot.current.edition == 1
        edited(folder, 3)
        await until(lambda: library.snapshot.current.edition == 3)


async def test_files_that_change_all_the_time_are_taken_up_once_they_rest(
    folder: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "PATIENCE", 2 * REST)
    async with followed(folder) as library:
        edition = 1
        while not caplog.messages:
            edited(folder, edition := edition + 1)
            await asyncio.sleep(PAUSE)
        assert library.snapshot.current.edition == 1
        assert caplog.record_tuples[0][1] == logging.WARNING
        assert caplog.messages[0].endswith("they are taken up once they rest")
        await until(lambda: library.snapshot.current.edition == edition)


def test_files_rest_when_they_have_looked_the_same_for_a_while() -> None:
    changed = BEGUN.then(OTHER, 101)

    assert not changed.at_rest
    assert not changed.then(OTHER, 101 + REST / 2).at_rest
    assert changed.then(OTHER, 101 + REST).at_rest
    assert not changed.then(OTHER, 101 + REST).then({}, 102).at_rest


def test_files_are_restless_when_they_have_changed_for_long() -> None:
    seen = BEGUN
    for tenth in range(1, int(10 * PATIENCE)):
        seen = seen.then(OTHER if tenth % 2 else {}, 100 + tenth / 10)
        assert not seen.restless

    assert seen.then({}, 100 + PATIENCE).restless
    assert not seen.then(seen.states, 200 + PATIENCE).then({}, 201 + PATIENCE).restless
