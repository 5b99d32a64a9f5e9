"""What is published is served soon, whatever becomes of a single look at the database."""

import asyncio
from threading import Event

import pytest

from bot.briefing.library import Library
from bot.briefing.model import Briefing
from bot.briefing.shelf import Shelf
from bot.desk import renderer
from bot.sending.showing import Showing
from bot.store.database import Database
from tests.sending.newsroom import Newsroom


@pytest.fixture
def shelf(library: Library) -> Shelf:
    return Shelf(library)


async def test_who_stops_waiting_for_a_look_keeps_nothing_from_the_next(
    either: Database, briefing: Briefing, shelf: Shelf
) -> None:
    Newsroom(either, briefing, renderer()).publish(1)
    showing, stuck = Showing(either, shelf), Event()

    hanging = asyncio.create_task(either.run(lambda _: stuck.wait(20)))
    impatient = asyncio.create_task(showing.refresh())
    await asyncio.sleep(0)
    impatient.cancel()
    stuck.set()
    await hanging

    assert await showing.refresh()
    assert shelf.published[briefing.briefing].edition == 1
