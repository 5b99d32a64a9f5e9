"""What is published reaches every chat that wants it, once, whatever Telegram does meanwhile."""

import asyncio
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.briefing.library import Library
from bot.briefing.model import Briefing
from bot.house import House, house_of
from bot.outbox.trouble import PATIENCE
from bot.sending.sender import IN_FLIGHT
from bot.simulator import faults
from bot.simulator.chats import Chat, Person
from bot.store.database import Database, UnavailableError
from bot.store.overview import tallies
from bot.subscriptions.subscription import Reason, State
from tests.room import Room, delivered, publish_now, standing
from tests.subscriptions.edits import NEW_DECISION, edition

EVENING = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)  # a Tuesday
hurried = pytest.mark.usefixtures("hurried")


class Clock:
    """Shows what it was set to."""

    def __init__(self) -> None:
        self.now = EVENING

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def house(library: Library, database: Database, clock: Clock) -> House:
    return house_of(library, database, clock=clock)


@pytest.fixture
def second(briefing: Briefing) -> Briefing:
    """The next edition: one more decision, on Africa."""
    return edition(briefing, 2, resolutions=(*briefing.resolutions, NEW_DECISION))


async def subscribers(room: Room, count: int) -> list[Chat]:
    """Private chats, each subscribed."""
    people = [room.telegram.person(f"Reader {number}") for number in range(count)]
    chats = [room.telegram.private(person) for person in people]
    for person, chat in zip(people, chats, strict=True):
        room.telegram.say(person, chat, "/subscribe")
    await room.telegram.settled(30)
    return chats


def person_of(private: Chat) -> Person:
    return private.members[private.id].person


def outcomes(house: House, number: int) -> Counter[str]:
    """How many deliveries have come to which end, or are still on their way."""
    found = asdict(house.sending.database.run_now(tallies, [number])[number])
    return Counter({name: count for name, count in found.items() if name != "until" and count})


def calls(room: Room, chat: Chat) -> list[Any]:
    """The calls that would have said something in a chat."""
    sent = [one for one in room.telegram.calls if one.method == "sendMessage"]
    return [one for one in sent if one.parameters["chat_id"] == chat.id]


@hurried
async def test_every_chat_that_is_subscribed_gets_it_once(
    room: Room, house: House, briefing: Briefing
) -> None:
    group, forum = await room.group(), await room.group("Africa", "Money")
    channel = room.telegram.channel("News", room.amina)
    room.telegram.add_bot(channel, room.amina)
    quiet = room.telegram.private(room.telegram.person("Not subscribed"))
    for chat, topic in ((room.private, ""), (group, ""), (channel, ""), (forum, "Money")):
        await room.ask("/subscribe", chat, topic=topic)
    before = {chat.id: len(room.said(chat)) for chat in room.telegram.chats.values()}

    number = publish_now(house, briefing)
    assert publish_now(house, briefing) == number
    await delivered(house)

    more = {
        chat.title: len(room.said(chat)) - before[chat.id] for chat in room.telegram.chats.values()
    }
    assert more == {"Amina": 1, "Desk": 1, "News": 1, quiet.title: 0}
    assert len(room.said(group)) == before[group.id] + 1
    assert room.said(forum)[-1].topic == forum.topic("Money").id
    assert outcomes(house, number) == {"sent": 4}


@hurried
async def test_who_wants_no_sound_gets_none(room: Room, house: House, briefing: Briefing) -> None:
    loud, silent = room.private, await room.group()
    for chat in (loud, silent):
        await room.ask("/subscribe", chat)
    await room.ask("/settings silent on", silent)
    publish_now(house, briefing)
    await delivered(house)

    assert [room.said(chat)[-1].silent for chat in (loud, silent)] == [False, True]


@hurried
async def test_a_chat_gets_what_is_new_on_its_topics(
    room: Room, house: House, briefing: Briefing, second: Briefing
) -> None:
    africa, detention = await subscribers(room, 2)
    publish_now(house, briefing)
    await delivered(house)
    await room.ask("/subscribe africa", africa, by=person_of(africa))
    await room.ask("/subscribe detention", detention, by=person_of(detention))
    before = len(room.said(detention))

    number = publish_now(house, second)
    await delivered(house)

    assert "welcomed a new member" in room.said(africa)[-1].text
    assert len(room.said(detention)) == before
    assert outcomes(house, number) == {"sent": 1}


@hurried
async def test_quiet_hours_put_it_off_until_they_end(
    room: Room, house: House, clock: Clock, briefing: Briefing
) -> None:
    await room.ask("/subscribe")
    await room.ask("/settings quiet 22 7")
    before = len(room.said(room.private))
    publish_now(house, briefing)
    await asyncio.sleep(0.1)
    [settings] = await room.ask("/settings")

    assert "1 message waits until 07:00" in settings
    assert len(room.said(room.private)) == before + 1

    clock.forward(hours=8)
    [*_, last] = await room.arrived(room.private, before + 2)
    assert "Edition 1" in last.text


@hurried
async def test_a_digest_comes_at_its_hour_and_only_with_news(
    room: Room, house: House, clock: Clock, briefing: Briefing, second: Briefing
) -> None:
    publish_now(house, briefing)
    await room.ask("/subscribe")
    await room.ask("/settings when daily")
    before = len(room.said(room.private))
    publish_now(house, second)
    for hours in (1, 8 - 0.01):
        clock.forward(hours=hours)
        await asyncio.sleep(0.1)
        assert len(room.said(room.private)) == before

    clock.forward(hours=0.01)
    [*_, digest] = await room.arrived(room.private, before + 1)
    assert "Daily digest" in digest.text
    assert "welcomed a new member" in digest.text

    clock.forward(days=1)
    await asyncio.sleep(0.1)
    assert len(room.said(room.private)) == before + 1


@pytest.mark.untraced
async def test_a_reply_does_not_wait_until_all_is_delivered(
    room: Room, house: House, briefing: Briefing
) -> None:
    chats = await subscribers(room, 40)
    number = publish_now(house, briefing)
    await room.arrived(chats[0], 3)
    began = asyncio.get_running_loop().time()
    assert await room.ask("/africa")
    took = asyncio.get_running_loop().time() - began

    assert took < 0.5
    assert outcomes(house, number)["open"] > 5


UNCLEAR = {
    "it arrived, and the answer was lost": faults.dropped_connection(effect=True),
    "it was lost": faults.dropped_connection(),
    "bad gateway": faults.server_error(502),
    "no answer": faults.read_timeout(effect=True),
}


@pytest.mark.untraced
@hurried
@pytest.mark.parametrize("fault", UNCLEAR.values(), ids=list(UNCLEAR))
async def test_what_is_to_be_held_is_not_sent_again_when_nobody_knows_if_it_arrived(
    room: Room, house: House, clock: Clock, briefing: Briefing, fault: faults.Fault
) -> None:
    await room.ask("/subscribe")
    before = len(calls(room, room.private))
    room.telegram.faults.add("sendMessage", fault)
    held = briefing.model_copy(update={"when_uncertain": "hold"})
    number = publish_now(house, held)
    await delivered(house)
    clock.forward(hours=1)
    await delivered(house)

    assert len(calls(room, room.private)) == before + 1
    assert outcomes(house, number) == {"uncertain": 1}


@pytest.mark.untraced
@hurried
@pytest.mark.parametrize("fault", UNCLEAR.values(), ids=list(UNCLEAR))
async def test_what_may_be_doubled_is_sent_once_more_and_then_left(
    room: Room, house: House, clock: Clock, briefing: Briefing, fault: faults.Fault
) -> None:
    await room.ask("/subscribe")
    before = len(calls(room, room.private))
    room.telegram.faults.add("sendMessage", fault, times=2)
    again = briefing.model_copy(update={"when_uncertain": "resend-once"})
    number = publish_now(house, again)
    for _ in range(3):
        await delivered(house)
        clock.forward(seconds=10)
    await delivered(house)

    assert len(calls(room, room.private)) == before + 2
    assert outcomes(house, number) == {"uncertain": 1}


@hurried
async def test_what_was_in_doubt_and_arrives_the_second_time_is_sent(
    room: Room, house: House, clock: Clock, briefing: Briefing
) -> None:
    await room.ask("/subscribe")
    before = len(room.said(room.private))
    room.telegram.faults.add("sendMessage", faults.dropped_connection())
    again = briefing.model_copy(update={"when_uncertain": "resend-once"})
    number = publish_now(house, again)
    await delivered(house)
    assert len(room.said(room.private)) == before

    clock.forward(seconds=10)
    await room.arrived(room.private, before + 1)
    await delivered(house)
    assert outcomes(house, number) == {"sent": 1}


@hurried
async def test_a_chat_that_is_gone_costs_one_call(
    room: Room, house: House, briefing: Briefing, second: Briefing
) -> None:
    gone, here = await subscribers(room, 2)
    room.telegram.block(person_of(gone))
    room.telegram.updates.drop()
    before = len(calls(room, gone))
    for one in (briefing, second):
        publish_now(house, one)
        await delivered(house)

    assert len(calls(room, gone)) == before + 1
    found = standing(house, gone)
    assert found
    assert (found.state, found.reason) == (State.PAUSED, Reason.BLOCKED)
    assert "welcomed a new member" in room.said(here)[-1].text


async def test_nothing_goes_to_a_chat_before_the_time_that_telegram_asks_for(
    room: Room, house: House, briefing: Briefing, clock: Clock
) -> None:
    refused, other = await subscribers(room, 2)
    room.telegram.faults.add("sendMessage", faults.too_many_requests(1), chat=refused)
    before = len(room.said(other)), len(calls(room, refused))
    publish_now(house, briefing)
    await room.arrived(other, before[0] + 1)
    await room.telegram.changes.until(lambda: len(calls(room, refused)) > before[1] or None)
    clock.forward(seconds=3)  # by the calendar's clock it would be over
    await room.arrived(refused, 3)

    first, second = calls(room, refused)[before[1] :]
    assert second.at - first.at >= 1


@hurried
async def test_a_refused_token_stops_all_until_it_is_accepted(
    room: Room, house: House, briefing: Briefing, caplog: pytest.LogCaptureFixture
) -> None:
    chats = await subscribers(room, 12)
    before = {chat.id: len(calls(room, chat)) for chat in chats}
    room.telegram.faults.add("sendMessage", faults.server_error(401), times=100)
    room.telegram.faults.add("getMe", faults.server_error(401), times=100)
    number = publish_now(house, briefing)
    await asyncio.sleep(0.5)

    tried = sum(len(calls(room, chat)) - before[chat.id] for chat in chats)
    assert 1 <= tried <= IN_FLIGHT
    assert outcomes(house, number) == {"open": 12}
    assert caplog.text.count("Telegram refuses the token") == 1

    room.telegram.faults.clear()
    for chat in chats:
        await room.arrived(chat, 3)
    await delivered(house)
    assert outcomes(house, number) == {"sent": 12}


@pytest.mark.untraced
@hurried
async def test_while_telegram_is_away_few_deliveries_fall_into_doubt(
    room: Room, house: House, briefing: Briefing
) -> None:
    await subscribers(room, 40)
    for method in ("sendMessage", "getMe"):
        room.telegram.faults.add(method, faults.server_error(502), times=10_000)
    number = publish_now(house, briefing.model_copy(update={"when_uncertain": "hold"}))
    await asyncio.sleep(1.5)
    doubtful = outcomes(house, number)["uncertain"]
    # What was under way, and one more each time that the way is tried.
    # The third without an answer is what tells: two may have ended, and all places be taken again.
    assert 1 <= doubtful <= PATIENCE - 1 + IN_FLIGHT

    room.telegram.faults.clear()
    await delivered(house)
    assert outcomes(house, number) == {"uncertain": doubtful, "sent": 40 - doubtful}


@hurried
async def test_without_its_database_the_bot_answers_and_sends_once_it_is_back(
    room: Room,
    house: House,
    briefing: Briefing,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await room.ask("/subscribe")
    number = publish_now(house, briefing)
    await delivered(house)

    def away(*_: object, **__: object) -> None:
        raise UnavailableError("disk I/O error")

    with monkeypatch.context() as broken:
        broken.setattr(house.sending.database, "_transact", away)
        await asyncio.sleep(0.1)
        [content] = await room.ask("/africa")
        [sorry] = await room.ask("/settings")

    assert "Brussels" in content
    assert "kept just now" in sorry
    assert "the database can't be used: disk I/O error" in caplog.text
    assert outcomes(house, number) == {"sent": 1}
