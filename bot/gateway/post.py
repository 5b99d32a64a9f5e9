"""Letters out to subscribers: one call each, and what became of it."""

from typing import Any

from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.gateway.outcome import outcome
from bot.gateway.replies import keyboard
from bot.messages import Message, without_markup
from bot.outbox.fate import Fate, Outcome
from bot.subscriptions.subscription import GENERAL, Place

PATIENCE = 15.0  # seconds for an answer


class TelegramPost:
    """Carries letters by the Bot API."""

    def __init__(self, bot: Bot) -> None:
        """Send as this bot, once it has been initialised."""
        self._bot = bot

    async def send(self, place: Place, letter: Message, *, silent: bool, plain: bool) -> Outcome:
        """Make one call; nothing is tried again here."""
        look: dict[str, Any] = {"text": letter.html, "parse_mode": ParseMode.HTML}
        if plain:
            look = {"text": without_markup(letter.html), "parse_mode": None}
        try:
            sent = await self._bot.send_message(
                place.chat,
                **look,
                message_thread_id=place.topic if place.topic != GENERAL else None,
                disable_notification=silent,
                reply_markup=keyboard(letter),
                read_timeout=PATIENCE,
                write_timeout=PATIENCE,
            )
        except Exception as error:  # noqa: BLE001 - whatever it is, the letter may have arrived
            return outcome(error)
        return Outcome(Fate.SENT, message=sent.message_id)

    async def alive(self) -> bool:
        """Ask who we are: it costs nothing, and is refused where anything would be."""
        try:
            await self._bot.get_me()
        except (TelegramError, KeyError, TypeError):
            return False
        return True
