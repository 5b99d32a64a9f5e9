"""Updates are handed out until confirmed, to one receiver at a time."""

import asyncio
from collections.abc import Callable

import pytest
from telegram import Bot
from telegram.error import BadRequest, Conflict

from bot.simulator.chats import Chat, Person
from bot.simulator.telegram import Telegram


async def test_the_bot_knows_itself(bot: Bot) -> None:
    me = await bot.get_me()

    assert (me.username, me.can_read_all_group_messages) == ("briefing_bot", False)


async def test_updates_come_again_until_the_offset_passes_them(
    telegram: Telegram, amina: Person, chat: Chat, bot: Bot
) -> None:
    for text in ("one", "two", "three"):
        telegram.say(amina, chat, text)

    first = await bot.get_updates(limit=2)
    again = await bot.get_updates()
    rest = await bot.get_updates(offset=first[-1].update_id + 1)

    assert [update.message.text for update in first if update.message] == ["one", "two"]
    assert [update.update_id for update in again] == [first[0].update_id + n for n in range(3)]
    assert [update.update_id for update in rest] == [first[0].update_id + 2]


async def test_what_is_handed_out_is_out_until_it_is_confirmed(
    telegram: Telegram, amina: Person, chat: Chat, bot: Bot
) -> None:
    for text in ("one", "two", "three"):
        telegram.say(amina, chat, text)
    newest = telegram.updates.newest

    await bot.get_updates(limit=2)
    assert telegram.updates.out == {newest - 2, newest - 1}
    await bot.get_updates(offset=newest - 1, limit=1)
    assert telegram.updates.out == {newest - 1}


async def test_a_negative_offset_keeps_the_last_ones(
    telegram: Telegram, amina: Person, chat: Chat, bot: Bot
) -> None:
    for text in ("one", "two", "three"):
        telegram.say(amina, chat, text)

    (last,) = await bot.get_updates(offset=-1)

    assert last.message
    assert last.message.text == "three"


async def test_a_poll_waits_for_what_comes(
    telegram: Telegram, amina: Person, chat: Chat, bot: Bot
) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.05)
    assert not poll.done()

    telegram.say(amina, chat, "hello")

    assert len(await poll) == 1


async def test_a_poll_ends_empty_after_its_time(telegram: Telegram) -> None:
    assert await telegram.updates.poll(0, 100, 0.01) == ()


async def test_a_newer_poll_ends_the_older_one(bot: Bot) -> None:
    older = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.05)

    assert not await bot.get_updates()

    with pytest.raises(Conflict, match="terminated by other getUpdates request; make sure"):
        await older


async def test_a_webhook_and_polling_exclude_each_other(bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.05)

    assert await bot.set_webhook("https://example.org/hook", secret_token="s_1-")

    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await poll
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    assert await bot.delete_webhook()
    assert not await bot.get_updates()


async def test_a_webhook_tells_of_itself(
    telegram: Telegram, amina: Person, chat: Chat, bot: Bot
) -> None:
    telegram.say(amina, chat, "x")
    assert (await bot.get_webhook_info()).pending_update_count == 1

    await bot.set_webhook(
        "http://127.0.0.1:8443/hook",
        max_connections=5,
        allowed_updates=["message"],
        drop_pending_updates=True,
    )

    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == ("http://127.0.0.1:8443/hook", 0)
    assert (info.max_connections, info.allowed_updates) == (5, ("message",))
    assert await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.set_webhook("")


@pytest.mark.parametrize(
    ("url", "secret", "problem"),
    [
        ("http://example.org", "", "An HTTPS URL must be provided for webhook"),
        ("https://example.org", "a b", "Secret token contains unallowed characters"),
        ("https://example.org", "a" * 257, "Secret token is too long"),
    ],
)
async def test_a_webhook_that_could_not_work_is_refused(
    bot: Bot, url: str, secret: str, problem: str
) -> None:
    with pytest.raises(BadRequest, match=f"(?i){problem}"):
        await bot.set_webhook(url, secret_token=secret)


async def test_only_kinds_that_were_asked_for_are_kept(
    telegram: Telegram, amina: Person, chat: Chat, bot: Bot
) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    telegram.say(amina, chat, "unheard")
    assert telegram.updates.waiting == ()

    await bot.get_updates(allowed_updates=[])
    telegram.say(amina, chat, "heard")

    assert len(telegram.updates.waiting) == 1


async def test_updates_expire(
    telegram: Telegram, advance: Callable[[float], None], amina: Person, chat: Chat
) -> None:
    row = [{"text": "More", "callback_data": "more"}]
    sent = telegram.post(chat, text="x", keyboard={"inline_keyboard": [row]})
    telegram.say(amina, chat, "x")
    telegram.press(amina, sent, "More")

    advance(151)
    assert [update.kind for update in telegram.updates.waiting] == ["message"]
    advance(86_400)
    assert telegram.updates.waiting == ()


async def test_settled_waits_for_the_bots_confirmation(
    telegram: Telegram, amina: Person, chat: Chat, bot: Bot
) -> None:
    telegram.say(amina, chat, "x")
    (update,) = await bot.get_updates()
    with pytest.raises(TimeoutError, match=rf"not confirmed within 0.01 s: {update.update_id} \(m"):
        await telegram.settled(0.01)
    settled = asyncio.create_task(telegram.settled())
    await asyncio.sleep(0)

    await bot.get_updates(offset=update.update_id + 1)

    await settled


async def test_whoever_watches_misses_no_change(
    telegram: Telegram, amina: Person, chat: Chat
) -> None:
    seen = telegram.changes.count
    telegram.say(amina, chat, "x")
    seen = await telegram.changes.since(seen)
    watching = asyncio.create_task(telegram.changes.since(seen))
    await asyncio.sleep(0)

    telegram.post(chat, text="y")
    telegram.post(chat, text="z")

    assert await watching == telegram.changes.count


async def test_an_answer_to_a_press_becomes_a_toast(
    telegram: Telegram, advance: Callable[[float], None], amina: Person, chat: Chat, bot: Bot
) -> None:
    row = [{"text": "More", "callback_data": "more"}]
    sent = telegram.post(chat, text="x", keyboard={"inline_keyboard": [row]})
    answered, too_late = telegram.press(amina, sent, "More"), telegram.press(amina, sent, "More")

    await bot.answer_callback_query(answered.id, "Done", show_alert=True)

    assert [(toast.query, toast.text, toast.alert) for toast in telegram.toasts] == [
        (answered, "Done", True)
    ]
    assert telegram.queries.toast(answered)
    assert telegram.queries.toast(too_late) is None
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired"):
        await bot.answer_callback_query(answered.id)
    with pytest.raises(BadRequest, match="Message_too_long"):
        await bot.answer_callback_query(too_late.id, "x" * 201)
    advance(151)
    with pytest.raises(BadRequest, match="or query id is invalid"):
        await bot.answer_callback_query(too_late.id)
