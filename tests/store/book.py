"""The store as a test uses it: in few words, on 1 June 2026 unless it says otherwise."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, update

from bot.messages import Button, Message
from bot.outbox.delivery import Delivery, Step, WhenUncertain
from bot.outbox.fate import Fate, Outcome
from bot.outbox.sequel import Sequel
from bot.store import (
    corrections,
    digests,
    moves,
    outbox,
    pauses,
    publications,
    subscriptions,
    turns,
)
from bot.store.corrections import Replacement
from bot.store.database import Database
from bot.store.publications import Issue
from bot.store.tables import CORRECTION, DIGEST, EDITION, delivery, publication, sending
from bot.subscriptions.said import Part
from bot.subscriptions.subscription import Kind, Place, Reason, State, Subscription
from bot.subscriptions.visit import Alter, Change, Erase, Start, Stop, Visit
from bot.subscriptions.wish import Rhythm, Wish

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
HERE = Place(-100)
AT_ONCE, DAILY = Wish(), Wish(rhythm=Rhythm.DAILY)
ONE_PART = (Message("<b>News</b>"),)
TWO_PARTS = (Message("first"), Message("second", ((Button("Stop", "/unsubscribe"),),)))
SENT = Outcome(Fate.SENT, message=77)
UNKNOWN = Outcome(Fate.UNKNOWN, said="silence")
FENCE = 1


def parts_of(letters: Sequence[Message]) -> tuple[Part, ...]:
    """The messages of a letter of which nobody knows what they say."""
    return tuple(Part(one) for one in letters)


def correcting(connection: Connection, letter: int, now: datetime) -> int:
    """Let another letter take the place of one, in a transaction that goes on."""
    turns.turnstile(connection)
    issue = Issue("correct:x", CORRECTION, "desk", 2, "{}", WhenUncertain.RESEND_ONCE, now)
    number = publications.add(connection, issue)
    change = Replacement(letter, Part(Message("corrected")), Part(Message("notice")), {})
    corrections.carry_out(connection, number, [change], now)
    return number


class Book:
    """One store, and a clock that stands until it is moved."""

    def __init__(self, database: Database) -> None:
        """A process that may send has this fence."""
        self.database, self.now = database, NOW
        self.do(lambda connection: connection.execute(update(sending).values(fence=FENCE)))

    def do(self, work: Callable[..., Any], *args: Any, **options: Any) -> Any:
        """Do some work in a transaction of its own."""
        return self.database.run_now(work, *args, **options)

    def after(self, **time: float) -> datetime:
        """Let time pass."""
        self.now += timedelta(**time)
        return self.now

    # What people do

    def visit(self, place: Place = HERE, kind: Kind = Kind.GROUP) -> Visit:
        """A place as a command sees it."""
        visit: Visit = self.do(subscriptions.visit, place, kind, "Desk", self.now)
        return visit

    def change(self, change: Change, place: Place = HERE, kind: Kind = Kind.GROUP) -> None:
        """Carry out what a command has decided."""
        self.do(
            lambda connection: subscriptions.apply(
                connection, self.visit_in(connection, place, kind), change
            )
        )

    def visit_in(self, connection: Any, place: Place, kind: Kind) -> Visit:
        """A place as a command sees it, in the same transaction."""
        return subscriptions.visit(connection, place, kind, "Desk", self.now)

    def subscribe(self, place: Place = HERE, wish: Wish = AT_ONCE, kind: Kind = Kind.GROUP) -> None:
        """Subscribe, or subscribe again."""
        self.change(Start(wish), place, kind)

    def alter(self, wish: Wish, place: Place = HERE) -> None:
        """Change the settings."""
        self.change(Alter(wish), place)

    def stop(self, place: Place = HERE) -> None:
        """Unsubscribe."""
        self.change(Stop(), place)

    def erase(self, place: Place = HERE) -> None:
        """Have everything forgotten."""
        self.change(Erase(), place)

    def pause(
        self, reason: Reason = Reason.MUTED, place: Place = HERE, *, topic: int | None = None
    ) -> None:
        """Note that nothing can be sent."""
        self.do(pauses.pause, place.chat, reason, self.now, topic)

    def resume(
        self,
        place: Place = HERE,
        topic: int | None = None,
        reasons: Sequence[Reason] = tuple(Reason),
    ) -> bool:
        """Note that it can again."""
        resumed: bool = self.do(pauses.resume, place.chat, self.now, topic, reasons)
        return resumed

    def migrate(self, old: int, new: int) -> None:
        """Let a group become a supergroup."""
        self.do(moves.migrate, old, new, self.now)

    # What is published

    def publish(
        self,
        number: int = 1,
        letters: Sequence[Message] = ONE_PART,
        *,
        when_uncertain: WhenUncertain = WhenUncertain.RESEND_ONCE,
        by_topics: Mapping[frozenset[str], Sequence[Message]] | None = None,
    ) -> int:
        """Publish an edition: the same letters to all, unless they differ by topics."""
        issue = Issue(
            f"{EDITION}:desk:{number}", EDITION, "desk", number, "{}", when_uncertain, self.now
        )
        chosen = by_topics or {}
        made: int = self.do(
            publications.publish, issue, lambda topics: parts_of(chosen.get(topics, letters))
        )
        return made

    def digest(self, key: str, place: Place = HERE, letters: Sequence[Message] = ONE_PART) -> None:
        """Put a digest on its way."""
        issue = Issue(key, DIGEST, "desk", 1, None, WhenUncertain.RESEND_ONCE, self.now)
        self.do(digests.digest, issue, self.found(place), parts_of(letters))

    def correct(self, letter: int = 1) -> int:
        """Let another letter take the place of one."""
        made: int = self.do(correcting, letter, self.now)
        return made

    def uncovered(self, place: Place = HERE) -> list[int]:
        """The editions that are still to be told of in a digest."""
        return [one.edition for one in self.do(digests.uncovered, self.found(place))]

    # What is sent

    def due(self, limit: int = 100, busy: Sequence[int] = ()) -> list[Delivery]:
        """The deliveries whose time has come: the first of each chat, the second, and so on."""
        found: list[Delivery] = self.do(self._due, limit, busy)
        return found[:limit]

    def _due(self, connection: Connection, limit: int, busy: Sequence[int]) -> list[Delivery]:
        found: list[Delivery] = []
        attempt = connection.begin_nested()
        while more := outbox.due(connection, self.now, limit, busy):
            taken = delivery.c.id.in_([one.id for one in more])
            connection.execute(update(delivery).where(taken).values(step=Step.SENDING))
            found += more
        attempt.rollback()
        return found

    def hand(self) -> list[Place]:
        """Where the deliveries go that a sender gets at once."""
        return [one.place for one in self.do(outbox.due, self.now, 64)]

    def take(self, place: Place = HERE) -> Delivery:
        """The first delivery to a place, marked."""
        one = next(one for one in self.due() if one.place == place)
        assert self.mark(one)
        return one

    def mark(self, one: Delivery, fence: int = FENCE) -> bool:
        """Note that it is being sent."""
        marked: bool = self.do(outbox.mark, one, fence, self.now)
        return marked

    def settle(self, one: Delivery, outcome: Outcome = SENT, fence: int = FENCE) -> Sequel:
        """Note what has become of it."""
        sequel: Sequel = self.do(outbox.settle, one, fence, outcome, self.now)
        return sequel

    def send(self, outcome: Outcome = SENT, place: Place | None = None) -> list[Place]:
        """Send all that is due, and return where to."""
        places = []
        for one in self.due():
            if place in {None, one.place} and self.mark(one):
                self.settle(one, outcome)
                places.append(one.place)
        return places

    # What is seen

    def found(self, place: Place = HERE) -> Subscription:
        """The subscription of a place."""
        found: Subscription | None = self.do(subscriptions.find, place)
        assert found is not None
        return found

    def has(self, place: Place) -> bool:
        """Whether anything is known of a place."""
        return self.do(subscriptions.find, place) is not None

    def steps(self, number: int | None = None) -> list[str]:
        """How far all deliveries have come, or those of a publication."""
        return [row["step"] for row in self.rows() if number in {None, row["publication"]}]

    def rows(self) -> list[Mapping[str, Any]]:
        """The deliveries as they are kept."""
        return self.table(delivery)

    def publications(self) -> list[Mapping[str, Any]]:
        """The publications as they are kept."""
        return self.table(publication)

    def table(self, table: Any) -> list[Mapping[str, Any]]:
        """The rows of a table, in order."""
        rows: list[Mapping[str, Any]] = self.do(
            lambda connection: [
                dict(row)
                for row in connection.execute(select(table).order_by(table.c.id)).mappings()
            ]
        )
        return rows

    def digest_due(self, place: Place = HERE) -> datetime | None:
        """When the next digest is due."""
        return self.visit(place).due

    def state(self, place: Place = HERE) -> tuple[State, Reason | None]:
        """Whether anything is sent to a place, and if not, why."""
        found = self.found(place)
        return found.state, found.reason
