"""What waits for the bot: numbered updates, handed out again until their receipt is confirmed."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass

from bot.simulator.changes import Changes
from bot.simulator.replies import Payload, conflict

DAY = 86_400
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})

Clock = Callable[[], float]


@dataclass(frozen=True)
class Update:
    id: int
    kind: str
    content: Payload
    expires_at: float

    @property
    def payload(self) -> Payload:
        return {"update_id": self.id, self.kind: self.content}


@dataclass(frozen=True)
class Webhook:
    url: str
    secret_token: str = ""
    max_connections: int = 40


class Updates:
    """The bot's queue; `allowed` is empty for all kinds that come without asking."""

    def __init__(self, clock: Clock, changes: Changes) -> None:
        self.allowed: frozenset[str] = frozenset()
        self.webhook: Webhook | None = None
        self.failed: tuple[int, str] | None = None  # when an update last could not be brought, why
        self.out: set[int] = set()  # numbers of those that the bot has been handed, unconfirmed
        self._clock = clock
        self._changes = changes
        self._waiting: list[Update] = []
        # Numbers go on where others ended: a bot may remember those of a Telegram before this one.
        self._last_id = int(clock())
        self._polls = 0

    @property
    def waiting(self) -> tuple[Update, ...]:
        now = self._clock()
        self._waiting = [update for update in self._waiting if update.expires_at > now]
        return tuple(self._waiting)

    @property
    def newest(self) -> int:
        """The number that was given last."""
        return self._last_id

    def add(self, kind: str, content: Payload, *, lifetime: float = DAY) -> None:
        if self._is_allowed(kind):
            self._last_id += 1
            self._waiting.append(Update(self._last_id, kind, content, self._clock() + lifetime))
        self._changes.happened()

    def allow(self, kinds: Collection[str]) -> None:
        self.allowed = frozenset(kinds)

    def confirm(self, offset: int) -> None:
        """Drop what comes before the offset; a negative one counts from the end."""
        if offset < 0:
            self._waiting = self._waiting[offset:]
        else:
            self._waiting = [update for update in self._waiting if update.id >= offset]
        self.out &= {update.id for update in self._waiting}
        self._changes.happened()

    def receive_by(self, webhook: Webhook | None) -> None:
        self.webhook, self.failed = webhook, None
        self._changes.happened()

    def take(self, update: Update) -> None:
        self._waiting.remove(update)
        self._changes.happened()

    def drop(self) -> None:
        self._waiting = []
        self._changes.happened()

    async def poll(self, offset: int, limit: int, patience: float) -> tuple[Update, ...]:
        """Up to `limit` updates, as soon as there is one; a later poll ends this one."""
        self._polls += 1
        this_poll = self._polls
        self.confirm(offset)
        try:
            async with asyncio.timeout(patience):
                ready = (await self._changes.until(lambda: self._ready(this_poll)))[:limit]
        except TimeoutError:
            return ()
        self.out |= {update.id for update in ready}
        return ready

    async def settled(self, patience: float) -> None:
        """Wait until the bot has confirmed every update there is by now."""
        last = self._last_id
        try:
            async with asyncio.timeout(patience):
                await self._changes.until(lambda: None if self._left(last) else True)
        except TimeoutError:
            left = ", ".join(f"{update.id} ({update.kind})" for update in self._left(last))
            raise TimeoutError(f"not confirmed within {patience} s: {left}") from None

    def _ready(self, this_poll: int) -> tuple[Update, ...] | None:
        if self.webhook:
            raise conflict("terminated by setWebhook request")
        if this_poll != self._polls:
            raise conflict(
                "terminated by other getUpdates request; "
                "make sure that only one bot instance is running"
            )
        return self.waiting or None

    def _left(self, last: int) -> list[Update]:
        return [update for update in self.waiting if update.id <= last]

    def _is_allowed(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT
