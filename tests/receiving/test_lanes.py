"""Whose turn it is: chats beside each other, each in its order, nobody at the cost of others."""

import asyncio
from typing import Any

import pytest

from bot.gateway import lanes
from bot.gateway.lanes import MOST, Lanes, Raw, lane_of, sender_of
from bot.house import House
from bot.simulator import faults
from bot.simulator.chats import Chat, Person
from tests.receiving.network import until
from tests.room import Room, standing

TOO_FAST = "more than I can answer at once"


def neighbour(room: Room) -> tuple[Person, Chat]:
    """Somebody else, and their chat with the bot."""
    bola = room.telegram.person("Bola")
    return bola, room.telegram.private(bola)


@pytest.mark.usefixtures("hurried")
async def test_a_chat_keeps_its_order_and_others_are_answered_beside_it(room: Room) -> None:
    bola, there = neighbour(room)
    room.telegram.say(bola, there, "/start")
    await room.ask("/start")
    room.telegram.faults.add("sendMessage", faults.slow(0.3), chat=room.private)
    for line in ("/privacy", "/africa", "/members"):
        room.telegram.say(room.amina, room.private, line)
    room.telegram.say(bola, there, "/africa")
    await room.arrived(there, 2)
    meanwhile = len(room.said(room.private))
    await room.telegram.settled()

    assert meanwhile < 3
    words = ("Privacy", "Brussels", "85")
    said = [one.text for one in room.said(room.private)[1:]]
    assert [word in text for word, text in zip(words, said, strict=True)] == [True] * 3


async def flooded(room: Room, lines: int) -> list[str]:
    """What somebody is told who says so much while their first question is being answered."""
    await room.ask("/start")
    room.telegram.faults.add("sendMessage", faults.slow(0.3), chat=room.private)
    for _ in range(lines):
        room.telegram.say(room.amina, room.private, "/africa")
    await room.telegram.settled(10)
    return [one.text for one in room.said(room.private)[1:]]


@pytest.mark.usefixtures("hurried")
async def test_who_floods_the_bot_is_told_once_and_answered_what_had_a_place(room: Room) -> None:
    told = await flooded(room, MOST + 5)

    assert len(told) == MOST + 1
    assert [TOO_FAST in text for text in told].index(True) == 1
    assert sum(TOO_FAST in text for text in told) == 1
    assert "Brussels" in (await room.ask("/africa"))[0]


@pytest.mark.usefixtures("hurried")
async def test_who_has_filled_their_places_and_waited_has_them_again(room: Room) -> None:
    first, second = await flooded(room, MOST), await flooded(room, MOST + 1)

    assert [TOO_FAST in text for text in first].count(True) == 0
    assert [TOO_FAST in text for text in second].count(True) == 1


@pytest.mark.usefixtures("hurried")
async def test_a_flood_in_a_group_takes_no_place_of_its_other_members(room: Room) -> None:
    group = await room.group()
    bola = room.member(group)
    room.telegram.faults.add("sendMessage", faults.slow(0.2), chat=group)
    for _ in range(MOST + 3):
        room.telegram.say(room.amina, group, "/africa@briefing_bot")
    room.telegram.say(bola, group, "/members@briefing_bot")
    await room.telegram.settled(10)

    assert "85" in room.said(group)[-1].text


@pytest.mark.usefixtures("hurried")
async def test_who_floods_by_buttons_is_told_at_the_button(room: Room) -> None:
    await room.ask("/summary")
    shown = room.said(room.private)[-1]
    room.telegram.faults.add("sendMessage", faults.slow(0.3), chat=room.private)
    for _ in range(MOST + 3):
        room.telegram.press(room.amina, shown, "Africa")
    await room.telegram.settled(10)
    toasts = [toast.text for toast in room.telegram.toasts]

    assert sum(TOO_FAST in text for text in toasts) == 1
    assert len(toasts) == MOST + 1


@pytest.mark.untraced
@pytest.mark.usefixtures("hurried")
async def test_who_floods_by_typing_is_told_nothing(room: Room) -> None:
    room.telegram.faults.add("answerInlineQuery", faults.slow(0.3))
    for number in range(MOST + 3):
        room.telegram.type_inline(room.amina, f"africa {number}")
    await room.telegram.settled(10)
    dealt = [call for call in room.telegram.calls if call.method == "answerInlineQuery"]

    assert len(dealt) == MOST
    assert room.said(room.private) == []


@pytest.mark.usefixtures("hurried")
async def test_whoever_cannot_be_told_harms_nobody(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    await room.ask("/start")
    room.telegram.faults.add("sendMessage", faults.slow(0.3), chat=room.private)
    room.telegram.faults.add("sendMessage", faults.server_error(400), chat=room.private)
    for _ in range(MOST + 2):
        room.telegram.say(room.amina, room.private, "/africa")
    await room.telegram.settled(10)
    bola, there = neighbour(room)

    assert "nobody was told that update" in caplog.text
    assert await room.ask("/africa", there, by=bola)


async def test_a_stuck_answer_is_given_up_and_its_chat_goes_on(
    room: Room, house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await room.ask("/start")
    monkeypatch.setattr(lanes, "LONGEST_TURN", 0.2)
    room.telegram.faults.add("sendMessage", faults.slow(60))
    room.telegram.say(room.amina, room.private, "/privacy")

    assert "Brussels" in (await room.ask("/africa"))[-1]
    assert "was set aside" in caplog.text
    assert b"bot_updates_set_aside_total 1.0" in house.metrics.written()
    assert not room.telegram.updates.waiting


async def test_a_bad_update_is_set_aside_and_its_chat_goes_on(
    room: Room, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    for odd in ({"chat": {"id": room.private.id}}, {"chat": {"id": [1]}, "from": {"id": {}}}):
        room.telegram.updates.add("message", odd)

    assert "Brussels" in (await room.ask("/africa"))[0]
    assert caplog.text.count("was set aside") == 2
    assert b"bot_updates_set_aside_total 2.0" in house.metrics.written()


async def test_a_subscription_is_kept_though_its_answer_is_stuck(
    room: Room, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "LONGEST_TURN", 0.2)
    room.telegram.faults.add("sendMessage", faults.slow(60))
    await room.ask("/subscribe")

    assert standing(house, room.private)


async def test_what_is_cut_off_leaves_its_lane_to_the_next() -> None:
    async def handle(update: Raw) -> None:
        begun.append(update["update_id"])
        await asyncio.sleep(60 if update["update_id"] == 1 else 0)

    begun: list[int] = []
    all_lanes = Lanes(handle, handle, lambda: None)
    first, second = (all_lanes.take({"update_id": number, "message": HERE}) for number in (1, 2))
    await until(lambda: begun)
    first.cancel()
    await second

    assert begun == [1, 2]
    assert first.cancelled()
    await asyncio.sleep(0)
    assert all_lanes.turns == set()


HERE = {"chat": {"id": -7}, "from": {"id": 3}}
ODD: dict[str, tuple[Any, int | None, int | None]] = {
    "a message": ({"message": HERE}, -7, 3),
    "a post in a channel": ({"channel_post": {"chat": {"id": -7}}}, -7, None),
    "a button": ({"callback_query": {"message": HERE, "from": {"id": 5}}}, -7, 5),
    "a button of a card": ({"callback_query": {"from": {"id": 5}}}, 5, 5),
    "words behind the bot's name": ({"inline_query": {"from": {"id": 5}}}, 5, 5),
    "a change of the bot's place": ({"my_chat_member": HERE}, -7, 3),
    "nothing": ({}, None, None),
    "a text": ({"message": "Hello"}, None, None),
    "a message in words": ({"callback_query": {"message": "Hello", "from": {"id": 5}}}, 5, 5),
    "a chat in words": ({"message": {"chat": "here", "from": "me"}}, None, None),
    "a chat without a number": ({"message": {"chat": {"a": 1}, "from": {"a": 1}}}, None, None),
    "a number that is a list": ({"message": {"chat": {"id": []}, "from": {"id": []}}}, None, None),
}


@pytest.mark.parametrize("name", ODD)
def test_an_update_keeps_its_turn_with_its_chat_or_its_sender(name: str) -> None:
    update, lane, sender = ODD[name]

    assert lane_of({"update_id": 1, **update}) == lane
    assert sender_of({"update_id": 1, **update}) == sender
