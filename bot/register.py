"""The register of subscribers: what a chat is told about itself, and what it changes there."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bot.answer import Answer
from bot.briefing.library import Snapshot
from bot.briefing.model import Briefing
from bot.commands import (
    ABOUT_THE_CHAT,
    OF_OPERATORS,
    ChatCommand,
    help,  # noqa: A004 - it is /help
    line_of,
    name_of,
    settings,
    subscribe,
)
from bot.commands.subscribe import CURRENT
from bot.counting import Counting
from bot.desk import ASK, Desk, parse
from bot.editors import Editors
from bot.gaps import missed
from bot.kept import Kept
from bot.messages import Message
from bot.publishing.proposal import Who
from bot.render import HelpLine
from bot.sending.archive import Archive
from bot.sending.correction import instead
from bot.sending.edition import served_draft
from bot.sending.sender import utc_now
from bot.store import digests, moves, pauses, publications, subscriptions, taken, welcomes
from bot.store.database import Connection, Database
from bot.subscriptions.letters import summary_of
from bot.subscriptions.membership import CURED, Presence, greets, obstacle
from bot.subscriptions.news import news
from bot.subscriptions.rights import Action
from bot.subscriptions.said import Part, said_by
from bot.subscriptions.subscription import Kind, Place, Reason, State
from bot.subscriptions.visit import Decision, Visit

_THEIRS = tuple(
    HelpLine(name_of(command), command.USAGE, line_of(command)) for command in OF_OPERATORS
)

_CHANGING = frozenset({Action.CHANGE, Action.ERASE})
PATIENCE = 30.0  # seconds that who asks is kept waiting for the database
_RECENT = 3  # editions that may have been served while an answer was on its way


@dataclass(frozen=True)
class Visitor:
    """The chat that somebody writes from."""

    place: Place
    kind: Kind
    title: str
    operator: Who | None = None  # in their own private chat
    update: int | None = None  # the one that they came with


class Register:
    """Answers what people ask, and keeps what their chats want."""

    def __init__(
        self,
        desk: Desk,
        editors: Editors,
        database: Database,
        archive: Archive,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """Questions go to the desk, and what operators ask to the editors."""
        self.desk, self.editors = desk, editors
        self._database, self._archive, self._clock = database, archive, clock
        self._counting = Counting(database, clock)
        self._missed = Kept(partial(missed, desk.asking))
        self._commands = {name_of(command): command for command in ABOUT_THE_CHAT}

    @property
    def names(self) -> tuple[str, ...]:
        """The commands there are."""
        return (*self.desk.commands, *self._commands, *self.editors.names)

    def asks(self, line: str) -> bool:
        """Tell whether a line is a question in plain words, with `/ask` or without."""
        return parse(line)[0] == ASK

    def traces(self, line: str) -> bool:
        """Tell whether it has to be known which messages answered a line: see `told`."""
        return parse(line)[0] == name_of(subscribe)

    def action(self, line: str) -> Action:
        """Return what right a line takes."""
        name, words = parse(line)
        if name in self.editors.names:
            return Action.OPERATE
        command = self._commands.get(name)
        return command.action(words) if command else Action.ASK

    async def answer(self, line: str, visitor: Visitor) -> tuple[Message, ...]:
        """Return the answer to a line, once what it changes is kept; rights are checked before."""
        name, words = parse(line)
        if visitor.operator is not None and name in self.editors.names:
            return await self.editors.answer(line, visitor.operator)
        command = self._commands.get(name)
        if command is None and visitor.operator is not None and name == name_of(help):
            theirs = Answer("help_operators", {"theirs": _THEIRS})
            return (*self.desk.ask(line), *self.desk.tell(theirs))
        if command is None:
            return self.desk.ask(line)
        if not self.desk.shelf.snapshot.briefings:
            return self.desk.tell(Answer("nothing"))
        decision = await self._database.soon(PATIENCE, self._decide, command, words, visitor)
        answered = self.desk.tell(decision.answer, decision.briefing)
        return (*answered, *(self.desk.ask(decision.then) if decision.then else ()))

    async def told(self, line: str, visitor: Visitor, sent: Mapping[int, Message]) -> None:
        """Keep what a chat was told as it subscribed: it may have to be corrected there.

        `sent` are the messages it was answered with, by their ids.
        """
        if self.traces(line) and self.desk.shelf.snapshot.briefings:
            await self._database.soon(PATIENCE, self._keep, visitor.place, sent)

    def count(self, line: str, visitor: Visitor) -> None:
        """Count what was typed and found nothing, once it has been answered."""
        question = self._missed.of(self.desk.shelf.snapshot, *parse(line))
        self._counting.note(question, visitor.place.chat)

    async def stands(
        self, visitor: Visitor, before: Presence, now: Presence
    ) -> tuple[Message, ...]:
        """Follow a change of the bot's own place in a chat; return what to say there."""
        reason = obstacle(visitor.kind, now)
        resumed = await self._database.soon(PATIENCE, self._follow, visitor, reason)
        if reason is not None or not greets(visitor.kind, before, now):
            return ()
        if resumed:
            return self.desk.tell(Answer("hello_again"))
        # A group that has become a supergroup may look as if the bot had just come in.
        known = await self._database.soon(PATIENCE, subscriptions.find, visitor.place)
        subscribed = known is not None and known.state is State.ACTIVE
        return () if subscribed else self.desk.tell(Answer("hello"))

    async def migrated(self, old: int, new: int) -> None:
        """Move what a group had subscribed to the supergroup it has become."""
        await self._database.soon(PATIENCE, moves.migrate, old, new, self._clock())

    async def reopened(self, place: Place) -> None:
        """Go on in a topic that is open again."""
        reasons = (Reason.TOPIC_CLOSED,)
        await self._database.soon(
            PATIENCE, pauses.resume, place.chat, self._clock(), place.topic, reasons
        )

    async def renamed(self, chat: int, title: str) -> None:
        """Keep a chat's title as it is now."""
        await self._database.soon(PATIENCE, moves.rename, chat, title)

    def _follow(self, connection: Connection, visitor: Visitor, reason: Reason | None) -> bool:
        """Pause a chat, or go on there; tell whether anything goes on."""
        chat, now = visitor.place.chat, self._clock()
        if not taken.is_first(connection, visitor.update, now):
            return False
        if reason is None:
            return pauses.resume(connection, chat, now, None, CURED)
        pauses.pause(connection, chat, reason, now)
        return False

    def _decide(
        self, connection: Connection, command: ChatCommand, words: str, visitor: Visitor
    ) -> Decision:
        snapshot = self.desk.shelf.snapshot
        visit = self._visit(connection, visitor)
        latest = publications.editions(connection, snapshot.current.briefing, command.EDITIONS)
        visit = replace(visit, editions=self._archive.several(connection, latest))
        decision = command.decide(snapshot, words, visit)
        if command.action(words) in _CHANGING:
            return self._take(connection, visitor, visit, decision)
        return decision

    def _take(
        self, connection: Connection, visitor: Visitor, visit: Visit, decision: Decision
    ) -> Decision:
        """Apply what is decided, if the update is new; that it came is noted in any case.

        What changes nothing now must not do so later, when it comes again.
        """
        if taken.is_first(connection, visitor.update, visit.now):
            if decision.change is not None:
                subscriptions.apply(connection, visit, decision.change)
            return decision
        # What it changed may have been changed since: only how things are now is known.
        return settings.decide(self.desk.shelf.snapshot, "", visit) if decision.change else decision

    def _visit(self, connection: Connection, visitor: Visitor) -> Visit:
        visit = subscriptions.visit(
            connection, visitor.place, visitor.kind, visitor.title, self._clock()
        )
        mine = visit.subscription
        gathered = digests.uncovered(connection, mine) if mine else []
        return replace(visit, gathered=self._archive.several(connection, gathered))

    def _keep(self, connection: Connection, place: Place, sent: Mapping[int, Message]) -> None:
        """Keep what was shown, and put it right if by now another edition is out."""
        served, now = self.desk.shelf.snapshot.current, self._clock()
        latest = publications.editions(connection, served.briefing, _RECENT)
        if not latest:
            self._keep_draft(connection, place, served, sent)
            return
        read = [(one.id, self._archive.news(connection, one)) for one in latest]
        out = [(number, brought.briefing) for number, brought in read if brought]
        found = next(((*one, shown) for one in out for shown in self._shown(one[1], sent)), None)
        if found is None:
            return
        number, briefing, shown = found
        welcome = welcomes.keep(connection, place, number, shown, now)
        newest, current = out[0]
        if welcome is not None and newest != number:
            changed = news(briefing, current)
            words = instead(welcome.kept, changed, self.desk.renderer, now)
            if words is not None:
                welcomes.put_right(connection, welcome, newest, words, now)

    def _keep_draft(
        self, connection: Connection, place: Place, served: Briefing, sent: Mapping[int, Message]
    ) -> None:
        """Keep what was shown while nothing is published: that may have to be corrected, too."""
        shown, now = next(self._shown(served, sent), None), self._clock()
        if shown is not None:
            number = publications.as_draft(connection, served_draft(served, now))
            welcomes.keep(connection, place, number, shown, now)

    def _shown(self, briefing: Briefing, sent: Mapping[int, Message]) -> Iterator[tuple[Part, int]]:
        """The messages that show an edition: whichever was served when they were written."""
        alone = Snapshot({briefing.briefing: briefing}, (), frozenset({briefing.briefing}))
        page = self.desk.ask(CURRENT, alone)[-1]
        said = said_by(briefing.briefing, summary_of(news(None, briefing)))
        return ((Part(page, said), number) for number, one in sent.items() if one == page)
