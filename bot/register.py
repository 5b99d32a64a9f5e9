"""The register of subscribers: what a chat is told about itself, and what it changes there."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.answer import Answer
from bot.commands import ChatCommand, name_of
from bot.desk import Desk, parse
from bot.messages import Message
from bot.sending.archive import Archive
from bot.sending.sender import utc_now
from bot.store import publications, subscriptions
from bot.store.database import Connection, Database
from bot.subscriptions.membership import CURED, Standing, greets, obstacle
from bot.subscriptions.rights import Action
from bot.subscriptions.subscription import Kind, Place, Reason, State
from bot.subscriptions.visit import Decision, Visit

EDITIONS = 8  # that can be looked up


@dataclass(frozen=True)
class Visitor:
    """The chat that somebody writes from."""

    place: Place
    kind: Kind
    title: str


class Register:
    """Answers what people ask, and keeps what their chats want."""

    def __init__(
        self,
        desk: Desk,
        commands: tuple[ChatCommand, ...],
        database: Database,
        archive: Archive,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """Questions go to the desk; these commands are about the chat."""
        self.desk, self._database, self._archive, self._clock = desk, database, archive, clock
        self._commands = {name_of(command): command for command in commands}

    @property
    def names(self) -> tuple[str, ...]:
        """The commands there are."""
        return (*self.desk.commands, *self._commands)

    def action(self, line: str) -> Action:
        """Return what right a line takes."""
        name, words = parse(line)
        command = self._commands.get(name)
        return command.action(words) if command else Action.ASK

    async def answer(self, line: str, visitor: Visitor) -> tuple[Message, ...]:
        """Return the answer to a line, once what it changes is kept; rights are checked before."""
        name, words = parse(line)
        command = self._commands.get(name)
        if command is None:
            return self.desk.ask(line)
        decision = await self._database.run(self._decide, command, words, visitor)
        answered = self.desk.tell(decision.answer, decision.briefing)
        return (*answered, *(self.desk.ask(decision.then) if decision.then else ()))

    async def stands(
        self, visitor: Visitor, before: Standing, now: Standing
    ) -> tuple[Message, ...]:
        """Follow a change of the bot's own place in a chat; return what to say there."""
        reason = obstacle(visitor.kind, now)
        if reason is not None:
            await self._database.run(subscriptions.pause, visitor.place.chat, reason, self._clock())
            return ()
        resumed = await self._resume(visitor.place.chat, None, CURED)
        if not greets(visitor.kind, before, now):
            return ()
        if resumed:
            return self.desk.tell(Answer("hello_again"))
        # A group that has become a supergroup may look as if the bot had just come in.
        known = await self._database.run(subscriptions.find, visitor.place)
        subscribed = known is not None and known.state is State.ACTIVE
        return () if subscribed else self.desk.tell(Answer("hello"))

    async def migrated(self, old: int, new: int) -> None:
        """Move what a group had subscribed to the supergroup it has become."""
        await self._database.run(subscriptions.migrate, old, new, self._clock())

    async def reopened(self, place: Place) -> None:
        """Go on in a topic that is open again."""
        await self._resume(place.chat, place.topic, (Reason.TOPIC_CLOSED,))

    async def renamed(self, chat: int, title: str) -> None:
        """Keep a chat's title as it is now."""
        await self._database.run(subscriptions.rename, chat, title)

    async def _resume(self, chat: int, topic: int | None, reasons: tuple[Reason, ...]) -> bool:
        now = self._clock()
        return await self._database.run(subscriptions.resume, chat, now, topic, reasons)

    def _decide(
        self, connection: Connection, command: ChatCommand, words: str, visitor: Visitor
    ) -> Decision:
        snapshot = self.desk.library.snapshot
        visit = self._visit(connection, visitor, snapshot.current.briefing)
        decision = command.decide(snapshot, words, visit)
        if decision.change is not None:
            subscriptions.apply(connection, visit, decision.change)
        return decision

    def _visit(self, connection: Connection, visitor: Visitor, briefing: str) -> Visit:
        visit = subscriptions.visit(
            connection, visitor.place, visitor.kind, visitor.title, self._clock()
        )
        editions = publications.editions(connection, briefing, EDITIONS)
        mine = visit.subscription
        gathered = publications.uncovered(connection, mine) if mine else []
        return replace(
            visit,
            editions=self._archive.several(connection, editions),
            gathered=self._archive.several(connection, gathered),
        )
