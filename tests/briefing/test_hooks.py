"""Briefings are checked where they change: before a commit, and in a pull request."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.briefing.conftest import BROKEN, ROOT

LOCAL = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"]
OFFERED = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/briefings.yml").read_text("utf-8"))
ANNOTATION = re.compile(r"::error file=[^,:]+,line=\d+,col=\d+::.+")


def hook(hooks: list[dict[str, Any]]) -> dict[str, Any]:
    return next(one for one in hooks if one["id"] == "briefings")


def run(command: str, *words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a hook's command in another folder, with the Python that the tests have."""
    python, *rest = shlex.split(command)
    assert python.endswith("python")
    return subprocess.run(  # noqa: S603 - our own files
        [sys.executable, *rest, *words],
        cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """Another repository: its briefings, and a package that happens to be called bot."""
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot/__init__.py").write_text("raise RuntimeError('not the briefing bot')\n")
    shutil.copytree(BROKEN / "fingerprints", tmp_path / "briefings/fingerprints")
    shutil.copy(BROKEN / "sound.yaml", tmp_path / "briefings")
    return tmp_path


def test_the_hook_lets_sound_briefings_pass(elsewhere: Path) -> None:
    offered = hook(OFFERED)

    assert run(offered["entry"], *offered["args"], folder=elsewhere).returncode == 0


def test_the_hook_stops_a_commit_and_says_where_the_mistake_is(elsewhere: Path) -> None:
    offered = hook(OFFERED)
    shutil.copy(BROKEN / "topic-unknown.yaml", elsewhere / "briefings")

    ran = run(offered["entry"], *offered["args"], folder=elsewhere)
    assert ran.returncode == 1
    assert "topic-unknown.yaml:51:18" in ran.stdout


@pytest.mark.parametrize("path", ["briefings/a.yaml", "briefings/fingerprints/a.json"])
def test_both_hooks_look_when_a_briefing_or_its_proof_changes(path: str) -> None:
    assert re.search(hook(OFFERED)["files"], path)
    assert re.search(hook(LOCAL)["files"], path)


def test_the_hook_of_this_repository_runs_the_same_check() -> None:
    ran = run(hook(LOCAL)["entry"], str(BROKEN / "topic-unknown.yaml"), folder=ROOT)

    assert ran.returncode == 1


def test_the_workflow_marks_each_problem_on_its_line() -> None:
    command = WORKFLOW["jobs"]["check"]["steps"][-1]["run"]

    ran = run(command, str(BROKEN / "several.yaml"), folder=ROOT)
    lines = ran.stdout.splitlines()
    assert ran.returncode == 1
    assert len(lines) > 3
    assert all(ANNOTATION.fullmatch(line) for line in lines)
