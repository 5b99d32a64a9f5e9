"""Messages out to people: the one place that tries again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from telegram import Bot, CallbackQuery, Chat, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.gateway.exchange import current
from bot.gateway.outcome import outcome
from bot.gateway.payload import Values, call
from bot.messages import Message as Page
from bot.messages import without_markup
from bot.metrics import Metrics
from bot.outbox.fate import Fate, Outcome
from bot.register import Visitor
from bot.sending.gate import Gate
from bot.subscriptions.subscription import Kind

SEND = "sendMessage"
NO_PREVIEW = {"is_disabled": True}  # of what a mark links to
ATTEMPTS = 5
_LONGEST_TOAST = 200  # characters that Telegram shows over a button
LONGEST_WAIT = 60.0  # seconds that a person may be left waiting for one message

_AGAIN = frozenset({Fate.LATER, Fate.UNSENT, Fate.LOCKED_OUT})

_log = logging.getLogger(__name__)


class Replies:
    """Sends what people are answered, each message in its turn."""

    def __init__(self, gate: Gate, metrics: Metrics) -> None:
        """Go through this gate, and be counted."""
        self._gate, self._metrics = gate, metrics

    async def reply(
        self, bot: Bot, to: Message, pages: tuple[Page, ...], *, traced: bool = False
    ) -> list[int]:
        """Answer a message: in its topic, and in a group as a reply to it.

        Returns the ids of the messages that went out, as far as they are told: one that travels in
        the answer to a webhook has none, so what has to be known later is `traced`. A page that is
        refused raises, so that somebody says so: silence would be worse.
        """
        alone = len(pages) == 1 and not traced
        sent: list[int] = []
        for page in pages:
            send = partial(_say, bot, _answering(to, page), travels=alone)
            message = await self._settle(send, to.chat)
            if message is None:
                break
            self._metrics.answered("call" if message else "webhook")
            sent += [message] if message else []
        return sent

    async def post(self, bot: Bot, here: Visitor, pages: tuple[Page, ...]) -> None:
        """Say something in a chat of the bot's own accord, if it is let."""
        for page in pages:
            try:
                await self._settle(
                    partial(_say, bot, look(page), travels=False),
                    Chat(here.place.chat, here.kind),
                )
            except TelegramError as error:
                _log.info("nothing could be said in chat %s: %s", here.place.chat, error.message)

    async def edit(self, bot: Bot, chat: Chat, shown: int, page: Page) -> None:
        """Put another page into a message of the bot; the same page again is no error."""

        async def change(number: int) -> int:
            values = {"chat_id": number, "message_id": shown, **look(page)}
            try:
                await call(bot.request, f"{bot.base_url}/editMessageText", values)
            except BadRequest as error:
                if "not modified" not in error.message:
                    raise
            return shown

        await self._settle(change, chat)

    async def amend(
        self, bot: Bot, to: Message, pages: tuple[Page, ...], shown: Sequence[int]
    ) -> list[int]:
        """Put these pages where others answered the same message; return the ids that they have.

        What has no place there follows; what is left over, or gone meanwhile, is let go.
        """
        kept: list[int] = []
        for number, page in zip(shown, pages, strict=False):
            try:
                await self.edit(bot, to.chat, number, page)
                kept.append(number)
            except BadRequest:  # somebody has deleted it
                kept += await self.reply(bot, to, (page,), traced=True)
        for number in shown[len(pages) :]:
            with suppress(TelegramError):
                await bot.delete_message(to.chat.id, number)
        return kept + await self.reply(bot, to, pages[len(shown) :], traced=True)

    async def _settle(self, send: Callable[[int], Awaitable[int]], chat: Chat) -> int | None:
        """Call until the fate is settled; return the id of what has gone out, if it has."""
        number, complaint = chat.id, ""
        for attempt in range(ATTEMPTS):
            try:
                async with self._gate.turn(number, Kind(chat.type), LONGEST_WAIT):
                    return await send(number)
            except TimeoutError as error:
                _log.warning("a reply was given up: %s", error)
                return None
            except TelegramError as error:
                now, complaint = outcome(error), error.message
                if now.fate is Fate.MIGRATED and now.chat is not None:
                    number = now.chat
                    continue
                if now.fate is Fate.REFUSED:
                    raise
                wait = self._wait(number, now, attempt)
                if wait > LONGEST_WAIT or now.fate not in _AGAIN:
                    _log.warning("a reply was %s: %s", now.fate.value, error.message)
                    return None
                await asyncio.sleep(wait)
        _log.warning("a reply was given up after %s attempts: %s", ATTEMPTS, complaint)
        return None

    def _wait(self, chat: int, now: Outcome, attempt: int) -> float:
        if now.fate is not Fate.LATER:
            return 2.0**attempt / 4
        self._gate.pace.refused(chat, now.wait, self._gate.clock())
        return now.wait


async def acknowledge(query: CallbackQuery, html: str = "") -> None:
    """End the waiting sign on a button that was pressed; with words, show them."""
    # An empty text would be shown as `[]`: the library writes it as an empty list.
    text = without_markup(html)[:_LONGEST_TOAST] or None
    try:
        await query.answer(text, show_alert=text is not None)
    except TelegramError as error:
        # Too late for the little clock on the button; the answer itself still goes out.
        _log.info("a button's press was not acknowledged: %s", error.message)


def keyboard(page: Page) -> dict[str, Any] | None:
    """Return the buttons below a page, as the Bot API has them."""
    if not page.rows:
        return None
    rows = [
        [{"text": button.label, "callback_data": button.data} for button in row]
        for row in page.rows
    ]
    return {"inline_keyboard": rows}


async def _say(bot: Bot, values: Values, number: int, *, travels: bool) -> int:
    """Send a message; return its id, or 0 where that is not told."""
    said = {"chat_id": number, **values}
    exchange = current()
    if travels and exchange is not None and exchange.take(SEND, said):
        return 0
    sent = await call(bot.request, f"{bot.base_url}/{SEND}", said)
    return int(sent["message_id"])


def _answering(to: Message, page: Page) -> dict[str, Any]:
    private = to.chat.type == to.chat.PRIVATE
    return {
        **look(page),
        "message_thread_id": to.message_thread_id if to.is_topic_message else None,
        "reply_parameters": reply_to(None if private else to.message_id),
    }


def look(page: Page, *, plain: bool = False) -> dict[str, Any]:
    """Return a page as the Bot API takes it; `plain` without its markup."""
    return {
        "text": without_markup(page.html) if plain else page.html,
        "parse_mode": None if plain else ParseMode.HTML,
        "link_preview_options": NO_PREVIEW,
        "reply_markup": keyboard(page),
    }


def reply_to(message: int | None) -> dict[str, Any] | None:
    """Return what makes a message a reply, whether or not that message is still there."""
    if message is None:
        return None
    return {"message_id": message, "allow_sending_without_reply": True}
