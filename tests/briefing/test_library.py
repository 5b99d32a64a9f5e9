"""A folder of briefings is one snapshot; a bad file never takes content away."""

import os
from collections.abc import Iterator
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from bot.briefing.checks import Finding, Subject
from bot.briefing.library import Library, Snapshot, files, is_all, load
from bot.briefing.problem import Problem
from tests.briefing.conftest import BROKEN, changed

SOUND = (BROKEN / "sound.yaml").read_text("utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "fingerprints").mkdir()
    kept = (BROKEN / "fingerprints/gazette.json").read_bytes()
    (tmp_path / "fingerprints/gazette.json").write_bytes(kept)
    (tmp_path / "sound.yaml").write_text(SOUND, "utf-8")
    return tmp_path


@pytest.fixture
def library(folder: Path) -> Library:
    library = Library(folder)
    assert library.reload().problems == ()
    return library


def messages(snapshot: Snapshot) -> list[str]:
    return [problem.message for problem in snapshot.problems]


def test_nothing_is_there_before_the_first_reload(folder: Path) -> None:
    snapshot = Library(folder).snapshot

    assert snapshot == Snapshot()
    with pytest.raises(LookupError, match="there is no briefing"):
        _ = snapshot.current


def test_a_broken_edit_keeps_the_last_good_version(library: Library, folder: Path) -> None:
    before = library.snapshot.current
    (folder / "sound.yaml").write_text(changed(SOUND, "edition: 1", "edition: two"), "utf-8")

    snapshot = library.reload()
    assert snapshot.current is before
    assert messages(snapshot) == ["`edition` should be a whole number in plain digits, like 85"]


def test_what_is_only_kept_is_not_sound(library: Library, folder: Path) -> None:
    assert library.snapshot.sound.keys() == {"sound"}
    assert library.snapshot.wrong_with() == ()
    (folder / "sound.yaml").write_text(changed(SOUND, "edition: 1", "edition: two"), "utf-8")
    snapshot = library.reload()

    assert snapshot.briefings.keys() == {"sound"}
    assert snapshot.sound == {}
    assert snapshot.wrong_with() == snapshot.wrong_with("sound") == snapshot.problems
    assert snapshot.wrong_with("other") == ()


def test_where_no_file_is_left_nothing_is_sound_and_the_folder_says_why(
    library: Library, folder: Path
) -> None:
    (folder / "sound.yaml").unlink()
    snapshot = library.reload()

    assert snapshot.briefings.keys() == {"sound"}
    assert snapshot.sound == {}
    assert [one.message for one in snapshot.wrong_with("sound")] == ["no sound briefing here"]


def test_problems_of_words_make_no_briefing_unsound(library: Library, folder: Path) -> None:
    (folder / "words").mkdir()
    (folder / "words/sound.yaml").write_text("nonsense: 1\n", "utf-8")
    snapshot = library.reload()

    assert snapshot.problems
    assert snapshot.sound.keys() == {"sound"}
    assert snapshot.wrong_with() == ()


def test_a_mended_edit_is_served(library: Library, folder: Path) -> None:
    (folder / "sound.yaml").write_text(SOUND[:500], "utf-8")
    library.reload()
    (folder / "sound.yaml").write_text(changed(SOUND, "edition: 1", "edition: 2"), "utf-8")

    snapshot = library.reload()
    assert (snapshot.current.edition, snapshot.problems) == (2, ())


def test_a_snapshot_stays_whole_while_another_is_loaded(library: Library, folder: Path) -> None:
    before = library.snapshot
    (folder / "sound.yaml").write_text(changed(SOUND, "edition: 1", "edition: 2"), "utf-8")
    after = library.reload()

    assert library.snapshot is after
    assert before is not after
    assert before.current.edition == before.inventory.briefing.edition == 1
    assert after.current.edition == after.inventory.briefing.edition == 2


def test_a_snapshot_and_its_briefings_never_change(library: Library) -> None:
    with pytest.raises(FrozenInstanceError):
        library.snapshot.problems = ()  # type: ignore[misc]
    with pytest.raises(ValueError, match="frozen"):
        library.snapshot.current.edition = 2  # type: ignore[misc]
    with pytest.raises(TypeError):
        library.snapshot.briefings["other"] = library.snapshot.current  # type: ignore[index]


def test_of_several_briefings_the_latest_is_current(library: Library, folder: Path) -> None:
    later = SOUND.replace("briefing: sound", "briefing: later").replace("2022-05-11", "2023-06-08")
    (folder / "later.yaml").write_text(later, "utf-8")

    snapshot = library.reload()
    assert sorted(snapshot.briefings) == ["later", "sound"]
    assert snapshot.current.briefing == "later"


def test_a_deleted_file_takes_its_briefing_with_it(library: Library, folder: Path) -> None:
    other = SOUND.replace("briefing: sound", "briefing: other")
    (folder / "other.yaml").write_text(other, "utf-8")
    library.reload()
    (folder / "sound.yaml").unlink()

    snapshot = library.reload()
    assert (list(snapshot.briefings), snapshot.problems) == (["other"], ())


def test_an_emptied_folder_keeps_what_was_there(library: Library, folder: Path) -> None:
    before = library.snapshot.current
    (folder / "sound.yaml").unlink()

    snapshot = library.reload()
    assert snapshot.current is before
    assert messages(snapshot) == ["no sound briefing here"]


@pytest.mark.parametrize("name", ["", "missing"])
def test_a_folder_without_briefings_says_so(tmp_path: Path, name: str) -> None:
    snapshot = Library(tmp_path / name).reload()

    assert snapshot.briefings == {}
    assert messages(snapshot) == ["no sound briefing here"]


def test_files_that_editors_leave_are_no_briefings(folder: Path) -> None:
    for name in (".sound.yaml", ".#sound.yaml", "sound.yaml~", "sound.yaml.swp", "4913", "x.yml"):
        (folder / name).touch()

    assert files(folder) == [folder / "sound.yaml"]


def unreadable(folder: Path, way: str) -> Path:
    path = folder / "odd.yaml"
    match way:
        case "folder":
            path.mkdir()
        case "dangling link":
            path.symlink_to(folder / "nowhere")
        case "link to itself":
            path.symlink_to(path)
        case "pipe":
            os.mkfifo(path)
        case "device":
            path.symlink_to("/dev/zero")
    return path


@pytest.mark.parametrize(
    ("way", "message"),
    [
        ("folder", "the file can't be read: it is not a regular file"),
        ("pipe", "the file can't be read: it is not a regular file"),
        ("device", "the file can't be read: it is not a regular file"),
        ("dangling link", "the file can't be read: its link leads to no file"),
        ("link to itself", "the file can't be read: its link leads to no file"),
        ("nothing", "the file can't be read: there is no such file"),
    ],
)
def test_what_is_no_file_is_refused_at_once(folder: Path, way: str, message: str) -> None:
    (problem,) = load(unreadable(folder, way)).problems

    assert (problem.line, problem.column, problem.message) == (1, 1, message)
    assert problem.hint == "Put a file that can be read in its place, or take it out of the folder."


def test_an_unreadable_file_keeps_the_last_good_version(library: Library, folder: Path) -> None:
    before = library.snapshot.current
    (folder / "sound.yaml").unlink()
    (folder / "sound.yaml").symlink_to(folder)

    assert library.reload().current is before


@pytest.mark.parametrize("content", ["[" * 100_000, '{"window": 3}', "\udcff"])
def test_a_garbled_fingerprint_is_refused_where_it_is_named(folder: Path, content: str) -> None:
    kept = folder / "fingerprints/gazette.json"
    kept.write_bytes(content.encode("utf-8", "surrogateescape"))

    (problem,) = load(folder / "sound.yaml").problems
    assert (problem.line, problem.message) == (
        20,
        "`fingerprint`: can't use fingerprints/gazette.json: it is no fingerprint",
    )


def test_a_fingerprint_that_links_to_itself_is_refused(folder: Path) -> None:
    kept = folder / "fingerprints/gazette.json"
    kept.unlink()
    kept.symlink_to(kept)

    assert len(load(folder / "sound.yaml").problems) == 1


def test_further_rules_hold_beside_the_checks(folder: Path) -> None:
    def short(subject: Subject) -> Iterator[Finding]:
        yield Finding(("title",), f"{subject.all.briefing.title} is too long", "Shorten it.")

    snapshot = Library(folder, (short,)).reload()
    assert messages(snapshot) == [
        "`title`: Lighthouse meeting is too long",
        "no sound briefing here",
    ]
    assert (snapshot.problems[0].line, snapshot.problems[0].column) == (4, 8)


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        (("membership", "newest"), 65, 3),
        (("membership", "members", 7, "name"), 74, 5),
        (("title", "words"), 4, 8),
        (("verbs", 9), 6, 8),
    ],
)
def test_a_finding_about_what_the_file_leaves_out_stands_at_the_nearest_part(
    folder: Path, path: tuple[str | int, ...], line: int, column: int
) -> None:
    def wanting(_: Subject) -> Iterator[Finding]:
        yield Finding(path, "it is wanted")

    (problem,) = load(folder / "sound.yaml", (wanting,)).problems
    assert (problem.line, problem.column) == (line, column)


def test_where_as_many_are_shown_as_ever_are_there_may_be_more() -> None:
    one, other = Problem("a.yaml", 1, 1, "wrong"), Problem("b.yaml", 1, 1, "wrong")

    assert is_all([one] * 99 + [other] * 99)
    assert not is_all([one] * 100)
