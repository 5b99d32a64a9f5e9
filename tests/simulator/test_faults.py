"""Faults reach python-telegram-bot as a real network and a busy server would cause them."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from telegram import Bot
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut

from bot.simulator.chats import Chat
from bot.simulator.faults import (
    Fault,
    Loss,
    dropped_connection,
    html_page,
    read_timeout,
    server_error,
    silence,
    slow,
    too_many_requests,
)
from bot.simulator.telegram import Telegram


def sent(telegram: Telegram, chat: Chat) -> int:
    return len(telegram.messages(chat, by=telegram.bot))


async def test_too_many_requests_say_how_long_to_wait(
    telegram: Telegram, chat: Chat, bot: Bot
) -> None:
    telegram.faults.add("sendMessage", too_many_requests(7))

    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(chat.id, "x")

    assert refused.value.retry_after == timedelta(seconds=7)
    assert sent(telegram, chat) == 0
    await bot.send_message(chat.id, "x")


@pytest.mark.parametrize("effect", [False, True])
@pytest.mark.parametrize("broken", [server_error, html_page])
async def test_a_server_error_leaves_open_whether_it_was_sent(
    telegram: Telegram, chat: Chat, bot: Bot, broken: Callable[..., Fault], *, effect: bool
) -> None:
    telegram.faults.add("sendMessage", broken(effect=effect))

    with pytest.raises(NetworkError, match=r"Internal Server Error|Bad Gateway"):
        await bot.send_message(chat.id, "x")

    assert sent(telegram, chat) == effect


async def test_a_web_page_with_status_200_is_no_answer(
    telegram: Telegram, chat: Chat, bot: Bot
) -> None:
    telegram.faults.add("sendMessage", html_page(200, effect=True))

    with pytest.raises(TelegramError, match="Invalid server response"):
        await bot.send_message(chat.id, "x")

    assert sent(telegram, chat) == 1


@pytest.mark.parametrize("effect", [False, True])
async def test_an_answer_that_never_comes_is_a_read_timeout(
    telegram: Telegram, chat: Chat, bot: Bot, *, effect: bool
) -> None:
    telegram.faults.add("sendMessage", read_timeout(effect=effect))

    with pytest.raises(TimedOut) as lost:
        await bot.send_message(chat.id, "x", read_timeout=0.1)

    assert isinstance(lost.value.__cause__, httpx.ReadTimeout)
    assert sent(telegram, chat) == effect
    assert telegram.calls[-1].outcome is Loss.SILENCE


@pytest.mark.parametrize("effect", [False, True])
async def test_a_dropped_connection_is_a_network_error(
    telegram: Telegram, chat: Chat, bot: Bot, *, effect: bool
) -> None:
    telegram.faults.add("sendMessage", dropped_connection(effect=effect))

    with pytest.raises(NetworkError) as lost:
        await bot.send_message(chat.id, "x")

    assert isinstance(lost.value.__cause__, (httpx.ReadError, httpx.RemoteProtocolError))
    assert sent(telegram, chat) == effect
    await bot.send_message(chat.id, "y")


async def test_a_slow_answer_comes_late(telegram: Telegram, chat: Chat, bot: Bot) -> None:
    telegram.faults.add("sendMessage", slow(0.05))

    sending = asyncio.create_task(bot.send_message(chat.id, "x"))
    await asyncio.sleep(0.03)

    assert (sent(telegram, chat), sending.done()) == (1, False)
    await sending
    assert telegram.calls[-1].seconds >= 0.05


async def test_an_answer_slower_than_the_callers_patience_is_lost(
    telegram: Telegram, chat: Chat, bot: Bot
) -> None:
    telegram.faults.add("sendMessage", slow(5))

    with pytest.raises(TimedOut):
        await bot.send_message(chat.id, "x", read_timeout=0.05)

    assert sent(telegram, chat) == 1


async def test_faults_meet_only_the_calls_they_are_for(
    telegram: Telegram, chat: Chat, desk: Chat, bot: Bot
) -> None:
    telegram.faults.add("*", server_error(), times=2, chat=desk)

    await bot.send_message(chat.id, "x")
    await bot.get_me()
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.send_message(desk.id, "x")
    await bot.send_message(desk.id, "x")


async def test_faults_can_be_called_off(telegram: Telegram, chat: Chat, bot: Bot) -> None:
    telegram.faults.add("*", server_error(503), times=100)

    telegram.faults.clear()

    await bot.send_message(chat.id, "x")


@pytest.mark.parametrize("effect", [False, True])
async def test_silence_ends_with_a_dropped_connection(
    telegram: Telegram, chat: Chat, bot: Bot, *, effect: bool
) -> None:
    telegram.faults.add("sendMessage", silence(0.05, effect=effect))

    with pytest.raises(NetworkError) as lost:
        await bot.send_message(chat.id, "x")

    assert isinstance(lost.value.__cause__, (httpx.ReadError, httpx.RemoteProtocolError))
    assert sent(telegram, chat) == effect
    assert telegram.calls[-1].seconds >= 0.05


async def test_a_call_tells_what_came_of_it_behind_the_fault(
    telegram: Telegram, chat: Chat, bot: Bot
) -> None:
    telegram.faults.add("sendMessage", dropped_connection(effect=False))
    telegram.faults.add("sendMessage", dropped_connection(effect=True))
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.send_message(chat.id, "x")
    await bot.send_message(chat.id, "x")

    lost, behind, plain = telegram.calls[-3:]

    assert (lost.reply, lost.fault) == (None, dropped_connection(effect=False))
    assert behind.reply
    assert behind.reply.json["ok"]
    assert (plain.fault, plain.reply) == (None, plain.outcome)
