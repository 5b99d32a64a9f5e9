"""When digests are due, and when a chat's quiet hours are over: functions of a wish and moments.

An occurrence is a moment for which a digest is asked: a day's hour on the chat's own clock. It is
*handled* when its digest has been put together, even if there was nothing to tell. Between looks,
only one moment is remembered, `digested`: the last occurrence handled, or the moment at which the
wish was made or changed.

An occurrence is *missed* if the bot looks while it is not late, and afterwards neither it nor a
later one counts as handled. It is *doubled* if it is handled while it, or a later one, counts as
handled. What has been handled counts until the clock stands far before it, by more than a period
and a day. Only a clock that was set does that; everything then starts anew at `now`.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.subscriptions.wish import Quiet, Rhythm, Wish

DAY = timedelta(days=1)
PERIOD: Mapping[Rhythm, timedelta] = MappingProxyType(
    {Rhythm.DAILY: DAY, Rhythm.WEEKLY: timedelta(weeks=1)}
)
# For how long a digest still comes when the bot was down; after that, its items wait for the next.
LATE: Mapping[Rhythm, timedelta] = MappingProxyType(
    {Rhythm.DAILY: timedelta(hours=12), Rhythm.WEEKLY: timedelta(days=3)}
)
_HOURS = 24


def next_digest(wish: Wish, after: datetime) -> datetime | None:
    """Return the first occurrence after a moment; None if no digests are wanted.

    An hour that the clock skips comes at the first moment after the gap; one that it shows twice
    comes the first time. A day that the calendar skips, as Samoa did in 2011, has no occurrence.
    """
    zone = zone_of(wish.zone)
    # Earlier days' hours are over: the clock has shown them, or has skipped them, already.
    for day in _days(wish, _local(after, zone).date()):
        occurrence = _moment(datetime.combine(day, time(wish.hour)), zone)
        if occurrence > after and _exists(day, zone):
            return occurrence
    return None


def due_digest(wish: Wish, digested: datetime, now: datetime) -> datetime | None:
    """Return the latest occurrence after `digested` up to `now`, or None.

    Whoever handles it remembers it as `digested`. Otherwise `seen_to` is remembered where it is
    another moment. An occurrence that is late by `LATE` or more is not due: its items come with
    the next one.
    """
    late = LATE.get(wish.rhythm, timedelta())
    # No two occurrences are so close that both could be in time.
    occurrence = next_digest(wish, max(seen_to(wish, digested, now), now - late))
    return occurrence if occurrence is not None and occurrence <= now else None


def seen_to(wish: Wish, digested: datetime, now: datetime) -> datetime:
    """Return `digested` as far as it can be believed: `now` if the clock stands far before it."""
    far = PERIOD.get(wish.rhythm, timedelta()) + DAY
    return digested if digested - now <= far else now


def awake_at(wish: Wish, now: datetime) -> datetime:
    """Return `now`, or the end of the quiet hours if it is in them; digests wait for it too."""
    while wish.quiet is not None and _is_quiet(wish.quiet, _local(now, zone_of(wish.zone))):
        now = _end(wish.quiet, now, zone_of(wish.zone))
    return now


@cache
def zone_of(name: str) -> ZoneInfo:
    """Return a zone by its id; UTC if tzdata no longer knows it, so that news still come."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _is_quiet(quiet: Quiet, local: datetime) -> bool:
    return (local.hour - quiet.start) % _HOURS < (quiet.end - quiet.start) % _HOURS


def _end(quiet: Quiet, now: datetime, zone: ZoneInfo) -> datetime:
    local = _local(now, zone)
    days = 0 if local.hour < quiet.end else 1
    wall = datetime.combine(local.date() + days * DAY, time(quiet.end))
    first = _moment(wall, zone)
    # A clock that goes back over the end shows it twice.
    return first if first > now else wall.replace(tzinfo=zone, fold=1).astimezone(UTC)


def _days(wish: Wish, first: date) -> Iterator[date]:
    day = first
    if wish.rhythm is Rhythm.WEEKLY:
        day += (wish.weekday - day.weekday()) * DAY
    while wish.rhythm in PERIOD:
        yield day
        day += PERIOD[wish.rhythm]


def _exists(day: date, zone: ZoneInfo) -> bool:
    return _local(_moment(datetime.combine(day, time()), zone), zone).date() == day


def _moment(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return when a zone's clock first shows a time, or has just skipped it."""
    moment = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if _local(moment, zone) == wall:
        return moment
    # In a gap, fold 0 counts from the clock before it and fold 1 from the one after: the gap ends
    # between the two.
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    seconds = range((moment - early) // timedelta(seconds=1))
    return early + timedelta(
        seconds=bisect_left(
            seconds,
            wall,
            key=lambda second: _local(early + timedelta(seconds=second), zone),
        )
    )


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return what a zone's clock shows."""
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)
