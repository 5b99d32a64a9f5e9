"""What keeps the readers leaves the collector of garbage as it was."""

import gc

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
