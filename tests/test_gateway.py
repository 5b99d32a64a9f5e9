"""The real Application in the local Telegram: who is answered, where, how often, and who is not."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from telegram.error import NetworkError

from bot.briefing.library import Snapshot
from bot.commands import COMMANDS, name_of
from bot.desk import Desk
from bot.gateway import lanes
from bot.gateway.service import Service, is_loopback
from bot.gateway.transport import UnsentError
from bot.house import House
from bot.messages import Message as Page
from bot.register import Register
from bot.simulator import faults
from bot.simulator.api import call
from bot.simulator.telegram import Telegram
from bot.simulator.wire import Wire
from tests.room import Room, serving


async def test_a_question_is_answered_in_private(room: Room) -> None:
    [answer] = await room.ask("/who monguno")

    assert "Babagana Monguno" in answer
    assert "Blueprint ¶6" in answer


async def test_a_group_is_answered_as_a_reply_and_only_when_it_is_meant(room: Room) -> None:
    group = await room.group()

    assert await room.ask("/africa@briefing_bot", group)
    assert room.said(group)[-1].reply_to is not None
    assert await room.ask("/africa@another_bot", group) == []
    assert await room.ask("/afrika", group) == []
    assert await room.ask("what about africa?", group) == []


async def test_an_answer_stays_in_its_topic(room: Room) -> None:
    group = await room.group("Africa", "Money")

    assert await room.ask("/africa@briefing_bot", group, topic="Africa")
    assert room.said(group)[-1].topic == group.topic("Africa").id


async def test_an_anonymous_administrator_is_answered(room: Room) -> None:
    group = await room.group(supergroup=True)
    other = room.telegram.person("Bola")
    room.telegram.join(other, group)
    room.telegram.promote(other, group, anonymous=True)

    assert await room.ask("/privacy@briefing_bot", group, by=other)


async def test_another_bot_is_not_answered(room: Room) -> None:
    group = await room.group()
    robot = room.telegram.person("Robot", is_bot=True)
    room.telegram.join(robot, group)

    assert await room.ask("/africa@briefing_bot", group, by=robot) == []


async def test_editing_a_command_does_not_run_it_again(room: Room) -> None:
    said = room.telegram.say(room.amina, room.private, "/privacy")
    await room.telegram.settled()
    room.telegram.edit(room.amina, said, "/africa")
    await room.telegram.settled()

    assert len(room.said(room.private)) == 1


async def test_more_turns_the_page_in_place(room: Room) -> None:
    await room.ask("/resolutions")
    first = room.said(room.private)[-1].text
    await room.press("More ›")
    turned = room.said(room.private)[-1].text
    await room.press("‹ Back")

    assert len(room.said(room.private)) == 1
    assert turned != first
    assert room.said(room.private)[-1].text == first


async def test_a_press_twice_on_the_same_page_is_no_error(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    await room.ask("/resolutions page 2")
    shown = room.said(room.private)[-1]
    room.telegram.press(room.amina, shown, "More ›")
    room.telegram.press(room.amina, shown, "More ›")
    await room.telegram.settled()

    assert len(room.telegram.toasts) == 2
    assert not [line for line in caplog.records if line.levelno >= logging.WARNING]


async def test_a_button_answers_with_a_message_of_its_own(room: Room) -> None:
    await room.ask("/summary")
    await room.press("Africa")

    assert "Brussels" in room.said(room.private)[-1].text
    assert len(room.said(room.private)) == 2


async def test_old_buttons_still_answer_after_a_restart(house: House) -> None:
    telegram = Telegram()
    async with serving(telegram, house) as room:
        await room.ask("/summary")
    async with serving(telegram, house) as again:
        shown = telegram.messages(room.private, by=telegram.bot)[-1]
        telegram.press(room.amina, shown, "Members")
        await telegram.settled()

        assert "85" in again.said(room.private)[-1].text


async def test_a_late_press_is_answered_all_the_same(house: House) -> None:
    now = 1_000_000.0
    telegram = Telegram(clock=lambda: now)
    async with serving(telegram, house) as room:
        await room.ask("/summary")
        telegram.faults.add("answerCallbackQuery", faults.server_error(500))
        await room.press("Africa")

        assert "Brussels" in room.said(room.private)[-1].text


async def test_a_chat_is_answered_in_order_and_does_not_wait_for_another(house: House) -> None:
    telegram = Telegram()
    async with serving(telegram, house) as room:
        bola = telegram.person("Bola")
        slow, quick = room.private, telegram.private(bola)
        telegram.say(room.amina, slow, "/start")
        telegram.say(bola, quick, "/start")
        await telegram.settled()
        telegram.faults.add("sendMessage", faults.slow(0.5), chat=slow)
        telegram.say(room.amina, slow, "/privacy")
        telegram.say(room.amina, slow, "/africa")
        telegram.say(bola, quick, "/africa")
        await telegram.changes.until(lambda: len(room.said(quick)) == 2 or None)

        assert len(room.said(slow)) == 1

        await telegram.settled()
        assert ["Privacy" in said.text for said in room.said(slow)[1:]] == [True, False]


@pytest.mark.parametrize(
    "fault",
    [faults.too_many_requests(1), faults.server_error(401), faults.server_error(404)],
    ids=["429", "401", "404"],
)
async def test_a_reply_that_was_certainly_not_sent_is_sent_later(
    room: Room, fault: faults.Fault
) -> None:
    room.telegram.faults.add("sendMessage", fault)

    assert len(await room.ask("/africa")) == 1


@pytest.mark.parametrize(
    "fault",
    [
        faults.read_timeout(effect=True),
        faults.server_error(502, effect=True),
        faults.dropped_connection(effect=True),
    ],
    ids=["no answer", "bad gateway", "cut"],
)
async def test_a_reply_that_may_have_arrived_is_not_sent_twice(
    room: Room, fault: faults.Fault
) -> None:
    room.telegram.faults.add("sendMessage", fault)

    assert len(await room.ask("/africa")) == 1


async def test_a_group_that_became_a_supergroup_is_answered_there(room: Room) -> None:
    group = await room.group()
    room.telegram.faults.add("sendMessage", faults.slow(0.1))
    room.telegram.say(room.amina, group, "/africa@briefing_bot")
    upgraded = room.telegram.migrate(group)
    await room.telegram.settled()

    assert len(room.said(upgraded)) == 1


async def test_a_chat_that_blocked_the_bot_harms_nobody(room: Room) -> None:
    bola = room.telegram.person("Bola")
    home = room.telegram.private(bola)
    room.telegram.say(bola, home, "/africa")
    room.telegram.block(bola)
    await room.telegram.settled()

    assert await room.ask("/africa")


@pytest.mark.parametrize(
    "fault",
    [
        faults.server_error(500),
        faults.server_error(404),
        faults.server_error(401),
        faults.html_page(502),
        faults.html_page(200),
        faults.read_timeout(),
        faults.dropped_connection(),
        faults.too_many_requests(1),
    ],
    ids=["500", "404", "401", "html 502", "html 200", "silence", "cut", "429"],
)
async def test_a_fault_while_polling_does_not_leave_the_bot_deaf(
    room: Room, fault: faults.Fault
) -> None:
    await room.ask("/privacy")
    room.telegram.faults.add("getUpdates", fault)
    await asyncio.sleep(0)

    assert await room.ask("/africa")


async def test_an_update_that_cannot_be_read_harms_only_itself(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    room.telegram.updates.add("message", {"message_id": "one", "chat": 7})

    assert await room.ask("/africa")
    assert "was set aside" in caplog.text


async def test_an_error_is_logged_and_owned_up_to(
    desk: Desk, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Desk):
        def ask(self, line: str, snapshot: Snapshot | None = None) -> tuple[Page, ...]:  # noqa: ARG002
            raise RuntimeError(f"no answer to {line}")

    broken = Broken(desk.shelf, desk.renderer, tuple(desk.commands.values()))
    async with serving(Telegram(), answered_by(broken, house)) as room:
        [answer] = await room.ask("/africa")

    assert "Something went wrong" in answer
    assert "could not be handled" in caplog.text


def answered_by(desk: Desk, house: House) -> House:
    sending = house.sending
    editors = house.register.editors
    return replace(house, register=Register(desk, editors, sending.database, sending.archive))


async def test_an_answer_that_is_refused_is_owned_up_to(desk: Desk, house: House) -> None:
    class Garbled(Desk):
        def ask(self, line: str, snapshot: Snapshot | None = None) -> tuple[Page, ...]:  # noqa: ARG002
            return (Page(f"<b>{line}"),)

    garbled = Garbled(desk.shelf, desk.renderer, tuple(desk.commands.values()))
    async with serving(Telegram(), answered_by(garbled, house)) as room:
        [answer] = await room.ask("/africa")

    assert "Something went wrong" in answer


async def test_a_closed_topic_harms_nobody(room: Room) -> None:
    group = await room.group("Africa")
    room.telegram.faults.add("sendMessage", faults.slow(0.1))
    room.telegram.say(room.amina, group, "/africa@briefing_bot", topic="Africa")
    room.telegram.close_topic(group, "Africa")
    await room.telegram.settled()

    assert not any(said.topic for said in room.said(group))
    assert await room.ask("/africa")


async def test_the_menus_follow_the_registry(room: Room) -> None:
    await room.ask("/start")
    group = room.telegram.group("Desk", room.amina)

    private = [name for name, _ in room.telegram.menus.seen_by(room.amina, room.private)]
    in_group = [name for name, _ in room.telegram.menus.seen_by(room.amina, group)]

    assert private == [name_of(command) for command in COMMANDS]
    assert in_group == [name for name in private if name != "start"]


async def test_a_bot_that_starts_before_telegram_comes_up_with_it(house: House) -> None:
    telegram = Telegram()
    telegram.faults.add("getMe", faults.server_error(502))
    async with serving(telegram, house) as room:
        assert await room.ask("/africa")


async def test_a_bot_can_be_stopped_before_it_ever_came_up(house: House) -> None:
    telegram = Telegram()
    telegram.faults.add("getMe", faults.server_error(502), times=100)
    async with serving(telegram, house):
        await asyncio.sleep(0.05)

    assert {call.method for call in telegram.calls} == {"getMe"}


async def test_without_menus_or_webhook_calls_the_bot_answers(house: House) -> None:
    telegram = Telegram()
    telegram.faults.add("setMyCommands", faults.server_error(404), times=3)
    telegram.faults.add("deleteWebhook", faults.server_error(404))
    async with serving(telegram, house) as room:
        assert await room.ask("/africa")


async def test_what_was_answered_is_acknowledged_at_the_end(house: House) -> None:
    telegram = Telegram()
    async with serving(telegram, house) as room:
        await room.ask("/africa")

    assert not telegram.updates.waiting


async def test_what_asks_nothing_gets_a_hint_in_private(room: Room) -> None:
    [hint] = await room.ask("hello")

    assert "/help" in hint


async def test_a_button_of_another_time_is_acknowledged_and_ignored(room: Room) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Old", "callback_data": "v1:gone"}]]}
    await room.ask("/privacy")
    room.telegram.post(room.private, text="An old answer", keyboard=keyboard)
    await room.press("Old")

    assert len(room.telegram.toasts) == 1
    assert room.said(room.private)[-1].text == "An old answer"


async def test_a_stuck_answer_does_not_hold_up_the_end(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "LAST_MOMENT", 0.1)
    telegram = Telegram()
    telegram.faults.add("sendMessage", faults.slow(60))
    async with serving(telegram, house) as room:
        telegram.say(room.amina, room.private, "/africa")
        await asyncio.sleep(0.2)

    assert telegram.updates.waiting


async def test_a_long_refusal_is_respected_and_holds_up_nobody_else(room: Room) -> None:
    room.telegram.faults.add("sendMessage", faults.too_many_requests(3600))
    bola = room.telegram.person("Bola")

    assert await room.ask("/africa") == []
    assert await room.ask("/africa") == []
    assert await room.ask("/africa", room.telegram.private(bola), by=bola)
    sent = [call.parameters for call in room.telegram.calls if call.method == "sendMessage"]
    assert [one["chat_id"] for one in sent] == [room.amina.id, bola.id]


def test_a_bot_does_not_show_its_token(house: House) -> None:
    service = Service(house, "4815162342:canary", "http://127.0.0.1:1")

    assert "canary" not in repr(service.application)
    assert "canary" not in repr(service.application.bot)


@pytest.mark.parametrize(
    ("host", "own"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("api.telegram.org", False)],
)
def test_a_proxy_is_not_asked_for_the_way_to_this_machine(host: str, own: bool) -> None:
    assert is_loopback(host) is own


class Faulty(Wire):
    """A wire that fails as told, a number of times, before it works."""

    def __init__(self, telegram: Telegram, method: str, times: int, failure: Exception | bytes):
        super().__init__(telegram)
        self.method, self.times, self.failure = method, times, failure

    async def do_request(self, url: str, *rest: Any, **others: Any) -> tuple[int, bytes]:
        if f"/{self.method}" not in url or self.times == 0:
            return await super().do_request(url, *rest, **others)
        self.times -= 1
        if isinstance(self.failure, bytes):
            return 200, self.failure
        raise self.failure from UnsentError()


@asynccontextmanager
async def over(wire: Faulty, telegram: Telegram, house: House) -> AsyncIterator[Room]:
    service = Service(house, telegram.token, "http://local.invalid", lambda: wire)
    running = asyncio.create_task(service.run())
    yield Room(telegram, service)
    service.stop()
    await asyncio.wait_for(running, 10)


@pytest.mark.parametrize(("times", "answers"), [(2, 1), (5, 0)])
async def test_a_reply_that_never_left_is_sent_again_but_not_for_ever(
    house: House, times: int, answers: int
) -> None:
    telegram = Telegram()
    async with over(
        Faulty(telegram, "sendMessage", times, NetworkError("")), telegram, house
    ) as room:
        telegram.say(room.amina, room.private, "/africa")
        await telegram.settled(20)

        assert len(room.said(room.private)) == answers


@pytest.mark.parametrize("method", ["getMe", "getUpdates"])
@pytest.mark.parametrize(
    "body",
    [b"[]", b'{"ok":true}', b'{"ok":true,"result":{"a":1}}', b'{"ok":true,"result":[1,{"a":2}]}'],
)
async def test_an_answer_of_an_odd_form_does_not_leave_the_bot_deaf(
    house: House, method: str, body: bytes
) -> None:
    telegram = Telegram()
    async with over(Faulty(telegram, method, 1, body), telegram, house) as room:
        telegram.say(room.amina, room.private, "/africa")
        await telegram.settled(20)

        assert len(room.said(room.private)) == 1


async def test_an_update_that_cannot_be_read_beside_one_that_can_is_told_of(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    telegram = Telegram()
    body = b'{"ok":true,"result":[{"a":2},{"update_id":1}]}'
    async with over(Faulty(telegram, "getUpdates", 1, body), telegram, house) as room:
        await room.ask("/africa")

    assert "1 updates can't be read, and are passed over" in caplog.messages


async def test_another_poller_is_named_in_the_log(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    await room.ask("/privacy")
    await call(room.telegram, room.telegram.token, "getUpdates", {"timeout": "0"})

    assert await room.ask("/africa")
    assert "another process uses this bot's token" in caplog.text


async def test_an_end_without_telegram_is_an_end_all_the_same(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    telegram = Telegram()
    async with serving(telegram, house) as room:
        await room.ask("/africa")
        telegram.faults.add("getUpdates", faults.server_error(502), times=9)

    assert "they may be answered twice" in caplog.text


async def test_turning_the_page_of_a_deleted_message_is_owned_up_to(room: Room) -> None:
    await room.ask("/resolutions")
    shown = room.said(room.private)[-1]
    room.telegram.press(room.amina, shown, "More ›")
    room.telegram.delete(room.amina, shown)
    await room.telegram.settled()

    assert "Something went wrong" in room.said(room.private)[-1].text
