"""Updates as the library's objects; of the many that a message may hold, only those that it has."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from telegram import Bot, Chat, Message, MessageEntity, Update, User

from bot.gateway.lanes import Raw

# What a text has in nearly every update. The library looks for each of a hundred things that a
# message may hold as well: that takes longer than all the rest of an answer.
_OF_A_TEXT = frozenset({"message_id", "from", "chat", "date", "text", "entities"})

_AROUND_IT = frozenset({"update_id", "message"})


def decoded(raw: Raw, bot: Bot) -> Update:
    """Return an update as the library would: the same objects with the same values."""
    content = raw.get("message")
    if isinstance(content, Mapping) and content.keys() <= _OF_A_TEXT and raw.keys() <= _AROUND_IT:
        return Update(raw["update_id"], message=_text(content, bot))
    return Update.de_json(dict(raw), bot)


def _text(content: Mapping[str, Any], bot: Bot) -> Message:
    sender = content.get("from")
    message = Message(
        message_id=content["message_id"],
        date=datetime.fromtimestamp(content["date"], UTC),
        chat=Chat.de_json(content["chat"], bot),
        from_user=User.de_json(sender, bot) if sender else None,
        text=content.get("text"),
        entities=MessageEntity.de_list(content.get("entities", []), bot),
    )
    message.set_bot(bot)
    return message
