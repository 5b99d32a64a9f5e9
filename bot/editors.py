"""The editors' desk: what operators look at and decide; it knows no Telegram."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial
from itertools import islice
from types import MappingProxyType

from bot.answer import Answer, page_asked
from bot.briefing.library import Snapshot
from bot.briefing.model import Briefing
from bot.commands.gaps import gaps_page, to_forget
from bot.commands.publish import which_briefing
from bot.commands.rollback import edition_asked
from bot.desk import Desk, parse
from bot.gaps import listed, named
from bot.messages import Message
from bot.proofs import Proofs
from bot.publishing.bulletin import every_change
from bot.publishing.proposal import Kind, Proposal, Who
from bot.sending.bulletins import Bulletins
from bot.sending.correction import rolled_back
from bot.sending.edition import PublishError
from bot.sending.sender import utc_now
from bot.sending.showing import Showing
from bot.store import proposals
from bot.store.database import Connection, Database
from bot.store.gaps import forget, most_asked

_GAPS = 50  # of the most frequent, that are looked at
Reply = Callable[[str, Who], Awaitable[tuple[Message, ...]]]


class Editors:
    """Answers operators, each command by a method of its own."""

    def __init__(
        self,
        desk: Desk,
        database: Database,
        bulletins: Bulletins,
        showing: Showing,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """Look at the drafts of this desk, decide in this database."""
        self._shelf, self._renderer, self._database = desk.shelf, desk.renderer, database
        self._bulletins, self._showing, self._clock = bulletins, showing, clock
        self._asking = desk.asking
        self._proofs = Proofs(desk, database, clock)
        self._replies: Mapping[str, Reply] = MappingProxyType(
            {
                "preview": self._proofs.answer,
                "publish": partial(self._publish, Kind.PUBLISH),
                "correct": partial(self._publish, Kind.CORRECT),
                "rollback": self._roll_back,
                "gaps": self._gaps,
            }
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The commands there are."""
        return tuple(self._replies)

    async def answer(self, line: str, who: Who) -> tuple[Message, ...]:
        """Return the answer to an operator's line, once what it decides is kept."""
        name, words = parse(line)
        return await self._replies[name](words, who)

    async def examine(self, name: str, content: bytes, who: Who) -> tuple[Message, ...]:
        """Return the problems of a file that an operator has sent, or what it would bring."""
        return await self._proofs.examine(name, content, who)

    async def problems(self, before: Snapshot, after: Snapshot) -> tuple[Message, ...]:
        """Return what operators are told once the files have changed, if anything."""
        return await self._proofs.report(before, after)

    async def _publish(self, kind: Kind, words: str, who: Who) -> tuple[Message, ...]:
        """Propose a draft, or agree to what is proposed already, decline it, or show all of it."""
        asked, page = page_asked(words)
        act, _, number = asked.partition(" ")
        if act in {"yes", "no", "show"} and re.fullmatch(r"\d{1,9}", number):
            return await self._about(act, int(number), page, who)
        drafts = self._shelf.drafts
        if words in drafts.sound:
            return await self._propose(kind, drafts.sound[words], who)
        await self._showing.refresh()  # another process may just have published one
        offered = list(drafts.sound.values()) if words else self._shelf.unpublished
        if kind is Kind.CORRECT:
            offered = [one for one in offered if one.briefing in self._shelf.published]
        problems = drafts.wrong_with(words)
        if len(offered) == 1 and not words and not problems:
            return await self._propose(kind, offered[0], who)
        return self._tell(which_briefing(kind, words, offered, problems))

    async def _roll_back(self, words: str, who: Who) -> tuple[Message, ...]:
        """Propose to go back to an edition."""
        name, edition = edition_asked(words, tuple(self._shelf.published))
        if edition is None:
            values = {"asked": words, "published": tuple(self._shelf.published)}
            return self._tell(Answer("which_edition", values))
        try:
            briefing = await self._database.run(rolled_back, name, edition)
        except PublishError as error:
            return self._refuse(error)
        return await self._propose(Kind.ROLLBACK, briefing, who)

    async def _propose(self, kind: Kind, briefing: Briefing, who: Who) -> tuple[Message, ...]:
        try:
            await self._database.run(self._keep, kind, briefing, who)
        except PublishError as error:
            return self._refuse(error)
        self._bulletins.hurry()  # the question comes as a bulletin, to every operator
        return ()

    def _keep(self, connection: Connection, kind: Kind, briefing: Briefing, who: Who) -> None:
        proposed = self._bulletins.proposed
        made = proposed.propose(connection, kind, briefing, who, self._clock())
        self._bulletins.anew(connection, made, who)

    async def _about(self, act: str, number: int, page: int, who: Who) -> tuple[Message, ...]:
        if act == "show":
            return await self._show(number, page)
        return await self._decide(number, who, agrees=act == "yes")

    async def _show(self, number: int, page: int) -> tuple[Message, ...]:
        """Show a page of what a proposal changes."""
        try:
            found = await self._database.run(self._bulletins.proposed.changes, number)
        except PublishError as error:
            return self._refuse(error)
        if found is None:
            return self._tell(Answer("no_proposal", {"number": number}))
        return self._tell(every_change(*found, page))

    async def _decide(self, number: int, who: Who, *, agrees: bool) -> tuple[Message, ...]:
        decided = await self._database.run(self._settle, number, who, agrees)
        if decided is None:
            return self._tell(Answer("no_proposal", {"number": number}))
        await self._showing.refresh()
        self._bulletins.hurry()  # they show every operator what has become of it
        return ()

    def _settle(
        self,
        connection: Connection,
        number: int,
        who: Who,
        agrees: bool,  # noqa: FBT001
    ) -> Proposal | None:
        proposed, drafts = self._bulletins.proposed, self._shelf.drafts.sound
        before = proposals.find(connection, number)
        if before is not None and before.is_settled:
            self._bulletins.anew(connection, before, who)  # an old button: show how it ended
            return before
        if agrees:
            return proposed.agree(connection, number, who, drafts, self._clock())
        return proposed.decline(connection, number, who)

    async def _gaps(self, words: str, who: Who) -> tuple[Message, ...]:  # noqa: ARG002
        """Show what people ask in vain, and forget a question."""
        typed = to_forget(words)
        known = bool(typed) and await self._database.run(forget, named(typed))
        asked = await self._database.run(most_asked)
        # Each question is asked anew of both: meanwhile others are answered.
        snapshot, drafts = self._shelf.snapshot, self._shelf.drafts
        found = await asyncio.to_thread(
            lambda: list(islice(listed(self._asking, asked, snapshot, drafts), _GAPS))
        )
        return self._tell(gaps_page(found, words, typed, known=known))

    def _refuse(self, error: PublishError) -> tuple[Message, ...]:
        return self._tell(Answer("not_published", {"why": str(error)}))

    def _tell(self, answer: Answer) -> tuple[Message, ...]:
        return self._renderer.render(answer, None)
