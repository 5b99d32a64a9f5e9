"""What an operator decides on messages that may have arrived: send them again, or let them rest."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from bot.operations.screen import columns, counted, screen
from bot.outbox.sequel import MOST_DAYS, expired
from bot.store import outbox
from bot.store.database import Connection, Database
from bot.store.overview import Doubt, doubts, has_tables, somebody_sends
from bot.subscriptions.subscription import State

_AT_ONCE = 500  # numbers in one statement
_LATER = "They go out once a bot runs (python -m bot run)."


class Decide(Protocol):
    """What may be decided of messages: it returns the exit status."""

    def __call__(self, database: Database, numbers: Collection[int], now: datetime) -> int: ...


class _Change(Protocol):
    def __call__(self, connection: Connection, numbers: Sequence[int], now: datetime) -> int: ...


def resend(database: Database, numbers: Collection[int], now: datetime) -> int:
    """Send these once more, or all where none is named; return the exit status."""
    console = screen()
    chosen, others = _chosen(database, numbers)
    reasons = {one.number: _against(one, now) for one in chosen}
    sendable = [number for number, reason in reasons.items() if not reason]
    others += [(number, reason) for number, reason in reasons.items() if reason]
    changed = database.run_now(_in_batches, outbox.resend, sendable, now)
    columns(console, ((str(number), reason) for number, reason in others))
    console.print(f"{counted(changed, 'message')} to be sent again.")
    if changed:
        sending = somebody_sends(database)
        console.print("The running bot sends them now." if sending else _LATER)
    return 1 if others else 0


def drop(database: Database, numbers: Collection[int], now: datetime) -> int:
    """Let these rest, or all where none is named; return the exit status."""
    console = screen()
    chosen, others = _chosen(database, numbers)
    database.run_now(_in_batches, outbox.drop, [one.number for one in chosen], now)
    columns(console, ((str(number), reason) for number, reason in others))
    console.print(f"{counted(len(chosen), 'message')} left to rest: not sent again.")
    return 1 if others else 0


def _chosen(
    database: Database, numbers: Collection[int]
) -> tuple[list[Doubt], list[tuple[int, str]]]:
    found = {one.number: one for one in database.run_now(_doubts)}
    if not numbers:
        return list(found.values()), []
    unknown = [(number, "is not uncertain") for number in numbers if number not in found]
    return [found[number] for number in dict.fromkeys(numbers) if number in found], unknown


def _doubts(connection: Connection) -> list[Doubt]:
    return doubts(connection) if has_tables(connection) else []


def _against(one: Doubt, now: datetime) -> str:
    if one.place is None:
        return "can't be sent: the data of its chat was deleted; drop it"
    if one.state is State.ENDED:
        return "is not sent: its chat has unsubscribed; drop it"
    if expired(one.published, now):
        return f"is not sent: it is of more than {MOST_DAYS} days ago; drop it"
    return ""


def _in_batches(
    connection: Connection, change: _Change, numbers: Sequence[int], now: datetime
) -> int:
    return sum(change(connection, batch, now) for batch in _batches(numbers))


def _batches(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), _AT_ONCE):
        yield numbers[start : start + _AT_ONCE]
