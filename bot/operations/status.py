"""How things stand: briefings, subscriptions, what was published, what is left to decide."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from rich.console import Console

from bot.briefing.model import Briefing
from bot.briefing.shelf import unembargoed
from bot.operations.publish import without_this_edit
from bot.operations.screen import columns, in_line, moment_of, screen
from bot.publishing.proposal import Proposal
from bot.publishing.proposal import State as Stage
from bot.sending.archive import briefing_of
from bot.sending.proposals import Proposals, is_passed_over
from bot.store import overview, proposals
from bot.store.database import Connection, Database
from bot.store.overview import Doubt, Group, Published, Tally, somebody_sends
from bot.store.publications import Edition, latest_edition, published_briefings
from bot.store.tables import CORRECTION, EDITION
from bot.subscriptions.subscription import Kind, Reason, State
from bot.subscriptions.wish import Rhythm

_EDITIONS = 5  # that are shown
_DIGESTS = timedelta(days=7)
_FAILURES = timedelta(days=30)
_MOST = 20  # lines of one list
_RHYTHMS = {Rhythm.AT_ONCE: "at once", Rhythm.DAILY: "daily", Rhythm.WEEKLY: "weekly"}
_KINDS = {
    "private chats": {Kind.PRIVATE},
    "groups": {Kind.GROUP, Kind.SUPERGROUP},
    "channels": {Kind.CHANNEL},
}
_KINDS_OF_EDITIONS: Mapping[str, str] = MappingProxyType(
    {EDITION: "edition", CORRECTION: "correction"}
)
_REMEDIES: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.BLOCKED: "The person blocked the bot or is gone. It goes on if unblocked.",
        Reason.REMOVED: "The bot was taken out of the group or channel. Add it again.",
        Reason.MUTED: "The bot may not write there. Give it the right to send messages.",
        Reason.TOPIC_CLOSED: "The topic is closed. It goes on when somebody reopens it.",
        Reason.NOT_FOUND: "On seven days Telegram knew no such chat. If it still exists: send "
        "/subscribe there.",
    }
)
Files = Mapping[str, Briefing | None]


@dataclass(frozen=True)
class Status:
    """All that is shown, as it is at one moment."""

    published: Mapping[str, Edition]
    proposed: Sequence[Proposal]
    groups: Mapping[Group, int]
    editions: Sequence[tuple[Published, Tally]]
    digests: Tally
    doubts: Sequence[Doubt]  # the oldest of them
    in_doubt: int
    failures: Sequence[tuple[str, int]]

    @property
    def is_empty(self) -> bool:
        """Whether nobody ever subscribed, and nothing was published."""
        return not self.groups and not self.editions and not self.proposed


def status_of(connection: Connection, names: Sequence[str], now: datetime) -> Status | None:
    """Return how things stand, for the briefings of these names; None if nothing is stored."""
    if not overview.has_tables(connection):
        return None
    every = {*names, *published_briefings(connection)}
    latest = {name: latest_edition(connection, name) for name in sorted(every)}
    editions = overview.last_editions(connection, _EDITIONS)
    tallies = overview.tallies(connection, [one.id for one in editions])
    return Status(
        published={name: edition for name, edition in latest.items() if edition is not None},
        proposed=proposals.all_live(connection),
        groups=overview.groups(connection),
        editions=[(one, tallies[one.id]) for one in editions],
        digests=overview.digests(connection, now - _DIGESTS),
        doubts=overview.doubts(connection, _MOST),
        in_doubt=overview.in_doubt(connection),
        failures=overview.refusals(connection, now - _FAILURES, _MOST),
    )


def status(files: Files, database: Database | None, now: datetime, proposed: Proposals) -> None:
    """Write how things stand; without a database there is nothing stored."""
    console = screen()
    found = database.run_now(status_of, list(files), now) if database else None
    _section(console, "Briefings", _briefings(files, found.published if found else {}))
    if database is None or found is None or found.is_empty:
        console.print("Nothing is stored yet: nobody has subscribed, nothing was published.")
        return
    show(console, replace(found, proposed=list(map(proposed.as_it_counts, found.proposed))), files)
    console.print(
        "A process of the bot is running, and sends."
        if somebody_sends(database)
        else "Nobody sends now: what waits goes out once a bot runs (python -m bot run)."
    )


def show(console: Console, found: Status, files: Files) -> None:
    """Write what is stored."""
    _section(console, "Proposed", _proposed(found.proposed, files))
    _section(console, _subscriptions(found.groups), _readers(found.groups))
    _section(console, "Paused", _paused(found.groups))
    _section(console, "Published", _published(found))
    _section(console, "Uncertain: these may have arrived", _doubts(found))
    if found.doubts:
        first = found.doubts[0].number
        console.print(
            f"  Look into the chat, then: python -m bot resend {first}   to send it again\n"
            f"                            python -m bot drop {first}     to let it rest\n"
            "  Several numbers can be given, or --all.\n"
        )
    days = f"Not sent, in the last {_FAILURES.days} days"
    _section(console, days, ((f"{count:,}", in_line(why)) for why, count in found.failures))


def _section(console: Console, title: str, rows: Iterator[tuple[str, ...]]) -> None:
    found = list(rows)
    if found:
        console.print(title, style="bold")
        columns(console, found)
        console.print()


def _briefings(files: Files, published: Mapping[str, Edition]) -> Iterator[tuple[str, str]]:
    for name in sorted({*files, *published}):
        yield name, f"{_file(name, files, published)}; {_out(published.get(name))}"


def _proposed(found: Sequence[Proposal], files: Files) -> Iterator[tuple[str, str]]:
    for one in found:
        if one.not_before is not None and one.state is Stage.AGREED:
            said = f"agreed by {one.agreed_by}; goes out on {moment_of(one.not_before)}"
        else:
            said = f"{len(one.approvals)} of {one.needed} have agreed"
        yield (
            one.briefing,
            f"{one.kind}, edition {one.edition}: {in_line(said)}; to call it off: "
            f"/publish no {one.id} on Telegram, or python -m bot publish {one.briefing} --call-off",
        )
        is_there = one.briefing in files
        if one.state is Stage.AGREED and is_there and is_passed_over(one, files[one.briefing]):
            yield "", without_this_edit(one)


def _file(name: str, files: Files, published: Mapping[str, Edition]) -> str:
    briefing, out = files.get(name), published.get(name)
    if name not in files:
        return "no file any more"
    if briefing is None:
        return "the file has problems (python -m bot check)"
    if (
        out is not None
        and out.edition == briefing.edition
        and briefing_of(out) != unembargoed(briefing)
    ):
        return f"edition {briefing.edition} with other words: write `edition: {out.edition + 1}`"
    return f"edition {briefing.edition}"


def _out(edition: Edition | None) -> str:
    if edition is None:
        return "not published yet"
    return f"published: edition {edition.edition}, {moment_of(edition.at)}"


def _subscriptions(groups: Mapping[Group, int]) -> str:
    states = Counter[State]()
    for group, count in groups.items():
        states[group.state] += count
    counts = ", ".join(f"{states[state]:,} {state}" for state in State)
    return f"Subscriptions: {counts}"


def _readers(groups: Mapping[Group, int]) -> Iterator[tuple[str, ...]]:
    active = {group: count for group, count in groups.items() if group.state is State.ACTIVE}
    if not active:
        return
    yield ("", *(f"{name:>13}" for name in _KINDS))
    for rhythm, name in _RHYTHMS.items():
        counts = (
            sum(n for group, n in active.items() if group.rhythm is rhythm and group.kind in kinds)
            for kinds in _KINDS.values()
        )
        yield (name, *(f"{count:>13,}" for count in counts))


def _paused(groups: Mapping[Group, int]) -> Iterator[tuple[str, ...]]:
    reasons = Counter[Reason]()
    for group, count in groups.items():
        if group.state is State.PAUSED and group.reason is not None:
            reasons[group.reason] += count
    for reason, count in reasons.most_common():
        yield f"{count:,}", reason, _REMEDIES[reason]


def _published(found: Status) -> Iterator[tuple[str, str]]:
    for one, tally in found.editions:
        yield (
            f"{one.briefing}, {_KINDS_OF_EDITIONS[one.kind]} {one.edition}",
            f"{moment_of(one.at)}: {_counts(tally)}",
        )
    if counts := _nonzero(found.digests):
        yield f"digests of the last {_DIGESTS.days} days", counts


def _counts(tally: Tally) -> str:
    return _nonzero(tally) or "nobody was to be written to"


def _nonzero(tally: Tally) -> str:
    counts = {
        "sent": tally.sent,
        "on their way": tally.open,
        "paused": tally.paused,
        "uncertain": tally.uncertain,
        "failed": tally.failed,
        "expired": tally.expired,
        "cancelled": tally.cancelled,
    }
    return ", ".join(f"{count:,} {name}" for name, count in counts.items() if count)


def _doubts(found: Status) -> Iterator[tuple[str, str]]:
    for one in found.doubts:
        yield str(one.number), f"{_chat(one)}, {_what(one)}. {in_line(one.why)}"
    if more := found.in_doubt - len(found.doubts):
        yield "…", f"and {more:,} more"


def _chat(one: Doubt) -> str:
    if one.place is None:
        return "a chat whose data was deleted"
    topic = f", topic {one.place.topic}" if one.place.topic else ""
    return f"{in_line(one.title) or 'a chat'} ({one.place.chat}{topic})"


def _what(one: Doubt) -> str:
    kind = _KINDS_OF_EDITIONS.get(one.kind)
    return f"{one.briefing}, {kind} {one.edition}" if kind else "a digest"
