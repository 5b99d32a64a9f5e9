"""Floods: who asks too much is told once, then waits; nobody else notices."""

import pytest

from bot.gateway.budgets import (
    BETWEEN_NOTICES,
    MOST_KEPT,
    OF_GROUP,
    OF_PERSON,
    Allowance,
    Budgets,
    Turn,
)
from bot.gateway.lanes import MOST
from bot.outbox.pace import Pace
from bot.simulator.faults import Instead
from bot.simulator.replies import bad_request, refused
from tests.room import Room

AMINA, BOLA, GROUP = 1, 2, -3


@pytest.fixture
def budgets() -> Budgets:
    return Budgets()


def asked(budgets: Budgets, times: int, now: float, *askers: tuple[Allowance, int]) -> list[Turn]:
    return [budgets.turn(now, *askers) for _ in range(times)]


def test_a_burst_is_answered_then_it_is_said_once_and_then_there_is_silence(
    budgets: Budgets,
) -> None:
    turns = asked(budgets, OF_PERSON.burst + 5, 0, (OF_PERSON, AMINA))

    assert turns == [Turn.ANSWER] * OF_PERSON.burst + [Turn.NOTICE] + [Turn.SILENCE] * 4


def test_room_comes_back_with_time(budgets: Budgets) -> None:
    asked(budgets, OF_PERSON.burst, 0, (OF_PERSON, AMINA))

    assert budgets.turn(0.9 * OF_PERSON.seconds, (OF_PERSON, AMINA)) is Turn.NOTICE
    assert budgets.turn(OF_PERSON.seconds, (OF_PERSON, AMINA)) is Turn.ANSWER
    assert budgets.turn(OF_PERSON.seconds, (OF_PERSON, AMINA)) is Turn.SILENCE


def test_room_does_not_pile_up(budgets: Budgets) -> None:
    asked(budgets, 1, 0, (OF_PERSON, AMINA))
    turns = asked(budgets, OF_PERSON.burst + 1, 1e6, (OF_PERSON, AMINA))

    assert turns[-2:] == [Turn.ANSWER, Turn.NOTICE]


def test_a_flood_that_goes_on_is_told_of_once_a_minute(budgets: Budgets) -> None:
    asked(budgets, OF_PERSON.burst, 0, (OF_PERSON, AMINA))
    turns = [budgets.turn(0.1 * tenth, (OF_PERSON, AMINA)) for tenth in range(3_000)]

    assert turns.count(Turn.NOTICE) == 300 / BETWEEN_NOTICES
    assert turns.count(Turn.ANSWER) == pytest.approx(300 / OF_PERSON.seconds, abs=1)


def test_another_person_is_answered_as_ever(budgets: Budgets) -> None:
    asked(budgets, 100, 0, (OF_PERSON, AMINA))

    assert budgets.turn(0, (OF_PERSON, BOLA)) is Turn.ANSWER


def test_one_person_leaves_room_in_the_group_for_others(budgets: Budgets) -> None:
    asked(budgets, 100, 0, (OF_PERSON, AMINA), (OF_GROUP, GROUP))
    spent = min(OF_PERSON.burst, OF_GROUP.burst)

    turns = asked(budgets, OF_GROUP.burst, 0, (OF_PERSON, BOLA), (OF_GROUP, GROUP))
    assert turns.count(Turn.ANSWER) == OF_GROUP.burst - spent


def test_what_is_not_answered_costs_nobody_anything(budgets: Budgets) -> None:
    asked(budgets, OF_PERSON.burst, 0, (OF_PERSON, AMINA))
    asked(budgets, 100, 0, (OF_PERSON, AMINA), (OF_GROUP, GROUP))

    turns = asked(budgets, OF_GROUP.burst, 0, (OF_GROUP, GROUP))
    assert turns == [Turn.ANSWER] * OF_GROUP.burst


def test_only_so_many_are_remembered(budgets: Budgets) -> None:
    for number in range(MOST_KEPT + 100):
        budgets.turn(0, (OF_PERSON, number))

    assert len(budgets._buckets) == MOST_KEPT


@pytest.fixture
def unpaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pace, "delay", lambda *_, **__: 0.0)


@pytest.mark.usefixtures("unpaced")
async def test_a_flooder_is_told_once_and_others_are_answered(room: Room) -> None:
    for _ in range(OF_PERSON.burst + 30):
        room.telegram.say(room.amina, room.private, "/members kenya")
    await room.telegram.settled(patience=30)
    bola = room.telegram.person("Bola")
    room.telegram.say(bola, room.telegram.private(bola), "is kenya a member?")
    await room.telegram.settled()

    texts = [one.text for one in room.said(room.private)]
    notices = [text for text in texts if "more than I can answer at once" in text]
    assert len(notices) == 1
    assert MOST <= len(texts) - 1 < OF_PERSON.burst + 30
    assert "Kenya: a member" in room.said(room.telegram.private(bola))[-1].text


@pytest.mark.usefixtures("unpaced")
async def test_who_presses_too_often_is_told_once(room: Room) -> None:
    await room.ask("/members")
    [shown] = room.said(room.private)
    for _ in range(OF_PERSON.burst + 5):
        room.telegram.press(room.amina, shown, "African members")
        await room.telegram.settled(patience=30)

    told = [toast.text for toast in room.telegram.toasts if toast.text]
    assert len(told) == 1
    assert "more than I can answer at once" in told[0]
    assert len(room.said(room.private)) <= OF_PERSON.burst + 2


@pytest.mark.usefixtures("unpaced")
async def test_who_types_very_fast_gets_no_cards_for_a_while(room: Room) -> None:
    queries = [room.telegram.type_inline(room.amina, f"kenya {number}") for number in range(60)]
    await room.telegram.settled(patience=30)

    dealt = [room.telegram.inline.cards(query) is not None for query in queries]
    assert dealt[0]
    assert not all(dealt)


@pytest.mark.usefixtures("unpaced")
async def test_a_flood_where_nothing_can_be_said_does_no_harm(room: Room) -> None:
    for number in range(OF_PERSON.burst + 3):
        await room.telegram.settled(patience=30)
        if number == OF_PERSON.burst:
            room.telegram.faults.add(
                "sendMessage", Instead(refused(bad_request("chat not found")), effect=False)
            )
        room.telegram.say(room.amina, room.private, "/members kenya")
    await room.telegram.settled(patience=30)

    assert len(room.said(room.private)) == OF_PERSON.burst
