"""What sends, put together: one database, one pace for replies and deliveries."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random

from bot.outbox.pace import Pace
from bot.render import Renderer
from bot.sending.archive import Archive
from bot.sending.digests import Digests
from bot.sending.gate import Gate
from bot.sending.post import Post
from bot.sending.sender import Sender, utc_now
from bot.store.database import Database


@dataclass(frozen=True)
class Sending:
    """Makes the sender, once there is a post."""

    database: Database
    renderer: Renderer
    archive: Archive
    gate: Gate
    clock: Callable[[], datetime] = utc_now

    def sender(self, post: Post) -> Sender:
        """Return a sender that carries by this post."""
        digests = Digests(self.database, self.renderer, self.archive)
        return Sender(self.database, post, self.gate, digests, self.clock)


def gate_of(rate: int) -> Gate:
    """Return a gate that opens so many times a second."""
    return Gate(Pace(rate, started=time.monotonic(), chance=Random()))  # noqa: S311 - no secret
