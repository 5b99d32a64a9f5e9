"""What the bot tells of its health and its work, to whoever keeps it running."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta

import httpx
import pytest

from bot import register
from bot import standing as standing_of
from bot.briefing.library import Library
from bot.briefing.model import Briefing
from bot.gateway import health, polling
from bot.gateway.service import Service
from bot.house import House, house_of
from bot.listening import served
from bot.metrics import Metrics
from bot.sending.sender import utc_now
from bot.simulator import faults
from bot.simulator.telegram import Telegram
from bot.simulator.wire import Wire
from bot.store.database import Connection, Database
from bot.store.lock import SendingLock
from tests.receiving.network import a_port, until
from tests.room import Room, delivered, publish_now, serving

EVER = 100_000


@asynccontextmanager
async def doctor(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who asks a bot how it is."""
    async with (
        served(health.application(service, service.measure), "127.0.0.1:0") as address,
        httpx.AsyncClient(base_url=address, trust_env=False) as client,
    ):
        yield client


async def measured(client: httpx.AsyncClient) -> dict[str, float]:
    """The figures by their names."""
    lines = (await client.get("/metrics")).text.splitlines()
    return {
        name: float(value)
        for name, _, value in (line.rpartition(" ") for line in lines if not line.startswith("#"))
    }


async def test_a_bot_that_answers_is_well_and_ready(room: Room) -> None:
    async with doctor(room.service) as client:
        well, ready = await client.get("/healthz"), await client.get("/readyz")
        other, method = await client.get("/"), await client.post("/healthz")

    assert (well.status_code, well.text) == (200, "ok\n")
    assert (ready.status_code, ready.text) == (200, "ready\n")
    assert (other.status_code, method.status_code) == (404, 405)


async def test_a_bot_that_hears_nothing_of_telegram_is_unwell_until_it_does(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "LONGEST_SILENCE", 1.0)
    monkeypatch.setattr(polling, "LONGEST_PAUSE", 0.1)
    async with doctor(room.service) as client:
        room.telegram.faults.add("getUpdates", faults.server_error(502), times=EVER)
        room.telegram.say(room.amina, room.private, "/privacy")
        await asyncio.sleep(1.3)
        unwell = await client.get("/healthz")
        room.telegram.faults.clear()
        await room.ask("/africa")
        well = await client.get("/healthz")

    assert (unwell.status_code, well.status_code) == (503, 200)
    assert unwell.text.startswith("nothing heard of Telegram for ")


async def test_a_bot_is_not_ready_before_telegram_lets_it_in_nor_after_its_end(
    house: House,
) -> None:
    telegram = Telegram()
    telegram.faults.add("getMe", faults.server_error(401), times=EVER)
    service = Service(house, telegram.token, "http://local.invalid", lambda: Wire(telegram))
    async with doctor(service) as client:
        running = asyncio.create_task(service.run())
        await until(lambda: telegram.calls)
        before = await client.get("/readyz")
        telegram.faults.clear()
        await until(lambda: service.ready)
        meanwhile = await client.get("/readyz")
        service.stop()
        after = await client.get("/readyz")
        await running

    assert [answer.status_code for answer in (before, meanwhile, after)] == [503, 200, 503]
    assert before.text == "not ready\n"


@pytest.mark.usefixtures("hurried")
async def test_the_metrics_say_what_was_done_and_how_things_stand(
    room: Room, house: House, briefing: Briefing
) -> None:
    await room.ask("/subscribe")
    await room.ask("/africa")
    room.telegram.press(room.amina, room.said(room.private)[-1], "Drivers")
    room.telegram.type_inline(room.amina, "africa")
    room.telegram.updates.add("message", {"chat": "odd"})
    await room.telegram.settled()
    publish_now(house, briefing)
    await delivered(house)
    async with doctor(room.service) as client:
        answer = await client.get("/metrics")
        found = await measured(client)

    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert {name: found[f'bot_updates_total{{kind="{name}"}}'] for name in KINDS} == KINDS
    assert found['bot_answers_total{way="call"}'] == 4
    assert found["bot_updates_set_aside_total"] == 1
    assert found["bot_update_seconds_count"] == 5
    assert 0 < found["bot_update_seconds_sum"] < 5
    assert found['bot_update_seconds_bucket{le="+Inf"}'] == 5
    assert found['bot_deliveries{step="sent"}'] == 2  # the answer to /subscribe is kept like one
    assert found["bot_queue_seconds"] == 0
    assert found[f'bot_edition{{briefing="{briefing.briefing}"}}'] == 1
    assert found["bot_problems"] == 0


KINDS = {"message": 3, "callback_query": 1, "inline_query": 1}


@pytest.mark.usefixtures("hurried")
async def test_a_delivery_that_waits_is_told_with_its_age(
    library: Library, database: Database, briefing: Briefing
) -> None:
    now = [utc_now()]

    def clock() -> datetime:
        return now[0]

    house, elsewhere = house_of(library, database, clock=clock), SendingLock(database)
    elsewhere.take()  # another process sends, and sends nothing
    async with serving(Telegram(), house) as room:
        await room.ask("/subscribe")
        publish_now(house, briefing)
        now[0] += timedelta(seconds=90)
        async with doctor(room.service) as client:
            found = await measured(client)
    elsewhere.release()

    assert found['bot_deliveries{step="pending"}'] == 1
    assert found["bot_queue_seconds"] == pytest.approx(90)


@contextmanager
def away(database: Database) -> Iterator[None]:
    """Let deliveries be where they can't be looked up."""

    def rename(connection: Connection, old: str, new: str) -> None:
        connection.exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")

    database.run_now(rename, "delivery", "away")
    try:
        yield
    finally:
        database.run_now(rename, "away", "delivery")


@pytest.mark.usefixtures("hurried")
async def test_without_its_database_the_metrics_say_how_things_stood(
    room: Room,
    house: House,
    briefing: Briefing,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(standing_of, "FRESH", -1.0)
    await room.ask("/subscribe")
    publish_now(house, briefing)
    await delivered(house)
    async with doctor(room.service) as client:
        before = await measured(client)
        with away(house.sending.database):
            answer = await client.get("/metrics")
            meanwhile = await measured(client)

    assert answer.status_code == 200
    assert meanwhile['bot_deliveries{step="sent"}'] == before['bot_deliveries{step="sent"}'] == 2
    assert "deliveries can't be counted" in caplog.text


@asynccontextmanager
async def held_up(database: Database) -> AsyncIterator[None]:
    """Let the database say nothing to whoever asks it."""
    enough = threading.Event()
    held = asyncio.create_task(database.run(lambda _: enough.wait(30)))
    try:
        yield
    finally:
        enough.set()
        await held


async def test_who_asks_a_silent_database_is_told_in_time(
    room: Room, house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(register, "PATIENCE", 0.2)
    monkeypatch.setattr(standing_of, "PATIENCE", 0.2)
    async with doctor(room.service) as client, held_up(house.sending.database):
        [answer] = await room.ask("/subscribe")
        found = await measured(client)
    [settings] = await room.ask("/settings")

    assert "can’t be read or kept just now" in answer
    assert "deliveries can't be counted: no answer within 0.2 s" in caplog.text
    assert found['bot_updates_total{kind="message"}'] == 1
    assert settings.startswith("Settings of this chat")  # it was kept once it could be


async def test_a_database_that_was_never_there_breaks_no_metrics(library: Library) -> None:
    database = Database(f"postgresql://nobody@127.0.0.1:{a_port()}/nothing")
    house = house_of(library, database)
    try:
        assert not await house.prepared()
        await house.standing.take_down(house.metrics)
    finally:
        database.close()

    written = house.metrics.written().decode()
    assert "bot_queue_seconds 0.0" in written
    assert "bot_deliveries{" not in written


async def test_the_database_is_asked_once_in_a_while(
    room: Room, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    async with doctor(room.service) as client:
        with away(house.sending.database):
            for _ in range(3):
                await measured(client)

    assert caplog.text.count("deliveries can't be counted") == 1


def test_what_is_no_more_is_shown_no_more() -> None:
    metrics = Metrics()
    metrics.show({"pending": 2}, 1.5, {"one": 1, "two": 3}, 4)
    metrics.show({"sent": 2}, 0.0, {"two": 4}, 0)
    written = metrics.written().decode()

    assert 'bot_deliveries{step="sent"} 2.0' in written
    assert 'bot_edition{briefing="two"} 4.0' in written
    assert "pending" not in written
    assert 'briefing="one"' not in written
    assert "bot_problems 0.0" in written


def test_when_a_count_began_is_not_among_what_is_measured() -> None:
    metrics = Metrics()
    metrics.updated("message")
    metrics.answered("call")
    metrics.took(0.1)

    assert b"_created" not in metrics.written()


def test_two_bots_in_a_process_count_for_themselves() -> None:
    one, other = Metrics(), Metrics()
    one.updated("message")
    one.updated("message")
    other.updated("message")

    assert b'bot_updates_total{kind="message"} 2.0' in one.written()
    assert b'bot_updates_total{kind="message"} 1.0' in other.written()
