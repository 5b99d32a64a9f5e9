"""The way to a chat, as the sender sees it."""

from typing import Protocol

from bot.messages import Message
from bot.outbox.fate import Outcome
from bot.subscriptions.subscription import Place


class Post(Protocol):
    """Carries letters; what becomes of one is told, never raised."""

    async def send(
        self,
        place: Place,
        letter: Message,
        *,
        silent: bool,
        plain: bool,
        answers: int | None = None,
    ) -> Outcome:
        """Send a letter, with or without a sound; `plain` without its markup.

        It is a reply to the message that it `answers`, if that is still there.
        """
        ...

    async def edit(self, place: Place, message: int, letter: Message, *, plain: bool) -> Outcome:
        """Let a message say something else; that it says so already, is a refusal."""
        ...

    async def alive(self) -> bool:
        """Tell whether the bot is let in and gets proper answers."""
        ...
