"""Letters out to subscribers: one call each, and what became of it."""

from telegram import Bot
from telegram.error import TelegramError

from bot.gateway.outcome import outcome
from bot.gateway.payload import Values, call
from bot.gateway.replies import SEND, look, reply_to
from bot.messages import Message
from bot.outbox.fate import Fate, Outcome
from bot.subscriptions.subscription import GENERAL, Place

PATIENCE = 15.0  # seconds for an answer


class TelegramPost:
    """Carries letters by the Bot API."""

    def __init__(self, bot: Bot) -> None:
        """Send as this bot, once it has been initialised."""
        self._bot = bot

    async def send(
        self,
        place: Place,
        letter: Message,
        *,
        silent: bool,
        plain: bool,
        answers: int | None = None,
    ) -> Outcome:
        """Make one call; nothing is tried again here."""
        values = {
            "chat_id": place.chat,
            **look(letter, plain=plain),
            "message_thread_id": place.topic if place.topic != GENERAL else None,
            "disable_notification": silent,
            "reply_parameters": reply_to(answers),
        }
        return await self._call(SEND, values)

    async def edit(self, place: Place, message: int, letter: Message, *, plain: bool) -> Outcome:
        """Make one call; nothing is tried again here, either."""
        where = {"chat_id": place.chat, "message_id": message}
        return await self._call("editMessageText", where | look(letter, plain=plain))

    async def alive(self) -> bool:
        """Ask who we are: it costs nothing, and is refused where anything would be."""
        try:
            await self._bot.get_me()
        except (TelegramError, KeyError, TypeError):
            return False
        return True

    async def _call(self, method: str, values: Values) -> Outcome:
        address = f"{self._bot.base_url}/{method}"
        try:
            done = await call(self._bot.request, address, values, PATIENCE)
            return Outcome(Fate.SENT, message=int(done["message_id"]))
        except Exception as error:  # noqa: BLE001 - whatever it is, the letter may have arrived
            return outcome(error)
