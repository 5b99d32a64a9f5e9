"""What operators are shown of a proposal: one message each, edited until all has been sent."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from datetime import datetime
from functools import partial

from bot.answer import Answer
from bot.briefing.model import Briefing
from bot.messages import Message
from bot.outbox.fate import Fate, Outcome
from bot.publishing.bulletin import FINAL, Outlook, Progress, bulletin, stage
from bot.publishing.correction import Correction
from bot.publishing.plan import Plan
from bot.publishing.proposal import Kind, Proposal, State, Who, key_of
from bot.render import Renderer
from bot.sending.correction import corrected
from bot.sending.edition import PublishError, planned
from bot.sending.gate import Gate
from bot.sending.post import Post
from bot.sending.proposals import Proposals, content_of
from bot.store import overview, proposals
from bot.store.database import Connection, Database, UnavailableError
from bot.store.proposals import Bulletin
from bot.subscriptions.subscription import Kind as ChatKind
from bot.subscriptions.subscription import Place

BEAT = 1.0  # seconds between two looks
SELDOM = 3.0  # seconds between two edits that only tell how far it is
PATIENCE = 10.0  # seconds that a bulletin may wait for its turn
REST = 30.0  # seconds between two looks at what waits for its chats

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
        self._rests: dict[int, float] = {}  # by bulletin: until when nothing is expected to change
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
                await _try(self._beat(post, gate))

    async def release(self, leads: Callable[[], bool]) -> None:
        """Carry out what waited for the end of its embargo, until cancelled."""
        while True:
            await asyncio.sleep(BEAT)
            if leads():
                await _try(self._database.run(self.proposed.release, self._clock()))

    async def _beat(self, post: Post, gate: Gate) -> None:
        every = await self._database.run(proposals.unfinished, self._operators)
        found = [(self.proposed.as_it_counts(proposal), one) for proposal, one in every]
        known = {one.id for _, one in found}
        self._shown = {number: at for number, at in self._shown.items() if number in known}
        self._rests = {number: at for number, at in self._rests.items() if number in known}
        going = {proposal.id for proposal, _ in found}
        self._began = {number: at for number, at in self._began.items() if number in going}
        await asyncio.gather(
            *(_try(self._update(post, gate, proposal, one)) for proposal, one in found)
        )

    async def _update(self, post: Post, gate: Gate, proposal: Proposal, one: Bulletin) -> None:
        if gate.clock() < self._rests.get(one.id, 0.0):
            return
        progress = await self._progress(proposal, gate.clock())
        reached = stage(proposal, progress)
        if self._is_due(one, reached, gate.clock()):
            page = await self._database.run(self._write, proposal, progress)
            await self._show(post, gate, one, (page, reached))
        elif one.former is not None and one.message is not None:
            await self._retire(post, gate, one, one.former)
        elif reached == one.shown and progress is not None and not progress.open:
            # What is left goes when its chats can be written to: that is looked at now and then.
            self._rests[one.id] = gate.clock() + REST

    def _is_due(self, one: Bulletin, reached: str, now: float) -> bool:
        if reached == one.shown:
            return False
        # Where only the counts have changed, it can wait.
        counts = all(name.startswith(f"{State.OUT}:") for name in (reached, one.shown))
        return not counts or now - self._shown.get(one.id, 0.0) >= SELDOM

    async def _progress(self, proposal: Proposal, now: float) -> Progress | None:
        if proposal.publication is None:
            return None
        soon = self._clock() + overview.SOON
        tally = await self._database.run(overview.tally, proposal.publication, soon)
        since, sent = self._began.setdefault(proposal.id, (now, tally.sent))
        rate = (tally.sent - sent) / (now - since) if now > since else 0.0
        return Progress(
            tally.sent, tally.open, tally.held, tally.paused, tally.uncertain, tally.failed, rate
        )

    def _write(
        self, connection: Connection, proposal: Proposal, progress: Progress | None
    ) -> Message:
        outlook, cited = None, _readable(proposal)
        if cited is not None and proposal.state in {State.OPEN, State.AGREED}:
            outlook, cited = _outlook(connection, proposal.kind, cited, self._renderer)
        return self._renderer.render(bulletin(proposal, outlook, progress), cited)[0]

    async def _show(
        self, post: Post, gate: Gate, one: Bulletin, wanted: tuple[Message, str]
    ) -> None:
        page, reached = wanted
        place = Place(one.chat)
        if one.message is None:
            call = partial(post.send, place, page, silent=False, plain=False)
        else:
            call = partial(post.edit, place, one.message, page, plain=False)
        outcome = await _in_turn(gate, one.chat, call)
        if outcome is None:
            return
        self._shown[one.id] = gate.clock()
        message, stands = _stands(one, outcome, reached)
        if stands != one.shown or message != one.message:
            await self._database.run(proposals.show, one, message, stands)

    async def _retire(self, post: Post, gate: Gate, one: Bulletin, former: int) -> None:
        """Take the buttons off the message before it."""
        moved = self._renderer.render(Answer("proposal_moved"), None)[0]
        call = partial(post.edit, Place(one.chat), former, moved, plain=False)
        outcome = await _in_turn(gate, one.chat, call)
        if outcome is not None and outcome.fate in {Fate.SENT, *_NEVER}:
            await self._database.run(proposals.retired, one)


async def _in_turn(gate: Gate, chat: int, call: Callable[[], Awaitable[Outcome]]) -> Outcome | None:
    """Make a call once its chat may be written to; None, and no call, if that takes too long."""
    try:
        async with gate.turn(chat, ChatKind.PRIVATE, PATIENCE):
            outcome = await call()
    except TimeoutError:
        return None
    if outcome.fate is Fate.LATER:
        gate.pace.refused(chat, outcome.wait, gate.clock())
    return outcome


def _stands(one: Bulletin, outcome: Outcome, reached: str) -> tuple[int | None, str]:
    """Return the message that shows a proposal, and the stage that stands there, after a call."""
    if outcome.fate is Fate.SENT:
        return outcome.message or one.message, reached
    if one.message is None and outcome.fate in _NEVER:
        _log.warning("operator %s can't be shown a proposal: %s", one.chat, outcome.said)
        return None, FINAL
    if one.message is None and outcome.fate is Fate.UNKNOWN:
        # It may have arrived: it is sent once more, and not again.
        return None, reached if one.shown == _DOUBT else _DOUBT
    return one.message, reached if outcome.fate in _NEVER else one.shown


async def _try(work: Awaitable[object]) -> None:
    try:
        await work
    except UnavailableError as error:
        _log.warning("operators are not shown how it goes: %s", error)
    except Exception:  # noqa: BLE001 - subscribers and other operators get theirs all the same
        _log.exception("operators are not shown how it goes")


_DOUBT = "doubt"
_NEVER = frozenset({Fate.GONE, Fate.REFUSED, Fate.MIGRATED})


def _readable(proposal: Proposal) -> Briefing | None:
    try:
        return content_of(proposal)
    except PublishError:  # another release has written it: whoever agrees is told so
        return None


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
        beside=plan.beside,
    )


def _of_correction(correction: Correction) -> Outlook:
    return Outlook(
        items=correction.items,
        chats=correction.chats,
        messages=correction.messages,
        waiting=correction.waiting,
        beside=correction.beside,
        repeats=correction.repeats,
    )
