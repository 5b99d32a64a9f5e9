"""Who sits at a terminal is what the system says, and nothing that can be typed."""

import os
import pwd

import pytest

from bot.operations.seat import whoever_is_here
from bot.publishing.proposal import Who


def test_an_operator_at_a_terminal_is_known_by_number_and_shown_by_name() -> None:
    number = os.getuid()

    assert whoever_is_here() == Who(f"terminal:{number}", pwd.getpwuid(number).pw_name)


def test_a_user_without_a_name_is_shown_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 4000001)

    assert whoever_is_here() == Who("terminal:4000001", "user 4000001")
