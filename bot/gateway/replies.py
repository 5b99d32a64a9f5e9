"""Messages out to people: the one place that tries again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MaybeInaccessibleMessage,
    Message,
    ReplyParameters,
)
from telegram.error import BadRequest, TelegramError

from bot.gateway.outcome import outcome
from bot.messages import Message as Page
from bot.outbox.fate import Fate

ATTEMPTS = 5
LONGEST_WAIT = 60.0  # seconds that a person may be left waiting for one message

_log = logging.getLogger(__name__)


async def reply(bot: Bot, to: Message, pages: tuple[Page, ...]) -> None:
    """Answer a message: in its topic, and in a group as a reply to it.

    A page that is refused raises, so that somebody says so: silence would be worse.
    """
    for page in pages:
        if not await _settle(partial(_send, bot, to, page), to.chat_id):
            return


async def edit(bot: Bot, shown: MaybeInaccessibleMessage, page: Page) -> None:
    """Put another page into a message of the bot; the same page again is no error."""

    async def change(chat: int) -> object:
        try:
            return await bot.edit_message_text(
                page.html, chat, shown.message_id, reply_markup=keyboard(page)
            )
        except BadRequest as error:
            if "not modified" in error.message:
                return None
            raise

    await _settle(change, shown.chat.id)


def keyboard(page: Page) -> InlineKeyboardMarkup | None:
    """Return the buttons below a page."""
    if not page.rows:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(button.label, callback_data=button.data) for button in row]
            for row in page.rows
        ]
    )


async def _send(bot: Bot, to: Message, page: Page, chat: int) -> object:
    private = to.chat.type == to.chat.PRIVATE
    quoting = ReplyParameters(to.message_id, allow_sending_without_reply=True)
    return await bot.send_message(
        chat,
        page.html,
        message_thread_id=to.message_thread_id if to.is_topic_message else None,
        reply_parameters=None if private else quoting,
        reply_markup=keyboard(page),
    )


async def _settle(send: Callable[[int], Awaitable[object]], chat: int) -> bool:
    """Call until the fate is settled; tell whether the message has gone out."""
    for attempt in range(ATTEMPTS):
        try:
            await send(chat)
        except TelegramError as error:
            now = outcome(error)
            if now.fate is Fate.MIGRATED and now.chat is not None:
                chat = now.chat
                continue
            if now.fate is Fate.REFUSED:
                raise
            wait = now.wait if now.fate is Fate.LATER else 2.0**attempt / 4
            if now.fate not in {Fate.LATER, Fate.UNSENT, Fate.LOCKED_OUT} or wait > LONGEST_WAIT:
                _log.warning("a reply was %s: %s", now.fate.value, error.message)
                return False
            await asyncio.sleep(wait)
        else:
            return True
    _log.warning("a reply was given up after %s attempts", ATTEMPTS)
    return False
