"""Every broken file is refused in exactly the words that stand beside it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.briefing import checks
from bot.briefing.library import load
from bot.briefing.problem import Problem, as_github, as_json, as_text
from tests.briefing.conftest import BROKEN

FILES = sorted(path for path in BROKEN.glob("*.yaml") if path.name != "sound.yaml")


def refusal(path: Path) -> list[Problem]:
    return [replace(problem, file=path.name) for problem in load(path).problems]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_broken_file_is_refused_in_these_words(path: Path) -> None:
    written = "\n".join(as_text(problem) for problem in refusal(path))

    assert f"{written}\n" == path.with_suffix(".txt").read_text("utf-8")


def test_the_sound_file_has_no_problem() -> None:
    assert load(BROKEN / "sound.yaml").problems == ()


def test_every_refusal_belongs_to_a_broken_file() -> None:
    assert {path.stem for path in BROKEN.glob("*.txt")} == {path.stem for path in FILES}


@pytest.mark.untraced
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_refusal_shows_the_way_out(path: Path) -> None:
    assert all(problem.hint for problem in refusal(path))


OF_THE_WHOLE_FILE = {
    "the file is empty", "the file has no end mark, so a part of it may be missing",
    "the file should consist of keys", "a second document starts here",
    "a line can't open with a percent sign", "a key should be a word", "a key has no name",
    "nested deeper than 16 levels", "byte 0xe9 is not UTF-8", "byte 0xff is not UTF-8",
}  # fmt: skip


@pytest.mark.untraced
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_refusal_names_the_field(path: Path) -> None:
    nameless = {problem.message for problem in refusal(path) if "`" not in problem.message}

    assert nameless <= OF_THE_WHOLE_FILE


@pytest.fixture(scope="module")
def refused() -> list[tuple[Problem, ...]]:
    """What is wrong with each broken file."""
    return [load(path).problems for path in FILES]


@pytest.mark.untraced
@pytest.mark.parametrize("rule", [*checks.SOUND, *checks.COMPLETE], ids=lambda rule: rule.__name__)
def test_every_rule_refuses_some_broken_file(
    rule: checks.Rule, refused: list[tuple[Problem, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def without(rules: tuple[checks.Rule, ...]) -> tuple[checks.Rule, ...]:
        return tuple(one for one in rules if one is not rule)

    monkeypatch.setattr("bot.briefing.library.SOUND", without(checks.SOUND))
    monkeypatch.setattr("bot.briefing.library.COMPLETE", without(checks.COMPLETE))

    assert [load(path).problems for path in FILES] != refused


def test_json_says_the_same_as_the_text() -> None:
    (told,) = json.loads(as_json(refusal(BROKEN / "choice-misspelt.yaml")))

    assert told == {
        "file": "choice-misspelt.yaml",
        "line": 16,
        "column": 11,
        "message": "`kind` is `artikel`, should be one of: article, communiqué, statement, "
        "speech, briefing, report, list",
        "hint": "Did you mean `article`?",
        "excerpt": "    kind: artikel",
        "width": 7,
    }


def test_github_marks_the_line_in_the_pull_request() -> None:
    (problem,) = refusal(BROKEN / "topic-unknown.yaml")

    assert as_github(problem) == (
        "::error file=topic-unknown.yaml,line=51,col=18"
        "::`topics`: no topic has the id `lamp`%0ADid you mean `lamps`?"
    )


def test_github_is_told_nothing_that_ends_the_command_early() -> None:
    problem = Problem("a,b:c%.yaml", 1, 2, "100 %\r\nsure")

    assert as_github(problem) == ("::error file=a%2Cb%3Ac%25.yaml,line=1,col=2::100 %25%0D%0Asure")


def test_the_caret_stands_below_its_character_after_tabs() -> None:
    problem = Problem("a.yaml", 7, 3, "wrong", excerpt="\tab", width=9)

    assert as_text(problem) == "a.yaml:7:3: wrong\n  7 | \tab\n    | \t ^"
