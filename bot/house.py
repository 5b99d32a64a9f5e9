"""The bot put together, without a Telegram: what answers, and what sends."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.briefing.library import Library
from bot.briefing.shelf import Shelf
from bot.desk import desk_of
from bot.editors import Editors
from bot.metrics import Metrics
from bot.register import Register
from bot.sending.archive import Archive
from bot.sending.bulletins import Bulletins
from bot.sending.proposals import Proposals
from bot.sending.sender import utc_now
from bot.sending.sending import Sending, gate_of
from bot.sending.showing import Showing
from bot.standing import Standing
from bot.store.database import Database


@dataclass(frozen=True)
class Terms:
    """What the operators of a bot have set."""

    rate: int = 30  # messages a second
    operators: frozenset[int] = frozenset()  # their ids with Telegram
    approvals: int = 1  # of them, how many have to agree before anything goes out


@dataclass(frozen=True)
class House:
    """They share the briefings, a database, and a pace."""

    library: Library
    register: Register
    sending: Sending
    bulletins: Bulletins
    showing: Showing
    operators: frozenset[int]
    metrics: Metrics
    standing: Standing

    async def prepared(self) -> bool:
        """Make the database and the shelf ready to answer from; False while that can't be done."""
        return await self.standing.is_prepared() and await self.showing.refresh()


def house_of(
    library: Library,
    database: Database,
    terms: Terms = Terms(),
    clock: Callable[[], datetime] = utc_now,
) -> House:
    """Put together what answers and what sends."""
    archive, shelf = Archive(), Shelf(library)
    desk = desk_of(shelf)
    proposed = Proposals(desk.renderer, terms.approvals, terms.operators)
    bulletins = Bulletins(database, proposed, desk.renderer, terms.operators, clock)
    showing = Showing(database, shelf)
    editors = Editors(desk, database, bulletins, showing, clock)
    return House(
        library,
        Register(desk, editors, database, archive, clock),
        Sending(database, desk.renderer, archive, gate_of(terms.rate), clock),
        bulletins,
        showing,
        terms.operators,
        Metrics(),
        Standing(database, shelf, clock),
    )
