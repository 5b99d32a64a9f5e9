"""What a reload keeps of files that are there, that are gone, and that are as they were."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.briefing.checks import Finding, Subject
from bot.briefing.library import Library, Snapshot, load
from tests.briefing.conftest import changed
from tests.saving.rounds import NAMES, files_of
from tests.saving.ways import written

BAD = b"briefing: ["


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path / "briefings", files_of(0))


@pytest.fixture
def library(folder: Path) -> Library:
    library = Library(folder)
    assert library.reload().problems == ()
    return library


def messages(snapshot: Snapshot) -> list[str]:
    return [problem.message for problem in snapshot.problems]


def names_after(library: Library) -> tuple[set[str], set[str]]:
    """What is there, and what of it is sound, once the folder was read anew."""
    snapshot = library.reload()
    return set(snapshot.names), set(snapshot.briefings)


def test_a_file_is_there_whether_it_is_sound_or_not(folder: Path) -> None:
    (folder / "beta.yaml").write_bytes(BAD)

    assert names_after(Library(folder)) == (set(NAMES), {"alpha", "gamma"})


def test_a_file_that_is_gone_is_not_there(library: Library, folder: Path) -> None:
    (folder / "beta.yaml").unlink()

    assert names_after(library) == ({"alpha", "gamma"}, {"alpha", "gamma"})


def test_a_link_to_nowhere_that_is_gone_is_noticed(library: Library, folder: Path) -> None:
    (folder / "delta.yaml").symlink_to(folder / "nowhere")
    assert len(library.reload().problems) == 1
    (folder / "delta.yaml").unlink()

    assert library.look() != library.states
    assert library.reload().problems == ()
    assert library.look() == library.states


def test_a_folder_that_is_empty_or_away_keeps_what_was_there(folder: Path) -> None:
    (folder / "beta.yaml").write_bytes(BAD)
    library = Library(folder)
    before = library.reload()
    folder.rename(folder.with_name("away"))

    assert names_after(library) == (set(NAMES), {"alpha", "gamma"})
    assert library.snapshot.problems != before.problems
    (folder.with_name("away")).rename(folder)
    assert library.reload() == before


def test_what_is_served_without_its_file_is_named_beside_what_is_there(
    library: Library, folder: Path
) -> None:
    for name in NAMES:
        (folder / f"{name}.yaml").unlink()
    (folder / "delta.yaml").write_bytes(BAD)

    assert names_after(library) == ({*NAMES, "delta"}, set(NAMES))


def test_a_reload_that_finds_nothing_new_keeps_the_snapshot_itself(
    library: Library, folder: Path
) -> None:
    before = library.snapshot
    text = (folder / "beta.yaml").read_bytes()
    (folder / "beta.yaml").write_bytes(b"# A comment.\n" + text)

    assert library.reload() is before


def test_only_files_that_changed_are_judged_anew(folder: Path) -> None:
    judged: list[str] = []

    def note(subject: Subject) -> Iterator[Finding]:
        judged.append(subject.all.briefing.briefing)
        return iter(())

    library = Library(folder, (note,))
    library.reload()
    assert judged == [*NAMES]

    text = (folder / "beta.yaml").read_text("utf-8")
    (folder / "beta.yaml").write_text(changed(text, "edition: 1", "edition: 2"), "utf-8")
    library.reload()
    assert judged == [*NAMES, "beta"]


def test_a_proof_that_changed_is_held_against_files_that_did_not(
    library: Library, folder: Path
) -> None:
    (folder / "fingerprints/gazette.json").write_bytes(files_of(1)["fingerprints/gazette.json"])

    assert len(messages(library.reload())) == len(NAMES)


def test_a_proof_that_was_led_outside_is_refused(library: Library, folder: Path) -> None:
    proofs = folder / "fingerprints"
    proofs.rename(folder.with_name("elsewhere"))
    proofs.symlink_to(folder.with_name("elsewhere"))

    assert all("outside the folder" in message for message in messages(library.reload()))
    assert library.snapshot.problems
    assert set(library.snapshot.briefings) == set(NAMES)


def test_a_file_that_names_itself_as_its_proof_is_refused(folder: Path) -> None:
    file = folder / "alpha.yaml"
    text = file.read_text("utf-8")
    file.write_text(changed(text, "fingerprints/gazette.json", "alpha.yaml"), "utf-8")

    assert any("it is no fingerprint" in one.message for one in load(file).problems)


def test_what_the_system_refuses_is_a_problem_of_the_file(tmp_path: Path) -> None:
    [problem] = load(tmp_path / ("x" * 300 + ".yaml")).problems

    assert problem.message == "the file can't be read: File name too long"


def test_a_folder_that_the_system_refuses_is_a_problem_of_its_own(tmp_path: Path) -> None:
    assert messages(Library(tmp_path / ("x" * 300)).reload()) == ["no sound briefing here"]
