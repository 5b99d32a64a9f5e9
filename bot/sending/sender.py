"""Sends what is due: marks it before the call, and writes down what became of it after."""

import asyncio
import logging
from asyncio import FIRST_COMPLETED
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from bot.outbox.delivery import Delivery
from bot.outbox.fate import Fate, Outcome
from bot.outbox.pace import Turn
from bot.outbox.sequel import Sequel
from bot.outbox.trouble import Trouble
from bot.sending.digests import Digests
from bot.sending.gate import Gate
from bot.sending.post import Post
from bot.store import outbox, pauses
from bot.store.database import Database, UnavailableError
from bot.store.lock import SendingLock
from bot.subscriptions.schedule import awake_at

IN_FLIGHT = 8  # calls at once: as many can a crash leave uncertain
BEAT = 1.0  # seconds between two looks at what else there is to do
LONGEST_CALL = 20.0  # seconds: a delivery is leased for longer
LAST_MOMENT = 6.0  # seconds that calls get at the end
_HELD = 64  # deliveries at hand
_MINUTE = timedelta(seconds=60)  # the longest of Telegram's windows

_SWEEP = 300.0  # seconds between two looks for what has waited too long

_log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


class Sender:
    """Delivers while it holds the lock, and otherwise waits for it."""

    def __init__(
        self,
        database: Database,
        post: Post,
        gate: Gate,
        digests: Digests,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """Take from this database, carry by this post."""
        self._database, self._post, self._gate, self._digests = database, post, gate, digests
        self._clock = clock
        self._lock = SendingLock(database)
        self._trouble = Trouble()
        self._shut_out = False
        self._stopping = asyncio.Event()
        self._calls: dict[asyncio.Task[None], int] = {}  # and the chat each goes to
        self._swept = -_SWEEP  # on a clock that never steps
        self._ends = float("inf")  # when calls under way are given up
        self.leading = False
        self.following = False  # another process led when that was last looked up

    def stop(self) -> None:
        """Begin no further call."""
        self._stopping.set()
        self._ends = self._gate.clock() + LAST_MOMENT

    async def run(self) -> None:
        """Send until stopped, whatever becomes of the database and of Telegram."""
        while not self._stopping.is_set():
            try:
                await self._lead()
            except UnavailableError as error:
                _log.error("deliveries wait: the database can't be used: %s", error)
            except Exception:  # noqa: BLE001 - people are answered, whatever happens here
                _log.exception("deliveries stopped, and begin anew")
            await self._rest(BEAT)
        await asyncio.to_thread(self._lock.release)  # what it waited with, if it never led

    async def _lead(self) -> None:
        fence = await asyncio.to_thread(self._lock.take)
        self.following = fence is None
        if fence is None:
            return
        _log.info("this process sends what is published")
        self.leading = True
        try:
            await self._remember()
            while not self._stopping.is_set() and await asyncio.to_thread(self._lock.held):
                await self._beat(fence)
        finally:
            self.leading = False
            await self._finish()
            await asyncio.to_thread(self._lock.release)

    async def _remember(self) -> None:
        """Count what the process before this one sent, as if it had arrived just now."""
        for chat, kind in await self._database.run(outbox.lately, self._clock() - _MINUTE):
            self._gate.pace.remember(chat, kind, self._gate.clock())

    async def _beat(self, fence: int) -> None:
        at = self._clock()
        await self._database.run(outbox.lapse, at)
        if self._gate.clock() - self._swept > _SWEEP:
            await self._sweep(at)
        await self._put_digests_together(at)
        until = self._gate.clock() + BEAT
        while self._goes_on(until):
            found = await self._database.run(outbox.due, at, _HELD, set(self._calls.values()))
            if not found:
                await self._rest(until - self._gate.clock())
            await self._send(await self._awake(found, at), fence, until)
            at = self._clock()

    async def _sweep(self, at: datetime) -> None:
        """See to what nothing else would ever look at again."""
        await self._database.run(outbox.expire, at)
        await self._database.run(pauses.try_again, at)
        await self._digests.distrust(at)
        self._swept = self._gate.clock()

    async def _put_digests_together(self, at: datetime) -> None:
        try:
            await self._digests.tick(at)
        except UnavailableError:
            raise
        except Exception:  # noqa: BLE001 - what is published at once goes out all the same
            _log.exception("digests could not be put together")

    async def _awake(self, found: list[Delivery], at: datetime) -> list[Delivery]:
        """Return what goes to chats that are awake; the others wait until they are.

        A message that changes makes no sound.
        """
        loud = (one for one in found if one.edits is None)
        asleep = {one.id: awake for one in loud if (awake := awake_at(one.wish, at)) > at}
        if asleep:
            await self._database.run(outbox.postpone_all, asleep)
        return [one for one in found if one.id not in asleep]

    async def _send(self, held: list[Delivery], fence: int, until: float) -> None:
        """Begin a call for each, as soon as the pace allows, until the time is over."""
        while held and self._goes_on(until):
            if len(self._calls) >= IN_FLIGHT:
                await asyncio.wait(self._calls, timeout=BEAT / 10, return_when=FIRST_COMPLETED)
                continue
            wait, one = min(((self._delay(one), one) for one in held), key=lambda pair: pair[0])
            if wait > 0 or self._is_in_trouble():
                await self._until_answered()
                await self._rest(min(wait, until - self._gate.clock()))
            else:
                held.remove(one)
                self._begin(one, fence)

    def _delay(self, one: Delivery) -> float:
        if one.place.chat in self._calls.values():
            return BEAT / 10
        return self._gate.pace.delay(one.place.chat, one.kind, self._gate.clock(), urgent=False)

    def _begin(self, one: Delivery, fence: int) -> None:
        # Counted from here on: the next one is chosen before the call has really begun.
        turn = self._gate.pace.began(one.place.chat, one.kind, self._gate.clock(), urgent=False)
        call = asyncio.create_task(self._deliver(one, fence, turn))
        self._calls[call] = one.place.chat
        call.add_done_callback(self._ended)

    def _ended(self, call: asyncio.Task[None]) -> None:
        del self._calls[call]
        if not call.cancelled() and (error := call.exception()):
            _log.error("a delivery was left to its lease", exc_info=error)

    async def _deliver(self, one: Delivery, fence: int, turn: Turn) -> None:
        try:
            if not await self._database.run(outbox.mark, one, fence, self._clock()):
                return
            outcome = await self._call(one)
        finally:
            self._gate.pace.ended(turn, self._gate.clock())
        self._note(one, outcome)
        sequel = await self._settle(one, fence, outcome)
        if sequel.why:
            _log.warning("delivery %s to chat %s: %s", one.id, one.place.chat, sequel.why)

    async def _call(self, one: Delivery) -> Outcome:
        try:
            # Each step of a call may have its own limit: together they could outlive the lease.
            async with asyncio.timeout(LONGEST_CALL):
                if one.edits is not None:
                    return await self._post.edit(one.place, one.edits, one.letter, plain=one.plain)
                return await self._post.send(
                    one.place,
                    one.letter,
                    silent=one.wish.silent,
                    plain=one.plain,
                    answers=one.answers,
                )
        except TimeoutError:
            return Outcome(Fate.UNKNOWN, said="no answer came in time")

    def _note(self, one: Delivery, outcome: Outcome) -> None:
        self._trouble.note(outcome.fate, self._gate.clock())
        if outcome.fate is Fate.LATER:
            self._gate.pace.refused(one.place.chat, outcome.wait, self._gate.clock())
        if outcome.fate is Fate.LOCKED_OUT and not self._shut_out:
            self._shut_out = True
            _log.error("deliveries wait: Telegram refuses the token; check TELEGRAM_BOT_TOKEN")

    async def _settle(self, one: Delivery, fence: int, outcome: Outcome) -> Sequel:
        """Write it down, however often that takes: only the lease would know less."""
        until = self._gate.clock() + outbox.LEASE.total_seconds()
        while True:
            try:
                return await self._database.run(outbox.settle, one, fence, outcome, self._clock())
            except UnavailableError:
                if self._gate.clock() > until:
                    raise
                await asyncio.sleep(BEAT)

    async def _until_answered(self) -> None:
        """Wait while nobody answers; a question that sends nothing tells when that is over."""
        while self._is_in_trouble() and not self._stopping.is_set():
            await self._rest(self._trouble.delay(self._gate.clock()) or BEAT)
            self._shut_out = not await self._post.alive()
            if self._shut_out:
                self._trouble.note(Fate.UNSENT, self._gate.clock())

    def _is_in_trouble(self) -> bool:
        return self._shut_out or self._trouble.delay(self._gate.clock()) > 0

    async def _finish(self) -> None:
        """Let calls end: what has become of them is known better now than it ever will be."""
        while self._calls and self._gate.clock() < self._ends:
            await asyncio.wait(self._calls, timeout=BEAT / 10)
        for call in list(self._calls):
            call.cancel()

    def _goes_on(self, until: float) -> bool:
        return not self._stopping.is_set() and self._gate.clock() < until

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, seconds)):
                await self._stopping.wait()
