"""Telegram's limits on sending hold when switched on, and say when to come back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import RetryAfter

from bot.simulator.chats import Chat
from bot.simulator.limits import Limits
from bot.simulator.replies import RefusedError
from bot.simulator.telegram import Telegram


async def test_nothing_is_limited_unless_asked_for(chat: Chat, bot: Bot) -> None:
    for _ in range(40):
        await bot.send_message(chat.id, "x")


async def test_a_chat_takes_a_short_burst_and_then_one_a_second(
    telegram: Telegram, advance: Callable[[float], None], chat: Chat, bot: Bot
) -> None:
    telegram.limits.enforced = True
    for _ in range(3):
        await bot.send_message(chat.id, "x")

    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(chat.id, "x")

    assert refused.value.retry_after == timedelta(seconds=3)
    advance(3)
    await bot.send_message(chat.id, "x")


async def test_a_group_takes_twenty_a_minute(
    telegram: Telegram, advance: Callable[[float], None], desk: Chat, bot: Bot
) -> None:
    telegram.limits.enforced = True
    for _ in range(20):
        advance(1)
        await bot.send_message(desk.id, "x")
    advance(1)

    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(desk.id, "x")

    assert refused.value.retry_after == timedelta(seconds=40)


async def test_all_chats_together_take_thirty_a_second(
    telegram: Telegram, advance: Callable[[float], None], bot: Bot
) -> None:
    telegram.limits.enforced = True
    people = [telegram.person(f"Person {number}") for number in range(31)]
    for person in people:
        telegram.say(person, telegram.private(person), "/start")
    for person in people[:30]:
        await bot.send_message(person.id, "x")

    with pytest.raises(RetryAfter):
        await bot.send_message(people[30].id, "x")

    advance(1)
    await bot.send_message(people[30].id, "x")


async def test_chats_that_were_written_to_long_ago_are_forgotten(
    telegram: Telegram, advance: Callable[[float], None], desk: Chat, bot: Bot
) -> None:
    telegram.limits.enforced = True
    people = [telegram.person(f"Person {number}") for number in range(25)]
    for person in people:
        telegram.say(person, telegram.private(person), "/start")
        await bot.send_message(person.id, "x")
    assert telegram.limits.watched == 25

    advance(3)
    await bot.send_message(desk.id, "x")

    assert telegram.limits.watched == 1


def test_the_overall_limit_can_be_another(chat: Chat) -> None:
    limits = Limits(lambda: 0.0, enforced=True, rate=1)
    limits.spend(chat)

    with pytest.raises(RefusedError, match="retry after 1"):
        limits.spend(chat)
