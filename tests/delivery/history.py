"""Judges a delivery that has ended: what Telegram's log and the bot's own rows have to agree on."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

MOST_COPIES = 2
IN_TRANSIT = 0.05  # seconds in which a call may have left before its sender could know better
TWO_CLOCKS = 0.005  # seconds by which the bot's clock and the server's may disagree
UNTIL_NOTED = 0.5  # seconds after an answer in which a kill can keep it from being remembered


class Said(StrEnum):
    """What the bot was told of a message."""

    OK = "ok"
    LIMIT = "429-limit"  # it wrote too much: its own fault
    LATER = "429-fault"
    SERVER_ERROR = "5xx"
    DROPPED = "dropped"
    SILENCE = "silence"
    GARBAGE = "garbage"
    REFUSED = "refused"


AMBIGUOUS = frozenset({Said.SERVER_ERROR, Said.DROPPED, Said.SILENCE, Said.GARBAGE})


class End(StrEnum):
    """In what a delivery can end; anything else is no end."""

    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    PAUSED = "paused"  # the chat can't be written to
    HELD = "held"  # nobody knows whether the part before it has arrived


@dataclass(frozen=True)
class Sent:
    """One call of sendMessage, in the server's monotonic seconds."""

    at: float
    answered: float
    chat: int
    text: str
    outcome: str
    effect: bool
    topic: int = 0
    retry_after: float | None = None
    message: int | None = None


@dataclass(frozen=True)
class Row:
    """One delivery as the database has it in the end."""

    id: int
    chat: int
    part: int
    text: str
    step: str
    message: int | None = None
    attempts: int = 1
    doubts: int = 0
    topic: int = 0


Key = tuple[int, int, str]


def violations(
    log: Iterable[Sent],
    rows: Iterable[Row],
    kills: Collection[float],
    in_flight: int,
    recipients: Collection[int] = (),
) -> list[str]:
    """Return what went wrong, in words.

    `kills` are the moments at which the bot was killed, by the same clock as the log, `in_flight`
    how many messages it has under way at most, `recipients` the chats that had to be written to.
    """
    history = History(log, rows, kills, in_flight, recipients)
    return [found for check in _CHECKS for found in check(history)]


class History:
    """Log and rows, and how they belong together."""

    def __init__(
        self,
        log: Iterable[Sent],
        rows: Iterable[Row],
        kills: Collection[float],
        in_flight: int,
        recipients: Collection[int] = (),
    ) -> None:
        """Put the log in the order of arrival."""
        self.log = sorted(log, key=lambda sent: sent.at)
        self.rows = list(rows)
        self.kills = sorted(kills)
        self.recipients = recipients
        self.lost_by_kills = len(self.kills) * in_flight

    @cached_property
    def calls(self) -> dict[Key, list[Sent]]:
        """The calls for each message: the same words in the same place."""
        found = defaultdict(list)
        for sent in self.log:
            found[sent.chat, sent.topic, sent.text].append(sent)
        return found

    @cached_property
    def by_chat(self) -> dict[int, list[Sent]]:
        """All calls for each chat."""
        found = defaultdict(list)
        for sent in self.log:
            found[sent.chat].append(sent)
        return found

    @cached_property
    def by_place(self) -> dict[tuple[int, int], list[Row]]:
        """The rows for each place, in the order of their parts."""
        found = defaultdict(list)
        for row in sorted(self.rows, key=lambda row: row.part):
            found[row.chat, row.topic].append(row)
        return found

    def calls_of(self, row: Row) -> list[Sent]:
        """The calls that were made for a row."""
        return self.calls.get((row.chat, row.topic, row.text), [])

    def copies_of(self, row: Row) -> int:
        """How often the message stands in the chat."""
        return sum(sent.effect for sent in self.calls_of(row))

    @cached_property
    def extra_copies(self) -> int:
        """How many messages stand somewhere that should not."""
        return sum(max(0, self.copies_of(row) - 1) for row in self.rows)

    @cached_property
    def ambiguous(self) -> int:
        """How many calls for rows left open whether they had an effect."""
        return sum(sent.outcome in AMBIGUOUS for row in self.rows for sent in self.calls_of(row))

    def killed_between(self, begin: float, end: float) -> bool:
        """Tell whether the bot was killed in that time."""
        return any(begin <= kill <= end for kill in self.kills)


def _stated(history: History) -> Iterator[str]:
    for row in history.rows:
        if row.step not in set(End):
            yield f"{_name(row)} has no stated outcome: it is {row.step}"


def _one_row_each(history: History) -> Iterator[str]:
    for chat in sorted(set(history.recipients) - {row.chat for row in history.rows}):
        yield f"chat {chat} has no row"
    for (chat, _), rows in history.by_place.items():
        parts = [row.part for row in rows]
        for part, count in Counter(parts).items():
            if count > 1:
                yield f"chat {chat} has {count} rows for part {part}"
        for part in sorted(set(range(1, max(parts) + 1)) - set(parts)):
            yield f"chat {chat} has no row for part {part}"


def _sent_is_true(history: History) -> Iterator[str]:
    for row in history.rows:
        if row.step != End.SENT:
            continue
        confirmed = [sent.message for sent in history.calls_of(row) if sent.outcome == Said.OK]
        if not history.copies_of(row):
            yield f"{_name(row)} is lost: it is called sent, and it never was"
        elif not confirmed:
            yield f"{_name(row)} is called sent, and Telegram never said so"
        elif row.message is not None and row.message not in confirmed:
            yield f"{_name(row)} has the id {row.message}, and it is {confirmed}"


def _few_copies(history: History) -> Iterator[str]:
    for row in history.rows:
        if history.copies_of(row) > MOST_COPIES:
            yield f"{_name(row)} stands in the chat {history.copies_of(row)} times"
    allowed = history.ambiguous + history.lost_by_kills
    if history.extra_copies > allowed:
        yield f"{history.extra_copies} copies too many; ambiguity and kills explain {allowed}"


def _only_what_has_a_row(history: History) -> Iterator[str]:
    """A delivery's words must not reach a place that has no row for them."""
    letters = {row.text for row in history.rows}
    known = {(row.chat, row.topic, row.text) for row in history.rows}
    for key, calls in history.calls.items():
        if key[2] in letters and key not in known and any(sent.effect for sent in calls):
            yield f"chat {key[0]} received what it has no row for"


def _nothing_early(history: History) -> Iterator[str]:
    for chat, calls in history.by_chat.items():
        for place, refused in enumerate(calls):
            for sent in calls[place + 1 :]:
                if refused.retry_after is None or not _is_early(sent, refused):
                    break
                if history.killed_between(refused.at, refused.answered + UNTIL_NOTED):
                    continue
                if sent.at > refused.answered + IN_TRANSIT:
                    early = refused.answered + refused.retry_after - sent.at
                    yield f"chat {chat} was written to {early:.2f} s before its retry_after passed"


def _is_early(sent: Sent, refused: Sent) -> bool:
    return sent.at < refused.answered + (refused.retry_after or 0) - TWO_CLOCKS


def _no_limit_met(history: History) -> Iterator[str]:
    for sent in history.log:
        if sent.outcome == Said.LIMIT:
            yield f"chat {sent.chat} met a limit at {sent.at:.2f}"


def _in_order(history: History) -> Iterator[str]:
    for rows in history.by_place.values():
        for former, row in pairwise(rows):
            calls = history.calls_of(row)
            ready = [sent.at for sent in history.calls_of(former) if sent.effect]
            if calls and former.part < row.part and not (ready and min(ready) < calls[0].at):
                yield f"{_name(row)} went out before part {former.part} had arrived"


def _outcomes_are_true(history: History) -> Iterator[str]:
    for row in history.rows:
        copies = history.copies_of(row)
        if row.step == End.FAILED and copies:
            yield f"{_name(row)} is called failed, and it arrived"
        if row.step == End.HELD and history.calls_of(row):
            yield f"{_name(row)} is called held, and it was sent"
        if row.step == End.UNCERTAIN and not row.doubts:
            yield f"{_name(row)} is called uncertain, and nothing was in doubt"
        if row.step in {End.CANCELLED, End.EXPIRED, End.PAUSED} and copies and not row.doubts:
            yield f"{_name(row)} is called {row.step}, and it arrived"
        if row.attempts < len(history.calls_of(row)):
            yield f"{_name(row)} counts {row.attempts} attempts of {len(history.calls_of(row))}"


def _doubts_are_explained(history: History) -> Iterator[str]:
    """A doubt comes from an ambiguous reply or from a kill, and none of them goes unnoticed."""
    unexplained = unnoticed = 0
    for row in history.rows:
        unclear = sum(sent.outcome in AMBIGUOUS for sent in history.calls_of(row))
        unexplained += max(0, row.doubts - unclear)
        unnoticed += max(0, unclear - row.doubts)
    if unexplained > history.lost_by_kills:
        yield f"{unexplained} doubts too many; kills explain {history.lost_by_kills}"
    if unnoticed:
        yield f"{unnoticed} ambiguous replies were not taken for what they are"


def _name(row: Row) -> str:
    return f"delivery {row.id} (chat {row.chat}, part {row.part})"


_CHECKS: tuple[Callable[[History], Iterator[str]], ...] = (
    _stated,
    _one_row_each,
    _sent_is_true,
    _few_copies,
    _only_what_has_a_row,
    _nothing_early,
    _no_limit_met,
    _in_order,
    _outcomes_are_true,
    _doubts_are_explained,
)
