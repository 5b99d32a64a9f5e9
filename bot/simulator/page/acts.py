"""What somebody at the page can do: each act a class with its fields, named as in the address."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, ValidationError

from bot.simulator import faults
from bot.simulator.page.stage import Stage
from bot.simulator.replies import Payload

_UNTIL_ENDED = 1_000_000


class Act(BaseModel, ABC):
    """One act; mistakes of whoever plays raise ValueError."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    @abstractmethod
    def take_place(self, stage: Stage) -> Payload:
        """Do it; what the page wants to know of it."""


class Say(Act):
    person: int
    chat: int
    text: str
    topic: int | None = None

    def take_place(self, stage: Stage) -> Payload:
        chat, person = stage.chat(self.chat), stage.person(self.person)
        topic = stage.topic(chat, self.topic)
        return {"message": stage.telegram.say(person, chat, self.text, topic=topic).id}


class Edit(Act):
    """Somebody says something else in the place of what they said."""

    person: int
    chat: int
    message: int
    text: str

    def take_place(self, stage: Stage) -> Payload:
        message = stage.message(stage.chat(self.chat), self.message)
        stage.telegram.edit(stage.person(self.person), message, self.text)
        return {}


class Type(Act):
    """Somebody types behind the bot's name; the cards come when the bot deals them."""

    person: int
    chat: int
    words: str

    def take_place(self, stage: Stage) -> Payload:
        person, chat = stage.person(self.person), stage.chat(self.chat)
        query = stage.telegram.type_inline(person, self.words, chat)
        stage.telegram.changes.happened()  # the cards may be there already
        return {"query": query.id}


class Choose(Act):
    """Somebody sends one of the cards that a query was answered with."""

    person: int
    chat: int
    query: str
    card: str
    topic: int | None = None

    def take_place(self, stage: Stage) -> Payload:
        person, chat = stage.person(self.person), stage.chat(self.chat)
        card = stage.card(self.query, self.card)
        return {
            "message": stage.telegram.choose(person, chat, card, stage.topic(chat, self.topic)).id
        }


class Send(Act):
    """Somebody sends a file, its content as Base64."""

    person: int
    chat: int
    file_name: str
    content: Base64Bytes
    caption: str = ""
    topic: int | None = None

    def take_place(self, stage: Stage) -> Payload:
        chat, person = stage.chat(self.chat), stage.person(self.person)
        topic = stage.topic(chat, self.topic)
        sent = stage.telegram.send_document(
            person, chat, self.file_name, self.content, self.caption, topic=topic
        )
        return {"message": sent.id}


class Press(Act):
    """The button is named by its callback data."""

    person: int
    chat: int
    message: int
    button: str

    def take_place(self, stage: Stage) -> Payload:
        message = stage.message(stage.chat(self.chat), self.message)
        query = stage.telegram.press(stage.person(self.person), message, self.button)
        return {"query": query.id}


class Remove(Act):
    """The bot is thrown out of a group."""

    chat: int

    def take_place(self, stage: Stage) -> Payload:
        chat = stage.group(self.chat)
        stage.telegram.remove_bot(chat, chat.owner)
        return {}


class Add(Act):
    """The bot is put into a group, or back into it."""

    chat: int

    def take_place(self, stage: Stage) -> Payload:
        chat = stage.group(self.chat)
        if chat.member(stage.telegram.bot).present:
            raise ValueError(f"the bot is in {chat.title} already")
        stage.telegram.add_bot(chat, chat.owner)
        return {}


class Block(Act):
    person: int

    def take_place(self, stage: Stage) -> Payload:
        stage.telegram.block(stage.person(self.person))
        return {}


class Unblock(Act):
    person: int

    def take_place(self, stage: Stage) -> Payload:
        stage.telegram.unblock(stage.person(self.person))
        return {}


class Upgrade(Act):
    """A group becomes a supergroup, with another id."""

    chat: int

    def take_place(self, stage: Stage) -> Payload:
        return {"chat": stage.telegram.migrate(stage.group(self.chat)).id}


class Cast(Act):
    person: int
    chat: int
    role: Literal["member", "administrator", "anonymous"]

    def take_place(self, stage: Stage) -> Payload:
        stage.cast(stage.person(self.person), stage.group(self.chat), self.role)
        return {}


class Fail(Act):
    """What the bot's next calls run into."""

    kind: Literal["flood", "error", "drop", "late", "outage"]
    seconds: int = Field(5, ge=1, le=60)

    def take_place(self, stage: Stage) -> Payload:
        planned = stage.telegram.faults
        match self.kind:
            case "flood":
                planned.add("sendMessage", faults.too_many_requests(self.seconds))
            case "error":
                planned.add("sendMessage", faults.server_error())
            case "drop":
                planned.add("sendMessage", faults.dropped_connection(effect=True))
            case "late":
                planned.add("sendMessage", faults.slow(self.seconds))
            case "outage":
                planned.add(faults.EVERY_METHOD, faults.html_page(), _UNTIL_ENDED)
        stage.telegram.changes.happened()
        return {}


class Mend(Act):
    """No more faults."""

    def take_place(self, stage: Stage) -> Payload:
        stage.telegram.faults.clear()
        stage.telegram.changes.happened()
        return {}


_ACTS: tuple[type[Act], ...] = (
    Say, Edit, Type, Choose, Send, Press, Remove, Add, Block, Unblock, Upgrade, Cast, Fail, Mend,
)  # fmt: skip

ACTS: Mapping[str, type[Act]] = MappingProxyType({act.__name__.lower(): act for act in _ACTS})


def perform(stage: Stage, name: str, body: bytes) -> Payload:
    """Do what is asked, its fields being JSON; ValueError says what is wrong with it."""
    if name not in ACTS:
        raise ValueError(f"nobody can {name}; known: {', '.join(ACTS)}")
    try:
        act = ACTS[name].model_validate_json(body)
    except ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the body"
        raise ValueError(f"{place}: {first['msg']}") from problem
    return act.take_place(stage)
