"""What of a chat's talk reaches a bot: everything, or in a group only what is meant for it."""

from bot.simulator.chats import Kind, Message, Person


def hears(bot: Person, message: Message, *, privacy: bool) -> bool:
    chat = message.chat
    member = chat.member(bot)
    if not member.present:
        return False
    if chat.kind in {Kind.PRIVATE, Kind.CHANNEL} or member.manages or not privacy:
        return True
    return (
        bool(message.service)
        or "via_bot" in message.origin
        or _replies_to(bot, message)
        or _addresses(bot, message)
    )


def _replies_to(bot: Person, message: Message) -> bool:
    replied = message.chat.messages.get(message.reply_to or 0)
    return replied is not None and replied.author == bot


def _addresses(bot: Person, message: Message) -> bool:
    return any(
        _is_for(bot, entity.type, entity.cut(message.text).lower()) for entity in message.entities
    )


def _is_for(bot: Person, kind: str, words: str) -> bool:
    own_name = f"@{bot.username.lower()}"
    if kind == "bot_command":
        return "@" not in words or words.endswith(own_name)
    return kind == "mention" and words == own_name
