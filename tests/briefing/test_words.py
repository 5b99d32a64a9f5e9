"""Files of words: read like briefings, known together, and the last good ones kept."""

import json
import shutil
from pathlib import Path

import pytest

from bot.briefing.library import Library, problems_of
from bot.briefing.problem import as_text
from bot.briefing.words import FOLDER, Asked, Kinds, Words, joined
from tests.conftest import BRIEFINGS, ROOT

ENGLISH = BRIEFINGS / FOLDER / "english.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(BRIEFINGS, tmp_path / "briefings")
    shutil.rmtree(tmp_path / "briefings" / FOLDER)
    (tmp_path / "briefings" / FOLDER).mkdir()
    return tmp_path / "briefings"


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / FOLDER / name
    file.write_text(f"{text}\n...\n", "utf-8")
    return file


def test_the_shipped_words_have_no_problem() -> None:
    for file in sorted((BRIEFINGS / FOLDER).glob("*.yaml")):
        assert problems_of(file) == ()


def test_the_schema_beside_the_words_is_the_models() -> None:
    kept = (ROOT / "briefings/words/words.schema.json").read_text("utf-8")

    assert json.loads(kept) == Words.model_json_schema()


def test_without_a_file_there_are_no_words(folder: Path) -> None:
    assert Library(folder).reload().words == Words()


def test_what_several_files_know_is_known_together(folder: Path) -> None:
    written(folder, "a.yaml", "fillers: [please]\nkinds: {person: [who]}")
    written(folder, "b.yaml", "same:\n  - [meeting, summit]\nkinds: {person: [said]}")

    assert Library(folder).reload().words == Words(
        fillers=("please",), same=(("meeting", "summit"),), kinds=Kinds(person=("who", "said"))
    )


def test_nothing_joined_is_nothing() -> None:
    assert joined(()) == Words()


def test_where_a_file_goes_bad_the_words_stay_as_they_were(folder: Path) -> None:
    written(folder, "a.yaml", "fillers: [please]")
    library = Library(folder)
    before = library.reload()
    file = written(folder, "b.yaml", "filers: [kindly]")

    after = library.reload()

    assert after.words == before.words
    assert [problem.file for problem in after.problems] == [str(file)]
    assert after.briefings == before.briefings


def test_an_edit_of_words_is_seen_and_taken_up(folder: Path) -> None:
    written(folder, "a.yaml", "fillers: [please]")
    library = Library(folder)
    library.reload()
    written(folder, "a.yaml", "fillers: [please, kindly]")

    assert library.look() != library.states
    assert library.reload().words.fillers == ("please", "kindly")
    assert library.look() == library.states


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("fillers: please", "`fillers` should be a list"),
        ("same:\n  - [meeting]", "an item of `same` has too few items, at least 2"),
        ("kinds: {preson: [who]}", "unknown key `preson`"),
        ("asked:\n  - line: /members", "`asked` is missing"),
    ],
)
def test_a_mistake_is_told_where_it_stands(folder: Path, text: str, told: str) -> None:
    file = written(folder, "a.yaml", text)

    [problem] = problems_of(file)

    assert told in as_text(problem)
    assert problem.hint


def test_a_file_that_is_no_text_is_a_problem(folder: Path) -> None:
    file = folder / FOLDER / "a.yaml"
    file.write_bytes(b"\xff")

    assert "not UTF-8" in problems_of(file)[0].message


def test_a_file_that_is_a_folder_is_a_problem(folder: Path) -> None:
    (folder / FOLDER / "a.yaml").mkdir()

    assert "can't be read" in problems_of(folder / FOLDER / "a.yaml")[0].message


def test_a_way_to_ask_stands_by_its_answer() -> None:
    words = Words(asked=(Asked(line="/members", asked=("how many",)),))

    assert joined((words, words)).asked == words.asked * 2


def test_the_manual_explains_every_field() -> None:
    manual = (ROOT / "docs/words.md").read_text("utf-8")

    for field in (*Words.model_fields, *Asked.model_fields):
        assert f"**`{field}`**" in manual
    for kind in Kinds.model_fields:
        assert f"`{kind}`" in manual
