"""The people and chats in a file, so that the next start goes on where this one ends."""

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.simulator.chats import Chat, End, Kind, Member, Message, Person, Status, Topic
from bot.simulator.entities import Entity
from bot.simulator.files import Document
from bot.simulator.replies import Payload
from bot.simulator.telegram import Telegram

PAUSE = 1.0  # seconds between two writes
_log = logging.getLogger(__name__)


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", from_attributes=True)


class _Message(_Record):
    id: int
    author: int
    date: int
    text: str
    entities: tuple[Entity, ...]
    document: Document | None = None
    topic: int | None
    reply_to: int | None
    anonymous: bool
    edit_date: int | None
    edits: int = 0
    silent: bool
    link_preview: Payload | None
    keyboard: Payload | None
    service: dict[str, Any]
    origin: dict[str, Any] = Field(default_factory=dict)


class _Member(_Record):
    person: int
    status: Status
    anonymous: bool
    without: frozenset[str] = frozenset()


class _Chat(_Record):
    id: int
    kind: Kind
    title: str
    members: list[_Member]
    is_forum: bool
    topics: list[Topic]
    messages: list[_Message]
    migrated_to: int | None
    linked_to: int | None = None
    end: End | None = None
    last_message_id: int


class _World(_Record):
    people: list[Person]
    chats: list[_Chat]


def restore(telegram: Telegram, path: Path) -> None:
    """Bring back what a file has kept; no file is a new beginning, a damaged one a ValueError."""
    if not path.parent.is_dir():
        raise ValueError(f"there is no folder {path.parent}")
    if not path.exists():
        return
    try:
        world = _World.model_validate_json(path.read_bytes())
    except ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise ValueError(f"this file keeps no chats: {place}: {first['msg']}") from problem
    telegram.people.update({person.id: person for person in world.people})
    for record in world.chats:
        telegram.chats[record.id] = _chat(record, telegram.people)


async def kept(telegram: Telegram, path: Path, serving: "asyncio.Task[None]") -> None:
    """Write what happens, soon after it has, until the bot has ended."""
    while not serving.done():
        changed = asyncio.create_task(telegram.changes.since(telegram.changes.count))
        await asyncio.wait({changed, serving}, return_when=asyncio.FIRST_COMPLETED)
        changed.cancel()
        await asyncio.wait({serving}, timeout=PAUSE)
        try:
            write(telegram, path)
        except OSError as error:
            _log.error("the chats were not kept: %s", error)


def write(telegram: Telegram, path: Path) -> None:
    """Replace the file whole."""
    chats = [_kept(chat) for chat in telegram.chats.values()]
    text = _World(people=list(telegram.people.values()), chats=chats).model_dump_json(indent=1)
    draft = path.with_name(f"{path.name}.new")
    draft.write_text(text, "utf-8")
    draft.replace(path)


def _kept(chat: Chat) -> _Chat:
    members = [
        _Member(
            person=number,
            status=member.status,
            anonymous=member.anonymous,
            without=member.without,
        )
        for number, member in chat.members.items()
    ]
    messages = [
        _Message.model_validate(vars(said) | {"author": said.author.id}, extra="ignore")
        for said in chat.messages.values()
    ]
    lists = {"members": members, "topics": list(chat.topics.values()), "messages": messages}
    return _Chat.model_validate(vars(chat) | lists)


def _chat(record: _Chat, people: Mapping[int, Person]) -> Chat:
    plain = record.model_dump(exclude={"members", "topics", "messages"})
    chat = Chat(**plain, topics={topic.id: topic for topic in record.topics})
    for one in record.members:
        person = _known(people, one.person)
        chat.members[one.person] = Member(person, one.status, one.anonymous, one.without)
    for said in record.messages:
        content = dict(said) | {"chat": chat, "author": _known(people, said.author)}
        chat.messages[said.id] = Message(**content)
    return chat


def _known(people: Mapping[int, Person], number: int) -> Person:
    if number not in people:
        raise ValueError(f"there is nobody with the id {number}")
    return people[number]
