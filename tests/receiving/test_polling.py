"""Updates by polling: acknowledged once they have been handled, each handled once."""

import asyncio
import json
from collections import Counter
from random import Random
from typing import Any

import pytest

from bot.gateway import polling, seen
from bot.gateway.hearing import Hearing
from bot.gateway.lanes import Lanes
from bot.gateway.polling import Poller
from bot.gateway.seen import Seen
from bot.gateway.service import KINDS, Service
from bot.house import House
from bot.simulator import faults
from bot.simulator.telegram import Telegram
from bot.simulator.wire import Wire
from tests.receiving.network import until
from tests.room import Room, serving, started


def offsets(telegram: Telegram) -> list[int]:
    """From which update on was asked, each time."""
    return [call.parameters["offset"] for call in telegram.calls if call.method == "getUpdates"]


async def test_a_poll_asks_for_the_kinds_that_the_bot_knows(room: Room) -> None:
    await room.ask("/africa")
    [withdrawn, *_] = [one for one in room.telegram.calls if one.method != "getMe"]
    poll = next(one for one in room.telegram.calls if one.method == "getUpdates")

    assert withdrawn.method == "deleteWebhook"
    assert "drop_pending_updates" not in withdrawn.parameters
    assert poll.parameters["allowed_updates"] == list(KINDS)
    assert poll.parameters["limit"] == 100


async def test_an_update_is_acknowledged_once_it_has_been_handled_and_not_before(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "BREATH", 0.05)
    monkeypatch.setattr(polling, "WAIT", 1)
    await room.ask("/privacy")
    room.telegram.faults.add("sendMessage", faults.slow(0.4))
    room.telegram.say(room.amina, room.private, "/africa")
    number = room.telegram.updates.waiting[-1].id
    await until(lambda: not room.telegram.faults.planned)
    asked = len(offsets(room.telegram))
    await asyncio.sleep(0.2)
    meanwhile = offsets(room.telegram)[asked:]
    await room.telegram.settled()
    await until(lambda: offsets(room.telegram)[-1] == number + 1)

    assert len(meanwhile) >= 2
    assert set(meanwhile) == {number}
    assert len(room.said(room.private)) == 2


async def test_what_is_behind_an_unfinished_update_is_answered_and_not_acknowledged(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "BREATH", 0.05)
    bola = room.telegram.person("Bola")
    there = room.telegram.private(bola)
    await room.ask("/start")
    room.telegram.faults.add("sendMessage", faults.slow(0.3), chat=room.private)
    room.telegram.say(room.amina, room.private, "/africa")
    for number in range(2):
        room.telegram.say(bola, there, "/africa")
        await room.arrived(there, number + 1)
    left = [one.id for one in room.telegram.updates.waiting]
    await room.telegram.settled()

    assert len(left) == 3
    assert len(room.said(there)) == 2


async def test_after_a_quiet_week_numbers_may_begin_anew(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "WAIT", 1)
    monkeypatch.setattr(polling, "QUIET", 0.5)
    await room.ask("/privacy")
    asked = len(offsets(room.telegram))
    await until(lambda: 0 in offsets(room.telegram)[asked:])
    monkeypatch.setattr(room.telegram.updates, "_last_id", 7)
    await room.ask("/africa")

    assert len(room.said(room.private)) == 2
    assert "Brussels" in room.said(room.private)[-1].text


async def test_what_was_not_asked_for_is_counted_and_let_be(room: Room, house: House) -> None:
    room.telegram.updates.allow(())
    room.telegram.updates.add("poll_answer", {"poll_id": "1", "user": {"id": 7}})
    monster = {"update_id": 10**30, "message": {}}
    room.telegram.updates.add("chat_boost", monster)
    await room.ask("/africa")

    assert b'bot_updates_total{kind="other"}' in house.metrics.written()


async def test_a_bot_is_stopped_before_it_may_ask(house: House) -> None:
    telegram = Telegram()
    telegram.faults.add("deleteWebhook", faults.read_timeout(), times=100)
    async with serving(telegram, house):
        pass

    assert offsets(telegram) == []


async def test_after_its_end_a_poller_asks_nothing_more() -> None:
    async def handle(_: object) -> None:
        raise AssertionError("nothing is to be handled")

    telegram = Telegram()
    poller = Poller(Wire(telegram), Lanes(handle, handle, lambda: None), Hearing())
    poller.stop()
    await asyncio.wait_for(poller.run(), 1)

    assert telegram.calls == []


class Stuttering(Wire):
    """Telegram hands each update out three times, the copies among the others in any order."""

    def __init__(self, telegram: Telegram) -> None:
        super().__init__(telegram)
        self.random = Random(1)  # noqa: S311 - chance by a seed

    async def do_request(self, url: str, *rest: Any, **others: Any) -> tuple[int, bytes]:
        status, body = await super().do_request(url, *rest, **others)
        if not url.endswith("/getUpdates"):
            return status, body
        answer = json.loads(body)
        answer["result"] *= 3
        self.random.shuffle(answer["result"])
        return status, json.dumps(answer).encode()


async def test_an_update_that_is_handed_out_often_is_answered_once(house: House) -> None:
    telegram = Telegram()
    service = Service(house, telegram.token, "http://local.invalid", lambda: Stuttering(telegram))
    running = asyncio.create_task(service.run())
    await started(service, running)
    room = Room(telegram, service)
    people = [telegram.person(f"Person {number}") for number in range(20)]
    for person in people:
        telegram.say(person, telegram.private(person), "/africa")
    await telegram.settled()
    service.stop()
    await running

    said = Counter(len(room.said(telegram.private(person))) for person in people)
    assert said == {1: 20}


def test_the_newest_ids_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seen, "MOST", 2)
    ids, other, third = Seen(), 5 + 9 * seen.TOGETHER, 5 + 4 * seen.TOGETHER

    assert [ids.is_new(number) for number in (5, 7, other, 5)] == [True, True, True, False]
    assert [ids.is_new(number) for number in (third, 7, other)] == [True, True, True]
    assert [ids.is_new(number) for number in (7, other)] == [False, False]


def test_ids_in_any_order_are_told_apart() -> None:
    ids, numbers = Seen(), [*range(700, 100, -1), *range(701, 1_300)]

    assert all(map(ids.is_new, numbers))
    assert not any(map(ids.is_new, numbers))


def test_a_forgotten_id_is_new() -> None:
    ids = Seen()
    ids.is_new(7)
    ids.is_new(9)
    ids.forget(7)
    ids.forget(8 + seen.TOGETHER)

    assert ids.is_new(7)
    assert not ids.is_new(9)
