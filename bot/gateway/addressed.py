"""Commands and plain words that are meant for the bot: all in private, in a group fewer."""

from telegram import Message, User
from telegram.constants import ChatType, MessageEntityType

_GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})


def command_in(message: Message, username: str) -> str | None:
    """Return the name of the command that a message opens with, unless it names another bot."""
    entity = message.entities[0] if message.entities else None
    if entity is None or entity.type != MessageEntityType.BOT_COMMAND or entity.offset:
        return None
    name, _, bot = (message.text or "")[1 : entity.length].partition("@")
    return name.lower() if not bot or bot.lower() == username.lower() else None


def question_in(message: Message, bot: User) -> str | None:
    """Return the words of a message without the bot's name; None where they are for others.

    What somebody sent by way of the bot is its own answer, and no question.
    """
    if not message.text or message.text.startswith("/") or message.via_bot is not None:
        return None
    if message.chat.type == ChatType.PRIVATE:
        return message.text
    if message.chat.type not in _GROUPS:
        return None
    words = _without_name(message, f"@{bot.username}")
    return words if words != message.text or _replies_to(message, bot) else None


def _without_name(message: Message, name: str) -> str:
    words = message.text or ""
    mentions = message.parse_entities([MessageEntityType.MENTION]).values()
    for mention in mentions:
        if mention.lower() == name.lower():
            words = words.replace(mention, " ")
    return words


def _replies_to(message: Message, bot: User) -> bool:
    replied = message.reply_to_message
    return replied is not None and replied.from_user is not None and replied.from_user.id == bot.id
