"""A command is a module, a template, a word in the registry and a transcript: none is missing."""

from pathlib import Path

import pytest

from bot.briefing.library import Library
from bot.briefing.model import Briefing
from bot.commands import COMMANDS, OF_OPERATORS, QUESTIONS, Command, Listed, line_of, name_of
from bot.desk import Desk
from bot.messages import LONGEST_DATA
from bot.render import TEMPLATES
from tests.conftest import ROOT

NAMES = [name_of(command) for command in COMMANDS]
by_name = pytest.mark.parametrize("command", COMMANDS, ids=name_of)
each_question = pytest.mark.parametrize("command", QUESTIONS, ids=name_of)


def test_every_module_is_registered() -> None:
    modules = {path.stem for path in (ROOT / "bot/commands").glob("[!_]*.py")}

    assert modules == {name_of(command) for command in (*COMMANDS, *OF_OPERATORS)}


@by_name
def test_a_command_has_a_transcript_and_a_line_for_help(command: Listed) -> None:
    assert (ROOT / f"tests/transcripts/{name_of(command)}.txt").exists()
    assert 0 < len(line_of(command)) <= 100


@by_name
def test_a_command_has_a_template_of_its_name(command: Listed) -> None:
    assert (TEMPLATES / f"{name_of(command)}.html").exists()


@pytest.mark.parametrize("command", OF_OPERATORS, ids=name_of)
def test_a_command_of_operators_has_its_line_in_the_menu_and_in_the_readme(
    command: Listed,
) -> None:
    assert 0 < len(line_of(command)) <= 100
    assert f"| `/{name_of(command)}" in (ROOT / "README.md").read_text("utf-8")


def test_the_readme_lists_the_commands_as_help_does() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    table = [line for line in readme.splitlines() if line.startswith("| `/")]
    table = [line for line in table if "python -m bot" not in line]

    assert table == [
        f"| `{' '.join([f'/{name_of(command)}', command.USAGE]).strip()}` | {line_of(command)} |"
        for command in COMMANDS
    ]


@each_question
def test_each_page_that_is_asked_for_is_there(
    command: Command, briefing: Briefing, desk: Desk
) -> None:
    asked = {words for _, words in command.questions(briefing) if " page " in f" {words}"}
    told = {words: desk.ask(f"/{name_of(command)} {words}") for words in asked}

    assert len(set(told.values())) == len(asked)


@each_question
def test_every_answer_of_a_shipped_briefing_is_one_message(
    command: Command, briefing: Briefing, desk: Desk
) -> None:
    for _, words in command.questions(briefing):
        messages = desk.ask(f"/{name_of(command)} {words}")

        assert len(messages) == 1, words
        for row in messages[0].rows:
            assert 1 <= len(row) <= 8
            assert all(1 <= len(button.data.encode()) <= LONGEST_DATA for button in row)


@each_question
def test_every_button_leads_to_an_answer(command: Command, briefing: Briefing, desk: Desk) -> None:
    known = {f"/{name}" for name in NAMES}
    for _, words in command.questions(briefing):
        for message in desk.ask(f"/{name_of(command)} {words}"):
            for button in (button for row in message.rows for button in row):
                assert button.data.removeprefix("=").partition(" ")[0] in known


def test_every_template_is_used() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "bot").rglob("*.py"))
    code += "".join(path.read_text("utf-8") for path in TEMPLATES.glob("*.html"))
    unused = [
        path.name
        for path in TEMPLATES.glob("*.html")
        if f'"{path.stem}"' not in code and f'"{path.name}"' not in code
    ]

    assert unused == []


def test_a_library_without_a_briefing_has_no_current_one(tmp_path: Path) -> None:
    with pytest.raises(LookupError):
        Library(tmp_path).reload().current  # noqa: B018
