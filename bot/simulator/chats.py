"""People, the chats they are in, and what has been said there."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from bot.simulator.entities import Entity
from bot.simulator.files import Document
from bot.simulator.replies import Payload

GENERAL_TOPIC = 1


class Kind(StrEnum):
    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


class Status(StrEnum):
    CREATOR = "creator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    RESTRICTED = "restricted"
    LEFT = "left"
    KICKED = "kicked"


class End(StrEnum):
    """How a chat ends for good."""

    DEACTIVATED = "the person deleted the account"
    VANISHED = "nobody knows the chat any more"


@dataclass(frozen=True)
class Person:
    """Somebody with an account: a human being or a bot."""

    id: int
    first_name: str
    username: str = ""
    is_bot: bool = False
    language_code: str = ""


@dataclass(frozen=True)
class Member:
    """What a person is in one chat; `without` are rights that the rank would bring."""

    person: Person
    status: Status
    anonymous: bool = False
    without: frozenset[str] = frozenset()

    @property
    def present(self) -> bool:
        return self.status not in {Status.LEFT, Status.KICKED}

    @property
    def manages(self) -> bool:
        return self.status in {Status.CREATOR, Status.ADMINISTRATOR}

    def has(self, right: str) -> bool:
        return right not in self.without


@dataclass(frozen=True)
class Topic:
    id: int
    name: str
    closed: bool = False


@dataclass(frozen=True)
class Message:
    """One message as it stands now; `service` is set instead of a text for what Telegram notes.

    With a document, the text is its caption. `edits` is how often it has been edited. `origin` is
    from whom it seems to come, in the Bot API's form, where that is not the author.
    """

    id: int
    chat: "Chat"
    author: Person
    date: int
    text: str = ""
    entities: tuple[Entity, ...] = ()
    document: Document | None = None
    topic: int | None = None
    reply_to: int | None = None
    anonymous: bool = False
    edit_date: int | None = None
    edits: int = 0
    silent: bool = False
    link_preview: Payload | None = None
    keyboard: Payload | None = None
    service: Mapping[str, Any] = field(default_factory=dict)
    origin: Mapping[str, Any] = field(default_factory=dict)

    @property
    def buttons(self) -> tuple[Payload, ...]:
        rows = self.keyboard["inline_keyboard"] if self.keyboard else ()
        return tuple(button for row in rows for button in row)


@dataclass(eq=False)
class Chat:
    """A place to talk; its id, kind and members are what the Bot API shows of it."""

    id: int
    kind: Kind
    title: str
    members: dict[int, Member] = field(default_factory=dict)
    is_forum: bool = False
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    migrated_to: int | None = None
    linked_to: int | None = None
    end: End | None = None
    last_message_id: int = 0

    @property
    def owner(self) -> Person:
        return next(
            member.person for member in self.members.values() if member.status is Status.CREATOR
        )

    def member(self, person: Person) -> Member:
        return self.members.get(person.id) or Member(person, Status.LEFT)

    def post(self, author: Person, date: int, **content: Any) -> Message:
        self.last_message_id += 1
        message = Message(self.last_message_id, self, author, date, **content)
        self.messages[message.id] = message
        return message

    def edit(self, message: Message, date: int, **changes: Any) -> Message:
        edited = replace(message, edit_date=date, edits=message.edits + 1, **changes)
        self.messages[message.id] = edited
        return edited

    def may_delete(self, person: Person, message: Message) -> bool:
        """In private everybody may delete everything, elsewhere one's own or with the right to."""
        member = self.member(person)
        return (
            self.kind is Kind.PRIVATE
            or message.author == person
            or (member.manages and member.has("can_delete_messages"))
        )

    def topic(self, name: str) -> Topic:
        for topic in self.topics.values():
            if topic.name == name:
                return topic
        names = ", ".join(topic.name for topic in self.topics.values()) or "none"
        raise ValueError(f"{self.title} has no topic {name!r}; its topics: {names}")
