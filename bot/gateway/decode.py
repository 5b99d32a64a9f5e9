"""Updates as the library's objects; of the many things one may hold, only those that it has.

The library looks for each of a hundred things that a message may hold, and notes of each that it
is not there: that takes longer than all the rest of an answer. What nearly every update is, a text
in a chat, is made of what it has, and looks up what it has not in an object that has nothing.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from telegram import Bot, Chat, Message, MessageEntity, TelegramObject, Update, User
from telegram.constants import ChatType, MessageEntityType

from bot.gateway.lanes import Raw

_OF_A_TEXT = frozenset({"message_id", "from", "chat", "date", "text", "entities"})
_AROUND_IT = frozenset({"update_id", "message"})
_OF_A_CHAT = frozenset({"id", "type", "title", "username", "first_name", "last_name", "is_forum"})
_OF_A_USER = frozenset(User.__slots__)
_OF_A_MARK = frozenset({"type", "offset", "length"})
_CHATS = {str(kind.value): kind for kind in ChatType}
_MARKS = {str(kind.value): kind for kind in MessageEntityType}

_Made = TypeVar("_Made", bound=TelegramObject)


class _Sparse:
    """What it was not given is as in the blank one."""

    __slots__ = ()
    blank: TelegramObject

    def __getattr__(self, name: str) -> Any:
        return getattr(self.blank, name)


class _User(_Sparse, User):
    __slots__ = ()
    blank = User(0, "", is_bot=False)


class _Chat(_Sparse, Chat):
    __slots__ = ()
    blank = Chat(0, "")


class _Mark(_Sparse, MessageEntity):
    __slots__ = ()
    blank = MessageEntity("", 0, 0)


class _Message(_Sparse, Message):
    __slots__ = ()
    blank = Message(0, datetime.fromtimestamp(0, UTC), Chat(0, ""))


class _Update(_Sparse, Update):
    __slots__ = ()
    blank = Update(0)


def decoded(raw: Raw, bot: Bot) -> Update:
    """Return an update as the library would: objects that have the same values."""
    content = raw.get("message")
    if raw.keys() <= _AROUND_IT and isinstance(content, Mapping) and _is_plain(content):
        number = raw["update_id"]
        return _made(_Update, bot, (number,), {"update_id": number, "message": _text(content, bot)})
    return Update.de_json(dict(raw), bot)


def _is_plain(content: Mapping[str, Any]) -> bool:
    chat, sender = content.get("chat"), content.get("from")
    return (
        content.keys() <= _OF_A_TEXT
        and isinstance(chat, Mapping)
        and chat.keys() <= _OF_A_CHAT
        and isinstance(sender, Mapping)
        and sender.keys() <= _OF_A_USER
    )


def _text(content: Mapping[str, Any], bot: Bot) -> Message:
    chat, sender = content["chat"], content["from"]
    number, home = content["message_id"], _chat(chat, bot)
    values = {
        "message_id": number,
        "date": datetime.fromtimestamp(content["date"], UTC),
        "chat": home,
        "from_user": _made(_User, bot, (sender["id"],), sender),
        "text": content.get("text"),
        "entities": tuple(_mark(one, bot) for one in content.get("entities", ())),
    }
    return _made(_Message, bot, (number, home), values)


def _chat(chat: Mapping[str, Any], bot: Bot) -> Chat:
    kind = _CHATS.get(chat["type"], chat["type"])
    return _made(_Chat, bot, (chat["id"],), {**chat, "type": kind})


def _mark(mark: Mapping[str, Any], bot: Bot) -> MessageEntity:
    if mark.keys() != _OF_A_MARK:
        return MessageEntity.de_json(dict(mark), bot)
    kind, offset, length = _MARKS.get(mark["type"], mark["type"]), mark["offset"], mark["length"]
    values = {"type": kind, "offset": offset, "length": length}
    return _made(_Mark, bot, (kind, offset, length), values)


def _made(
    kind: type[_Made], bot: Bot, identity: tuple[object, ...], values: Mapping[str, Any]
) -> _Made:
    """Make one of these with these values; equal to another if their identities are."""
    one = kind.__new__(kind)
    set_to = object.__setattr__
    for name, value in values.items():
        set_to(one, name, value)
    set_to(one, "_id_attrs", identity)
    set_to(one, "_bot", bot)
    return one
