"""Files that operators send: fetched only if they can be a briefing's."""

import logging
from enum import StrEnum

from telegram import Document
from telegram.error import TelegramError

from bot.briefing.reading import LARGEST

_SUFFIXES = (".yaml", ".yml")
_log = logging.getLogger(__name__)


class Refused(StrEnum):
    """Why a file is not looked at."""

    TYPE = "type"
    SIZE = "size"
    AWAY = "away"  # Telegram did not hand it over


async def fetched(document: Document) -> bytes | Refused:
    """Return what a file holds, or why it is not looked at; a large one is not even fetched."""
    if not (document.file_name or "").lower().endswith(_SUFFIXES):
        return Refused.TYPE
    if (document.file_size or 0) > LARGEST:
        return Refused.SIZE
    try:
        file = await document.get_file()
        return bytes(await file.download_as_bytearray())
    except TelegramError as error:
        _log.warning("a file could not be fetched: %s", error.message)
        return Refused.AWAY
