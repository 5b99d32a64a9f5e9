"""A town of subscribers for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import logs, proofread
from bot.operations import progress
from bot.simulator.telegram import Telegram
from bot.store.database import Database
from bot.wiring import briefings
from tests.conftest import BRIEFINGS
from tests.operations.town import CANARY, NOWHERE, Town, served


@pytest.fixture(autouse=True)
def _at_an_operators_desk(monkeypatch: pytest.MonkeyPatch, hurried: None) -> None:  # noqa: ARG001
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(progress, "OFTEN", 0.02)
    # It renders every answer there is: each time, that is most of what a command costs.
    for module in (proofread, briefings):
        monkeypatch.setattr(module, "answers_fit", lambda *_: lambda _: ())
    monkeypatch.setattr(logs, "start", lambda *_: None)  # commands run in this process


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Town:
    """Nobody answers at its address, unless the test is `online`."""
    folder = tmp_path / "briefings"
    shutil.copytree(BRIEFINGS, folder)
    return Town(Telegram(token=CANARY), NOWHERE, database, folder)


@pytest.fixture
def online(town: Town) -> Iterator[None]:
    with served(town.telegram) as town.address:
        yield
