"""What became of a call that failed: refused, never sent, or nobody knows; and how to say so."""

from typing import cast

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.gateway.transport import UnsentError
from bot.outbox.fate import Fate, Outcome

_FATES: tuple[tuple[type[Exception], Fate], ...] = (
    (BadRequest, Fate.REFUSED),
    (Forbidden, Fate.GONE),
    (InvalidToken, Fate.LOCKED_OUT),
    (Conflict, Fate.REFUSED),
)


def outcome(error: Exception) -> Outcome:
    """Return what became of the call that raised this error."""
    said = error.message if isinstance(error, TelegramError) else type(error).__name__
    if isinstance(error, RetryAfter):
        return Outcome(Fate.LATER, wait=_seconds(error.retry_after), said=said)
    if isinstance(error, ChatMigrated):
        return Outcome(Fate.MIGRATED, chat=error.new_chat_id, said=said)
    for kind, fate in _FATES:
        if isinstance(error, kind):
            return Outcome(fate, said=said)
    if isinstance(error, NetworkError) and isinstance(error.__cause__, UnsentError):
        return Outcome(Fate.UNSENT, said=said)
    return Outcome(Fate.UNKNOWN, said=said)


def complaint(error: Exception) -> str:
    """Return what is wrong between Telegram and us, in words that say what to do."""
    if isinstance(error, InvalidToken):
        return "Telegram refuses the token; check TELEGRAM_BOT_TOKEN"
    if isinstance(error, Conflict):
        return f"another process uses this bot's token ({error.message})"
    if isinstance(error, RetryAfter):
        return "Telegram asks us to slow down"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return error.message if isinstance(error, TelegramError) else "the answer has an odd form"


def _seconds(wait: object) -> float:
    total = getattr(wait, "total_seconds", None)
    return max(0.0, float(total()) if total else float(cast("int", wait)))
