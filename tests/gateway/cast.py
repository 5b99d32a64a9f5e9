"""A subscribed chat, and everybody who can speak or press a button there."""

from dataclasses import dataclass
from typing import Any

from bot.simulator import faults
from bot.simulator.chats import Chat, Message, Person
from bot.simulator.queries import Query, Toast
from bot.store import subscriptions
from bot.store.database import Connection, Database
from bot.subscriptions.rights import Identity
from bot.subscriptions.subscription import Kind, Place
from bot.subscriptions.visit import Start, Visit
from bot.subscriptions.wish import Wish
from tests.room import Room

Row = tuple[Any, ...]
_EVER = 100_000  # times
_OWNERS = {
    Identity.OPERATOR,
    Identity.PERSON,
    Identity.OWNER,
    Identity.CHANNEL_POST,
    Identity.EDITED,
}
_PROMOTED = {Identity.ADMINISTRATOR, Identity.ANONYMOUS_ADMINISTRATOR}


def rows(database: Database) -> list[Row]:
    """All that is stored about subscriptions."""

    def read(connection: Connection) -> list[Row]:
        return [tuple(row) for row in connection.exec_driver_sql("SELECT * FROM subscription")]

    return database.run_now(read)


@dataclass
class Cast:
    """Somebody with an identity, in a chat of the right kind that is subscribed."""

    room: Room
    database: Database
    identity: Identity
    chat: Chat
    person: Person

    def subscribe(self) -> None:
        """Let the chat be subscribed to everything, and nothing else be stored."""
        self.database.run_now(_subscribe, self.chat, self.room.service.sender._clock())

    def type(self, line: str) -> None:
        """Say a line as who they are."""
        telegram = self.room.telegram
        match self.identity:
            case Identity.OUTSIDER:
                telegram.join(self.person, self.chat)
                telegram.say(self.person, self.chat, line)
                telegram.leave(self.person, self.chat)
            case Identity.LINKED_CHANNEL:
                channel = telegram.chats[self.chat.linked_to or 0]
                telegram.say(self.person, channel, line)
            case Identity.OTHER_CHANNEL:
                telegram.say_as(telegram.channel("Pulpit", self.person), self.chat, line)
            case Identity.EDITED:
                said = self.chat.post(self.person, telegram.now, text="small talk")
                telegram.edit(self.person, said, line)
            case _:
                telegram.say(self.person, self.chat, line)

    def press(self, line: str) -> Query:
        """Press a button that stands for a line."""
        telegram = self.room.telegram
        gone = self.identity is Identity.OUTSIDER
        if gone:
            telegram.join(self.person, self.chat)
        shown = telegram.post(self.chat, text="An answer", keyboard=one_button(line))
        query = telegram.press(self.person, shown, "Button")
        if gone:
            telegram.leave(self.person, self.chat)
        return query

    async def typed(self, line: str) -> list[Message]:
        """Say a line, and return what the bot says to it."""
        before = len(self.room.said(self.chat))
        self.type(line)
        await self.room.telegram.settled()
        return self.room.said(self.chat)[before:]

    async def pressed(self, line: str) -> Toast:
        """Press a button, and return what its press was answered."""
        query = self.press(line)
        await self.room.telegram.settled()
        toast = self.room.telegram.queries.toast(query)
        assert toast is not None
        return toast


async def cast(room: Room, database: Database, identity: Identity) -> Cast:
    """Put somebody with this identity on the stage."""
    chat = await _chat(room, identity)
    actor = Cast(room, database, identity, chat, _person(room, identity, chat))
    actor.subscribe()
    await room.telegram.settled()
    return actor


async def _chat(room: Room, identity: Identity) -> Chat:
    if identity in {Identity.OPERATOR, Identity.PERSON}:
        await room.ask("/start")
        return room.private
    if identity in {Identity.CHANNEL_POST, Identity.READER}:
        channel = room.telegram.channel("News", room.amina)
        room.telegram.add_bot(channel, room.amina)
        return channel
    return await room.group(supergroup=True)


def _person(room: Room, identity: Identity, chat: Chat) -> Person:
    telegram = room.telegram
    if identity in _OWNERS:
        return room.amina
    if identity is Identity.LINKED_CHANNEL:
        telegram.link(telegram.channel("Press", room.amina), chat)
        return room.amina
    person = telegram.person("Bola", is_bot=identity is Identity.OTHER_BOT)
    if identity is Identity.OUTSIDER:
        return person
    telegram.join(person, chat)
    if identity is Identity.RESTRICTED:
        telegram.restrict(person, chat, can_send_messages=True)
    elif identity is Identity.UNKNOWN:
        telegram.faults.add("getChatMember", faults.server_error(500), times=_EVER)
    elif identity in _PROMOTED:
        anonymous = identity is Identity.ANONYMOUS_ADMINISTRATOR
        telegram.promote(person, chat, anonymous=anonymous)
    return person


def _subscribe(connection: Connection, chat: Chat, now: Any) -> None:
    subscriptions.erase(connection, chat.id)
    visit = Visit(Place(chat.id), Kind(chat.kind), chat.title, now)
    subscriptions.apply(connection, visit, Start(Wish()))


def one_button(data: str) -> dict[str, Any]:
    """A keyboard with one button."""
    return {"inline_keyboard": [[{"text": "Button", "callback_data": data}]]}


def command_of(line: str) -> list[dict[str, Any]]:
    """What Telegram marks in a line that is a command."""
    return [{"type": "bot_command", "offset": 0, "length": len(line.partition(" ")[0])}]
