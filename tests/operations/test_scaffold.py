"""A new file passes the check as it is, and can't be taken for a briefing by mistake."""

from pathlib import Path

import pytest

from bot.briefing.checks import NEVER
from bot.briefing.inventory import Inventory
from bot.briefing.library import load
from bot.briefing.model import Briefing
from bot.commands import QUESTIONS
from bot.desk import renderer
from bot.operations.scaffold import SCHEMA, scaffold, schema_text
from bot.proofread import answers_fit
from tests.conftest import BRIEFINGS
from tests.test_command_line import bot

CHOICES = {
    "kind", "standing", "read", "about", "record", "region", "code", "when_uncertain", "briefing",
}  # fmt: skip


@pytest.fixture
def new(tmp_path: Path) -> Briefing:
    scaffold(tmp_path, "accra-2027")
    loaded = load(tmp_path / "accra-2027.yaml", (answers_fit(renderer(), QUESTIONS),))
    assert loaded.problems == ()
    assert loaded.briefing
    return loaded.briefing


def test_a_new_file_has_every_section(new: Briefing) -> None:
    assert new.model_fields_set == Briefing.model_fields.keys()


def test_every_text_of_a_new_file_says_that_it_is_to_be_replaced(new: Briefing) -> None:
    texts = {
        text
        for path, text in Inventory(new).texts
        if not CHOICES & {step for step in path if isinstance(step, str)}
    }

    assert [text for text in texts if "replace" not in text.lower()] == []


def test_a_new_file_is_held_back_for_good(new: Briefing) -> None:
    assert new.not_before == NEVER


def test_a_new_file_is_older_than_any_briefing(new: Briefing, briefing: Briefing) -> None:
    assert new.date < briefing.date


@pytest.mark.parametrize("embargo", ["", "not_before: 2026-11-25T09:00Z\n"])
def test_without_its_far_embargo_each_placeholder_is_refused(tmp_path: Path, embargo: str) -> None:
    (file, _) = scaffold(tmp_path, "accra-2027")
    text = file.read_text("utf-8")
    file.write_text(text.replace("not_before: 2099-01-01T00:00Z\n", embargo), "utf-8")

    problems = load(file).problems
    lines = {problem.line for problem in problems}
    left = {
        number
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if ("REPLACE" in line or "replace-" in line) and not line.lstrip().startswith("#")
    }
    assert {problem.message.partition(": ")[2] for problem in problems} == {"a placeholder is left"}
    assert lines <= left
    assert len(lines) > 50


def test_a_new_file_opens_with_its_schema_and_closes_with_its_end_mark(tmp_path: Path) -> None:
    (file, _) = scaffold(tmp_path, "accra-2027")
    lines = file.read_text("utf-8").splitlines()

    assert lines[0] == f"# yaml-language-server: $schema=./{SCHEMA}"
    assert lines[-1] == "..."


def test_the_schema_is_put_beside_a_new_file(tmp_path: Path) -> None:
    written = scaffold(tmp_path, "accra-2027")

    assert written == [tmp_path / "accra-2027.yaml", tmp_path / SCHEMA]
    assert (tmp_path / SCHEMA).read_text("utf-8") == (BRIEFINGS / SCHEMA).read_text("utf-8")


def test_a_schema_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / SCHEMA).write_text("mine")

    assert scaffold(tmp_path, "accra-2027") == [tmp_path / "accra-2027.yaml"]
    assert (tmp_path / SCHEMA).read_text() == "mine"


def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    (tmp_path / "accra-2027.yaml").write_text("mine")

    with pytest.raises(FileExistsError):
        scaffold(tmp_path, "accra-2027")
    assert (tmp_path / "accra-2027.yaml").read_text() == "mine"
    assert not (tmp_path / SCHEMA).exists()


@pytest.mark.parametrize("name", ["Accra", "accra 2027", "../accra", "", "a" * 41, "accra.yaml"])
def test_what_is_no_id_names_no_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="lower-case letters, digits and hyphens"):
        scaffold(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


async def test_new_writes_a_file_that_check_lets_pass(tmp_path: Path) -> None:
    code, out, _ = await bot("new", "accra-2027", BOT_BRIEFINGS__PATH=str(tmp_path))
    assert code == 0
    assert f"{tmp_path / 'accra-2027.yaml'} is new." in out

    code, _, err = await bot("check", BOT_BRIEFINGS__PATH=str(tmp_path))
    assert (code, err) == (0, "1 file checked: no problem.\n")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("sound", "sound.yaml: it is there already, and was not touched. Choose another id."),
        ("Sound", "Sound: an id has at most 40 lower-case letters, digits and hyphens"),
    ],
)
async def test_new_refuses_what_it_cannot_do(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "sound.yaml").write_text("mine")

    code, _, err = await bot("new", name, BOT_BRIEFINGS__PATH=str(tmp_path))
    assert code == 2
    assert words in err


async def test_new_says_where_it_cannot_write(tmp_path: Path) -> None:
    folder = tmp_path / "nowhere"

    code, _, err = await bot("new", "accra-2027", BOT_BRIEFINGS__PATH=str(folder))
    assert (code, err) == (2, f"{folder}/accra-2027.yaml: can't be written: "
                              "No such file or directory\n")  # fmt: skip


def test_the_schema_text_ends_with_a_line() -> None:
    assert schema_text().endswith("}\n")
