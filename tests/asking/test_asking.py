"""Who keeps the readers: the collector of garbage is left as it was, and replicas agree."""

import gc
import os
import subprocess
import sys

import pytest

from bot.asking.asking import Asking
from bot.briefing.library import Library


@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_is_left_as_it_was(library: Library, *, enabled: bool) -> None:
    was = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        Asking().ask(library.snapshot, "kenya")

        assert gc.isenabled() == enabled
    finally:
        (gc.enable if was else gc.disable)()


@pytest.mark.untraced
def test_two_processes_answer_alike() -> None:
    first, second = (_verdicts(seed) for seed in ("1", "2"))

    assert first == second
    assert len(first.splitlines()) == ASKED


ASKED = 400  # labelled questions
_EACH = f"""
from bot.asking.reader import Reader
from evaluation.labels import labelled
from evaluation.shipped import desk

reader = Reader(desk().shelf.snapshot)
for question in labelled("tune")[-{ASKED}:]:
    found = reader.verdicts(question.ask)
    print([(one.state, [entry.line for entry in one.entries]) for one in found])
"""


def _verdicts(seed: str) -> str:
    """Return what a process answers whose sets are in an order of their own."""
    env = os.environ | {"PYTHONHASHSEED": seed}
    ran = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", _EACH], env=env, capture_output=True, text=True, check=True
    )
    return ran.stdout
