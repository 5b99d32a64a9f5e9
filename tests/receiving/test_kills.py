"""No command is lost, and none takes effect twice, though the bot is killed on and on."""

from pathlib import Path

import pytest

from tests.receiving import kills, thrice
from tests.receiving.kills import MODES


@pytest.mark.untraced
@pytest.mark.parametrize("mode", MODES)
async def test_no_kill_loses_a_command(mode: str, tmp_path: Path) -> None:
    report = await kills.run(kills.Order(mode, updates=40, kills=2, life=0.8), tmp_path)

    assert list(report.reckoning.broken) == []
    assert len(report.in_hand) == 2
    assert report.clean_end


@pytest.mark.untraced
@pytest.mark.parametrize("mode", MODES)
async def test_what_comes_three_times_is_handled_once(mode: str, tmp_path: Path) -> None:
    report = await thrice.run(thrice.Order(mode, updates=40, chats=100), tmp_path)

    assert [*report.reckoning.broken, *report.miscounted] == []
    assert (report.brought, report.reckoning.repeated) == (120, 0)
    assert report.clean_end
