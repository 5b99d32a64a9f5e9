"""Updates are decoded to what the library would make of them, value for value."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from telegram import Bot, TelegramObject, Update

from bot.gateway.decode import decoded

AMINA = {"id": 7, "first_name": "Amina", "last_name": "B", "username": "amina"}
PRIVATE = {**AMINA, "type": "private"}
SENDER = {**AMINA, "is_bot": False, "language_code": "en", "is_premium": True}
COMMAND = {"type": "bot_command", "offset": 0, "length": 8}
LINK = {"type": "text_link", "offset": 0, "length": 2, "url": "https://example.org"}
TEXT = {"message_id": 3, "date": 1_700_000_000, "chat": PRIVATE, "from": SENDER, "text": "/summary"}
GROUP = {"id": -5, "type": "supergroup", "title": "Desk", "is_forum": True}

UPDATES: dict[str, dict[str, Any]] = {
    "a command": {"message": {**TEXT, "entities": [COMMAND]}},
    "plain words": {"message": TEXT},
    "a link in words": {"message": {**TEXT, "entities": [LINK, COMMAND]}},
    "a mark of a kind that is new": {"message": {**TEXT, "entities": [{**COMMAND, "type": "new"}]}},
    "in a group": {"message": {**TEXT, "chat": GROUP}},
    "in a chat of a kind that is new": {"message": {**TEXT, "chat": {**GROUP, "type": "hall"}}},
    "nothing said": {"message": {name: TEXT[name] for name in TEXT if name != "text"}},
    "in a topic": {"message": {**TEXT, "message_thread_id": 9, "is_topic_message": True}},
    "by nobody": {"message": {name: TEXT[name] for name in TEXT if name != "from"}},
    "by somebody with more": {"message": {**TEXT, "from": {**SENDER, "stars": 5}}},
    "in a chat with more": {"message": {**TEXT, "chat": {**PRIVATE, "bio": "Reads."}}},
    "a button": {
        "callback_query": {"id": "1", "from": SENDER, "chat_instance": "2", "data": "/africa"}
    },
    "nothing at all": {},
    "no message": {"message": None},
}


@pytest.mark.parametrize("update", UPDATES.values(), ids=UPDATES)
def test_an_update_is_what_the_library_makes_of_it(update: dict[str, Any]) -> None:
    bot = Bot("7:token")
    raw = {"update_id": 11, **update}
    ours, theirs = decoded(raw, bot), Update.de_json(dict(raw), bot)

    assert dict(values(ours)) == dict(values(theirs))
    assert ours == theirs
    assert ours.to_dict() == theirs.to_dict()
    assert ours.effective_chat == theirs.effective_chat
    assert ours.effective_user == theirs.effective_user
    assert ours.effective_message == theirs.effective_message


def test_nothing_of_it_can_be_changed() -> None:
    update = decoded({"update_id": 11, **UPDATES["a command"]}, Bot("7:token"))

    with pytest.raises(AttributeError):
        update.update_id = 12
    assert update.message is not None
    assert update.message.get_bot() is not None


def values(thing: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every value in an object of the library, and in those it holds, by its path."""
    for name in (name for kind in type(thing).__mro__ for name in getattr(kind, "__slots__", ())):
        value = getattr(thing, name, "unset")
        yield f"{path}.{name}", None if isinstance(value, TelegramObject | Bot) else plain(value)
        if isinstance(value, TelegramObject):
            yield from values(value, f"{path}.{name}")


def plain(value: object) -> object:
    """A value as it can be compared."""
    return dict(value) if isinstance(value, Mapping) else value
