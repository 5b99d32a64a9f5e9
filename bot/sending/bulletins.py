"""What operators are shown of a proposal: one message each, edited until all has been sent."""

import asyncio
import logging
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime, timedelta

from bot.briefing.model import Briefing
from bot.messages import Message
from bot.outbox.fate import Fate
from bot.publishing.bulletin import FINAL, Outlook, Progress, bulletin, stage
from bot.publishing.correction import Correction
from bot.publishing.plan import Plan
from bot.publishing.proposal import Kind, Proposal, State, Who, key_of
from bot.render import Renderer
from bot.sending.correction import corrected
from bot.sending.edition import PublishError, planned
from bot.sending.gate import Gate
from bot.sending.post import Post
from bot.sending.proposals import Proposals
from bot.store import overview, proposals
from bot.store.database import Connection, Database, UnavailableError
from bot.store.proposals import Bulletin
from bot.subscriptions.subscription import Kind as ChatKind
from bot.subscriptions.subscription import Place

BEAT = 1.0  # seconds between two looks
SELDOM = 3.0  # seconds between two edits that only tell how far it is
PATIENCE = 10.0  # seconds that a bulletin may wait for its turn
LOOKED_AT = timedelta(days=30)  # proposals older than that are history
SOON = timedelta(seconds=60)  # what goes later than that is not waited for

_log = logging.getLogger(__name__)


class Bulletins:
    """Keeps every operator's messages as the proposals stand, whoever changed them."""

    def __init__(
        self,
        database: Database,
        proposed: Proposals,
        renderer: Renderer,
        operators: Collection[int],
        clock: Callable[[], datetime],
    ) -> None:
        """Show them to these operators."""
        self._database, self.proposed, self._renderer = database, proposed, renderer
        self._operators, self._clock = operators, clock
        self._began: dict[int, tuple[float, int]] = {}  # by proposal: when, and how many were sent
        self._shown: dict[int, float] = {}  # by bulletin: when
        self._now = asyncio.Event()

    def hurry(self) -> None:
        """Look at once: something has changed."""
        self._now.set()

    def anew(self, connection: Connection, proposal: Proposal, who: Who) -> None:
        """Show a proposal to an operator in a new message: they have just asked for it."""
        for chat in self._operators:
            if who.key == key_of(chat):
                proposals.again(connection, proposal.id, chat)

    async def run(self, post: Post, gate: Gate, leads: Callable[[], bool]) -> None:
        """Show what is to be shown until cancelled, while this process is the one that sends."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(BEAT):
                    await self._now.wait()
            self._now.clear()
            if leads():
                await self._try(post, gate)

    async def _try(self, post: Post, gate: Gate) -> None:
        try:
            await self._beat(post, gate)
        except UnavailableError as error:
            _log.warning("operators are not shown how it goes: %s", error)
        except Exception:  # noqa: BLE001 - subscribers get theirs, whatever happens here
            _log.exception("operators are not shown how it goes")

    async def _beat(self, post: Post, gate: Gate) -> None:
        now = self._clock()
        await self._database.run(self.proposed.release, now)
        found = await self._database.run(proposals.unfinished, self._operators, now - LOOKED_AT)
        for proposal, one in found:
            progress = await self._progress(proposal, gate.clock())
            reached = stage(proposal, progress)
            if self._is_due(one, reached, gate.clock()):
                page = await self._database.run(self._write, proposal, progress)
                await self._show(post, gate, one, page, reached)

    def _is_due(self, one: Bulletin, reached: str, now: float) -> bool:
        if reached == one.shown:
            return False
        # Where only the counts have changed, it can wait.
        counts = all(name.startswith(f"{State.OUT}:") for name in (reached, one.shown))
        return not counts or now - self._shown.get(one.id, 0.0) >= SELDOM

    async def _progress(self, proposal: Proposal, now: float) -> Progress | None:
        if proposal.publication is None:
            return None
        soon = self._clock() + SOON
        tally = await self._database.run(overview.tally, proposal.publication, soon)
        since, sent = self._began.setdefault(proposal.id, (now, tally.sent))
        rate = (tally.sent - sent) / (now - since) if now > since else 0.0
        return Progress(
            tally.sent, tally.open, tally.held, tally.paused, tally.uncertain, tally.failed, rate
        )

    def _write(
        self, connection: Connection, proposal: Proposal, progress: Progress | None
    ) -> Message:
        briefing = Briefing.model_validate_json(proposal.content)
        asked = proposal.state in {State.OPEN, State.AGREED}
        outlook, cited = (
            _outlook(connection, proposal.kind, briefing, self._renderer)
            if asked
            else (None, briefing)
        )
        return self._renderer.render(bulletin(proposal, outlook, progress), cited)[0]

    async def _show(
        self, post: Post, gate: Gate, one: Bulletin, page: Message, reached: str
    ) -> None:
        place = Place(one.chat)
        try:
            async with gate.turn(one.chat, ChatKind.PRIVATE, PATIENCE):
                if one.message is None:
                    outcome = await post.send(place, page, silent=False, plain=False)
                else:
                    outcome = await post.edit(place, one.message, page, plain=False)
        except TimeoutError:
            return
        if outcome.fate in _AGAIN:
            gate.pace.refused(one.chat, outcome.wait, gate.clock())
            return
        self._shown[one.id] = gate.clock()
        message = outcome.message or one.message
        if outcome.fate in _NEVER and one.message is None:
            _log.warning("operator %s can't be shown a proposal: %s", one.chat, outcome.said)
            reached = FINAL
        await self._database.run(proposals.show, one, message, reached)


_AGAIN = frozenset({Fate.LATER, Fate.UNSENT, Fate.LOCKED_OUT})
_NEVER = frozenset({Fate.GONE, Fate.REFUSED, Fate.MIGRATED})


def _outlook(
    connection: Connection, kind: Kind, briefing: Briefing, renderer: Renderer
) -> tuple[Outlook | None, Briefing]:
    """What it would mean now, and the briefing that knows all sources of it."""
    try:
        if kind is Kind.PUBLISH:
            plan = planned(connection, briefing, renderer)
            return _of_edition(plan), plan.news.briefing
        correction = corrected(connection, briefing)
        return _of_correction(correction), correction.news.briefing
    except PublishError:
        return None, briefing  # whoever agrees now is told why it can't go out


def _of_edition(plan: Plan) -> Outlook:
    return Outlook(
        items=plan.news.items,
        first=plan.news.first,
        chats=plan.chats,
        messages=plan.messages,
        later=plan.in_digests,
        paused=plan.paused,
    )


def _of_correction(correction: Correction) -> Outlook:
    return Outlook(
        items=correction.items,
        chats=correction.chats,
        messages=correction.messages,
        waiting=correction.waiting,
    )
