"""The real Application in the local Telegram: who is answered, where, how often, and who is not."""

import asyncio
import logging

import pytest

from bot.desk import Desk
from bot.gateway.handlers import ANONYMOUS_ADMIN
from bot.messages import Message as Page
from bot.simulator import faults
from bot.simulator.telegram import Telegram
from tests.room import Room, serving


async def test_a_question_is_answered_in_private(room: Room) -> None:
    [answer] = await room.ask("/who monguno")

    assert "Babagana Monguno" in answer
    assert "Blueprint ¶6" in answer


async def test_a_group_is_answered_as_a_reply_and_only_when_it_is_meant(room: Room) -> None:
    group = room.telegram.group("Desk", room.amina)
    room.telegram.add_bot(group, room.amina)

    assert await room.ask("/africa@briefing_bot", group)
    [said] = room.said(group)
    assert said.reply_to is not None
    assert await room.ask("/africa@another_bot", group) == []
    assert await room.ask("/afrika", group) == []
    assert await room.ask("what about africa?", group) == []


async def test_an_answer_stays_in_its_topic(room: Room) -> None:
    group = room.telegram.group("Desk", room.amina, supergroup=True, topics=("Africa", "Money"))
    room.telegram.add_bot(group, room.amina)
    room.telegram.say(room.amina, group, "/africa@briefing_bot", topic="Africa")
    await room.telegram.settled()

    [said] = room.said(group)

    assert said.topic == group.topic("Africa").id


async def test_an_anonymous_administrator_is_answered(room: Room) -> None:
    group = room.telegram.group("Desk", room.amina, supergroup=True)
    room.telegram.add_bot(group, room.amina)
    other = room.telegram.person("Bola")
    room.telegram.join(other, group)
    room.telegram.promote(other, group, anonymous=True)

    assert await room.ask("/privacy@briefing_bot", group, by=other)
    assert ANONYMOUS_ADMIN


async def test_another_bot_is_not_answered(room: Room) -> None:
    group = room.telegram.group("Desk", room.amina)
    room.telegram.add_bot(group, room.amina)
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


async def test_old_buttons_still_answer_after_a_restart(desk: Desk) -> None:
    telegram = Telegram()
    async with serving(telegram, desk) as room:
        await room.ask("/summary")
    async with serving(telegram, desk) as again:
        shown = telegram.messages(room.private, by=telegram.bot)[-1]
        telegram.press(room.amina, shown, "Members")
        await telegram.settled()

        assert "85" in again.said(room.private)[-1].text


async def test_a_late_press_is_answered_all_the_same(desk: Desk) -> None:
    now = 1_000_000.0
    telegram = Telegram(clock=lambda: now)
    async with serving(telegram, desk) as room:
        await room.ask("/summary")
        telegram.faults.add("answerCallbackQuery", faults.server_error(500))
        await room.press("Africa")

        assert "Brussels" in room.said(room.private)[-1].text


async def test_a_chat_is_answered_in_order_and_does_not_wait_for_another(desk: Desk) -> None:
    telegram = Telegram()
    async with serving(telegram, desk) as room:
        bola = telegram.person("Bola")
        slow, quick = room.private, telegram.private(bola)
        telegram.say(room.amina, slow, "/start")
        telegram.say(bola, quick, "/start")
        await telegram.settled()
        telegram.faults.add("sendMessage", faults.slow(0.5), chat=slow)
        telegram.say(room.amina, slow, "/privacy")
        telegram.say(room.amina, slow, "/africa")
        telegram.say(bola, quick, "/africa")
        await telegram.changes.until(lambda: len(room.said(quick)) == 2)

        assert len(room.said(slow)) == 1

        await telegram.settled()
        assert ["Privacy" in said.text for said in room.said(slow)[1:]] == [True, False]


async def test_a_reply_refused_for_now_is_sent_later(room: Room) -> None:
    room.telegram.faults.add("sendMessage", faults.too_many_requests(1))

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
    group = room.telegram.group("Desk", room.amina)
    room.telegram.add_bot(group, room.amina)
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
    library_without_templates: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(Telegram(), library_without_templates) as room:
        [answer] = await room.ask("/africa")

    assert "Something went wrong" in answer
    assert "could not be handled" in caplog.text


@pytest.fixture
def library_without_templates(desk: Desk) -> Desk:
    class Broken(Desk):
        def ask(self, line: str) -> tuple[Page, ...]:
            raise RuntimeError(f"no answer to {line}")

    return Broken(desk.library, desk.renderer, tuple(desk.commands.values()))


async def test_the_menus_follow_the_registry(room: Room, desk: Desk) -> None:
    await room.ask("/start")
    group = room.telegram.group("Desk", room.amina)

    private = [name for name, _ in room.telegram.menus.seen_by(room.amina, room.private)]
    in_group = [name for name, _ in room.telegram.menus.seen_by(room.amina, group)]

    assert private == list(desk.commands)
    assert in_group == [name for name in desk.commands if name != "start"]


async def test_a_bot_that_starts_before_telegram_comes_up_with_it(desk: Desk) -> None:
    telegram = Telegram()
    telegram.faults.add("getMe", faults.server_error(502))
    async with serving(telegram, desk) as room:
        assert await room.ask("/africa")


async def test_a_bot_can_be_stopped_before_it_ever_came_up(desk: Desk) -> None:
    telegram = Telegram()
    telegram.faults.add("getMe", faults.server_error(502), times=100)
    async with serving(telegram, desk):
        await asyncio.sleep(0.05)

    assert {call.method for call in telegram.calls} == {"getMe"}


async def test_without_menus_or_webhook_calls_the_bot_answers(desk: Desk) -> None:
    telegram = Telegram()
    telegram.faults.add("setMyCommands", faults.server_error(404), times=3)
    telegram.faults.add("deleteWebhook", faults.server_error(404))
    async with serving(telegram, desk) as room:
        assert await room.ask("/africa")


async def test_what_was_answered_is_acknowledged_at_the_end(desk: Desk) -> None:
    telegram = Telegram()
    async with serving(telegram, desk) as room:
        await room.ask("/africa")

    assert not telegram.updates.waiting
