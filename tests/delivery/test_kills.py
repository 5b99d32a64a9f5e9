"""Every subscriber ends in a stated outcome, though the bot is killed and the network fails."""

from pathlib import Path

import pytest

from tests.databases import databases
from tests.delivery.run import deliver_all, short


@pytest.mark.untraced
def test_no_kill_and_no_fault_loses_or_multiplies_a_message(tmp_path: Path) -> None:
    with databases("sqlite", tmp_path) as make:
        reports = deliver_all(short(), make, tmp_path)

    assert [found for report in reports for found in report.violations] == []
    assert all(report.clean_end for report in reports)
    assert sum(report.kills for report in reports) >= 50
    assert sum(report.ambiguous for report in reports) > 0
