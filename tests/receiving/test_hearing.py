"""A bot that waits is alive; one that hears nothing of Telegram is not, however updates come."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.briefing.library import Library
from bot.gateway import health, hearing
from bot.gateway.service import Service
from bot.house import House, house_of
from bot.simulator import faults
from bot.simulator.faults import Fault
from bot.simulator.replies import Reply
from bot.simulator.telegram import Telegram
from bot.simulator.updates import Webhook
from bot.simulator.wire import Wire
from bot.store.database import Database
from tests.receiving.hook import SECRET, URL, Hook, hooked
from tests.receiving.network import a_port, until
from tests.receiving.test_health import EVER, doctor

SILENCE = 0.25
pytestmark = pytest.mark.usefixtures("impatient")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Telegram is asked more often, and less is needed to be unwell."""
    monkeypatch.setattr(hearing, "BETWEEN", 0.03)
    monkeypatch.setattr(hearing, "PATIENCE", 0.05)
    monkeypatch.setattr(health, "LONGEST_SILENCE", SILENCE)


@pytest.fixture
async def hook(house: House, tmp_path: Path) -> AsyncIterator[Hook]:
    async with hooked(Telegram(), house, tmp_path / "hook") as hook:
        yield hook


@pytest.fixture
async def adrift(library: Library) -> AsyncIterator[House]:
    """A bot whose database is away."""
    database = Database(f"postgresql://nobody@127.0.0.1:{a_port()}/nothing")
    yield house_of(library, database)
    database.close()


async def told(client: httpx.AsyncClient) -> tuple[int, int]:
    """Whether it is well, and whether it is ready."""
    well, ready = await client.get("/healthz"), await client.get("/readyz")
    return well.status_code, ready.status_code


async def becomes(client: httpx.AsyncClient, *wanted: int) -> None:
    """Wait until a bot is as it should be."""
    async with asyncio.timeout(20):
        while await told(client) != wanted:  # noqa: ASYNC110 - it tells only who asks
            await asyncio.sleep(0.01)


async def test_where_it_takes_updates_a_bot_tells_of_its_health_from_the_start(
    house: House, tmp_path: Path
) -> None:
    telegram = Telegram()
    telegram.faults.add("getMe", faults.server_error(502), times=EVER)
    async with hooked(telegram, house, tmp_path / "hook", up=False) as hook:
        waiting = await told(hook.client)
        update = hook.say("/africa")
        early = await hook.bring(update)
        telegram.faults.clear()
        await becomes(hook.client, 200, 200)
        answered = await hook.bring(update)

    assert (waiting, early.status_code, early.content) == ((200, 503), 503, b"")
    assert "Brussels" in answered.json()["text"]


async def test_nobody_is_let_in_earlier_without_the_secret(house: House, tmp_path: Path) -> None:
    telegram = Telegram()
    telegram.faults.add("getMe", faults.server_error(502), times=EVER)
    async with hooked(telegram, house, tmp_path / "hook", up=False) as hook:
        assert (await hook.client.post("/hook", json={"update_id": 7})).status_code == 403


async def test_by_polling_a_bot_that_waits_for_its_database_is_alive_while_telegram_is_heard(
    adrift: House,
) -> None:
    telegram = Telegram()
    service = Service(adrift, telegram.token, "http://local.invalid", lambda: Wire(telegram))
    async with doctor(service) as client:
        running = asyncio.create_task(service.run())
        await asyncio.sleep(2 * SILENCE)
        await becomes(client, 200, 503)
        telegram.faults.add("getMe", faults.server_error(401), times=EVER)
        await becomes(client, 503, 503)
        telegram.faults.clear()
        await becomes(client, 200, 503)
        service.stop()
        await asyncio.wait_for(running, 20)


async def test_by_webhook_too_and_telegram_is_not_asked_to_come_before(
    adrift: House, tmp_path: Path
) -> None:
    telegram = Telegram()
    async with hooked(telegram, adrift, tmp_path / "hook", up=False) as hook:
        await asyncio.sleep(2 * SILENCE)
        await becomes(hook.client, 200, 503)

        assert telegram.updates.webhook is None


OUTAGES: dict[str, Fault] = {
    "401": faults.server_error(401),
    "odd": faults.Instead(Reply(200, b'{"ok": true, "result": true}'), effect=False),
    "nothing comes": faults.slow(60),
}


@pytest.mark.parametrize("name", OUTAGES)
async def test_by_webhook_a_bot_is_unwell_until_telegram_answers_it(
    name: str, hook: Hook, caplog: pytest.LogCaptureFixture
) -> None:
    await asyncio.sleep(2 * SILENCE)
    await becomes(hook.client, 200, 200)
    hook.telegram.faults.add("getWebhookInfo", OUTAGES[name], times=EVER)
    await becomes(hook.client, 503, 200)
    hook.telegram.faults.clear()
    await becomes(hook.client, 200, 200)

    assert "Telegram is not heard: " in caplog.text


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (None, "Telegram brought updates to nobody; it is told to come here again"),
        (
            Webhook("https://other.example.org/1:token"),
            "Telegram brought updates to other.example.org; it is told to come here again",
        ),
    ],
    ids=["taken away", "another's"],
)
async def test_a_webhook_that_is_not_ours_any_more_is_set_anew(
    other: Webhook | None, words: str, hook: Hook, caplog: pytest.LogCaptureFixture
) -> None:
    updates = hook.telegram.updates
    allowed = updates.allowed
    updates.receive_by(other)
    await until(lambda: updates.webhook not in {None, other})

    assert updates.webhook == Webhook(URL, SECRET, 100)
    assert updates.allowed == allowed
    assert caplog.messages == [words]


async def test_what_keeps_telegram_from_bringing_updates_is_told_once(
    hook: Hook, caplog: pytest.LogCaptureFixture
) -> None:
    hook.telegram.updates.failed = 1_795_850_000, "Connection timed out"
    await until(lambda: caplog.messages)
    asked = len(hook.telegram.calls)
    await until(lambda: len(hook.telegram.calls) > asked + 1)

    assert caplog.messages == ["Telegram could not bring updates: Connection timed out; 0 wait"]


async def test_a_bot_to_which_telegram_cannot_be_told_to_come_is_unwell(hook: Hook) -> None:
    hook.telegram.faults.add("setWebhook", faults.server_error(400), times=EVER)
    hook.telegram.updates.receive_by(None)
    await becomes(hook.client, 503, 200)
    hook.telegram.faults.clear()
    await becomes(hook.client, 200, 200)

    assert hook.telegram.updates.webhook is not None


def test_one_answer_that_does_not_come_is_no_outage_and_an_outage_is_told_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()

    assert 2 * (hearing.BETWEEN + hearing.PATIENCE) < health.LONGEST_SILENCE <= 90


async def test_a_bot_that_waits_for_telegrams_first_answer_can_be_stopped_at_once(
    house: House,
) -> None:
    telegram = Telegram()
    telegram.faults.add("getMe", faults.slow(60))
    service = Service(house, telegram.token, "http://local.invalid", lambda: Wire(telegram, 30))
    running = asyncio.create_task(service.run())
    await until(lambda: not telegram.faults.planned)
    service.stop()

    await asyncio.wait_for(running, 1)
