"""A digest comes once for every day or week, on the chat's own clock, whatever the clocks do."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.digests import FIRST, ZONES, Ledger, Memory, asked, experiment, look
from bot.subscriptions.schedule import (
    DAY,
    LATE,
    PERIOD,
    awake_at,
    due_digest,
    next_digest,
    seen_to,
    zone_of,
)
from bot.subscriptions.wish import Quiet, Rhythm, Wish

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
MONDAY, FRIDAY, SUNDAY = 0, 4, 6
DAILY = Wish(rhythm=Rhythm.DAILY, hour=8)
WEEKLY = Wish(rhythm=Rhythm.WEEKLY, hour=8, weekday=MONDAY)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def occurrences(wish: Wish, after: str, count: int) -> list[str]:
    """What the chat's clock shows at the next occurrences."""
    found: list[datetime] = []
    for _ in range(count):
        moment = next_digest(wish, found[-1] if found else utc(after))
        assert moment is not None
        found.append(moment)
    return [moment.astimezone(ZoneInfo(wish.zone)).strftime("%a %d %H:%M%z") for moment in found]


# When


def test_who_is_told_at_once_has_no_digests() -> None:
    assert next_digest(Wish(), utc("2026-05-01")) is None
    assert due_digest(Wish(), utc("2026-05-01"), utc("2026-06-01")) is None


def test_the_next_digest_is_after_the_moment_never_at_it() -> None:
    at = utc("2026-05-01 08:00")

    assert next_digest(DAILY, at - SECOND) == at
    assert next_digest(DAILY, at) == at + DAY


def test_a_weekly_digest_comes_on_its_day() -> None:
    assert occurrences(WEEKLY, "2026-05-01", 2) == ["Mon 04 08:00+0000", "Mon 11 08:00+0000"]


@pytest.mark.parametrize(
    ("zone", "hour", "after", "shown"),
    [
        # Skipped hours come right after the gap.
        ("Europe/Berlin", 2, "2026-03-28 00:00", "Sat 28 02:00+0100, Sun 29 03:00+0200"),
        ("America/New_York", 2, "2026-03-07 06:00", "Sat 07 02:00-0500, Sun 08 03:00-0400"),
        ("Australia/Lord_Howe", 2, "2026-10-02 12:00", "Sat 03 02:00+1030, Sun 04 02:30+1100"),
        ("Asia/Beirut", 0, "2026-03-27 12:00", "Sat 28 00:00+0200, Sun 29 01:00+0300"),
        ("America/Nuuk", 23, "2026-03-27 12:00", "Fri 27 23:00-0200, Sun 29 00:00-0100"),
        ("America/Nuuk", 23, "2026-03-29 12:00", "Sun 29 23:00-0100, Mon 30 23:00-0100"),
        ("Antarctica/Troll", 2, "2026-03-28 00:00", "Sat 28 02:00+0000, Sun 29 03:00+0200"),
        # Hours that exist twice come the first time, and once.
        ("Europe/Berlin", 2, "2026-10-24 12:00", "Sun 25 02:00+0200, Mon 26 02:00+0100"),
        ("America/New_York", 1, "2026-10-31 12:00", "Sun 01 01:00-0400, Mon 02 01:00-0500"),
        ("Australia/Lord_Howe", 1, "2026-04-04 00:00", "Sun 05 01:00+1100, Mon 06 01:00+1030"),
        ("America/Havana", 0, "2026-10-31 12:00", "Sun 01 00:00-0400, Mon 02 00:00-0500"),
        ("America/St_Johns", 0, "2010-11-06 12:00", "Sun 07 00:00-0230, Mon 08 00:00-0330"),
        ("Pacific/Kwajalein", 8, "1969-09-29 12:00", "Tue 30 08:00+1100, Wed 01 08:00-1200"),
        # Morocco's clock goes back for Ramadan.
        ("Africa/Casablanca", 2, "2026-02-14 00:00", "Sat 14 02:00+0100, Sun 15 02:00+0100"),
        ("Africa/Casablanca", 2, "2026-02-15 12:00", "Mon 16 02:00+0000, Tue 17 02:00+0000"),
        ("Africa/Casablanca", 2, "2026-03-21 00:00", "Sat 21 02:00+0000, Sun 22 03:00+0100"),
        # Days that do not exist have none.
        ("Pacific/Apia", 8, "2011-12-29 12:00", "Thu 29 08:00-1000, Sat 31 08:00+1400"),
        ("Pacific/Apia", 0, "2011-12-28 12:00", "Thu 29 00:00-1000, Sat 31 00:00+1400"),
        ("Pacific/Kwajalein", 8, "1993-08-20 12:00", "Fri 20 08:00-1200, Sun 22 08:00+1200"),
        ("Pacific/Kiritimati", 8, "1994-12-30 12:00", "Fri 30 08:00-1000, Sun 01 08:00+1400"),
        ("Pacific/Kiritimati", 23, "1994-12-30 12:00", "Fri 30 23:00-1000, Sun 01 23:00+1400"),
    ],
)
def test_a_daily_digest_where_clocks_are_set(zone: str, hour: int, after: str, shown: str) -> None:
    wish = Wish(rhythm=Rhythm.DAILY, hour=hour, zone=zone)

    assert ", ".join(occurrences(wish, after, 2)) == shown


def test_a_weekly_digest_has_none_in_a_week_without_its_day() -> None:
    wish = Wish(rhythm=Rhythm.WEEKLY, weekday=FRIDAY, zone="Pacific/Apia")

    assert occurrences(wish, "2011-12-20", 2) == ["Fri 23 08:00-1000", "Fri 06 08:00+1400"]


def test_a_weekly_digest_whose_hour_is_skipped_comes_after_the_gap() -> None:
    wish = Wish(rhythm=Rhythm.WEEKLY, hour=2, weekday=SUNDAY, zone="Europe/Berlin")

    assert occurrences(wish, "2026-03-25", 2) == ["Sun 29 03:00+0200", "Sun 05 02:00+0200"]


# Whether one is due


def test_a_digest_is_due_from_its_moment_on_until_it_is_handled() -> None:
    at = utc("2026-05-01 08:00")

    assert due_digest(DAILY, at - DAY, at - SECOND) is None
    assert due_digest(DAILY, at - DAY, at) == at
    assert due_digest(DAILY, at - DAY, at + HOUR) == at
    assert due_digest(DAILY, at, at + HOUR) is None


def test_a_new_subscription_is_not_due_for_what_was_before_it() -> None:
    made = utc("2026-05-01 08:30")

    assert due_digest(DAILY, made, made + HOUR) is None


def test_after_a_long_silence_only_the_latest_is_due() -> None:
    assert due_digest(DAILY, utc("2026-05-01 08:00"), utc("2026-05-09 10:00")) == utc(
        "2026-05-09 08:00"
    )


@pytest.mark.parametrize(("wish", "late"), [(DAILY, 12 * HOUR), (WEEKLY, 3 * DAY)])
def test_a_digest_that_is_too_late_waits_for_the_next(wish: Wish, late: timedelta) -> None:
    at = utc("2026-05-04 08:00")
    before = at - PERIOD[wish.rhythm]

    assert due_digest(wish, before, at + late - SECOND) == at
    assert due_digest(wish, before, at + late) is None
    assert due_digest(wish, before, at + PERIOD[wish.rhythm]) == at + PERIOD[wish.rhythm]


def test_a_digest_is_not_doubled_when_the_clock_goes_back_a_little() -> None:
    at = utc("2026-05-01 08:00")

    assert due_digest(DAILY, at, at - HOUR) is None
    assert due_digest(DAILY, at, at + HOUR) is None
    assert seen_to(DAILY, at, at - 2 * DAY) == at


def test_digests_go_on_when_the_clock_was_far_ahead_and_has_come_back() -> None:
    now = utc("2026-05-01 07:00")
    believed = seen_to(DAILY, now + 30 * DAY, now)

    assert believed == now
    assert due_digest(DAILY, now + 30 * DAY, now) is None
    assert due_digest(DAILY, believed, now + HOUR) == now + HOUR


# Quiet hours


@pytest.mark.parametrize(
    ("zone", "quiet", "now", "awake"),
    [
        ("UTC", Quiet(22, 7), "2026-05-01 21:59", "2026-05-01 21:59"),
        ("UTC", Quiet(22, 7), "2026-05-01 22:00", "2026-05-02 07:00"),
        ("UTC", Quiet(22, 7), "2026-05-01 06:59", "2026-05-01 07:00"),
        ("UTC", Quiet(22, 7), "2026-05-01 07:00", "2026-05-01 07:00"),
        ("UTC", Quiet(13, 15), "2026-05-01 14:30", "2026-05-01 15:00"),
        ("UTC", Quiet(13, 15), "2026-05-01 15:00", "2026-05-01 15:00"),
        ("UTC", Quiet(22, 0), "2026-05-01 23:30", "2026-05-02 00:00"),
        ("Africa/Lagos", Quiet(22, 7), "2026-05-01 21:00", "2026-05-02 06:00"),
        ("Asia/Kathmandu", Quiet(22, 7), "2026-05-01 20:00", "2026-05-02 01:15"),
        # Their end is skipped, or exists twice.
        ("Europe/Berlin", Quiet(22, 2), "2026-03-29 00:30", "2026-03-29 01:00"),
        ("Europe/Berlin", Quiet(22, 2), "2026-10-24 23:30", "2026-10-25 00:00"),
        ("Europe/Berlin", Quiet(22, 3), "2026-10-25 01:30", "2026-10-25 02:00"),
        ("America/St_Johns", Quiet(22, 0), "2010-11-07 02:35", "2010-11-07 03:30"),
        # The only hour between them is skipped; so is a whole day.
        ("Europe/Berlin", Quiet(3, 2), "2026-03-29 00:30", "2026-03-30 00:00"),
        ("Pacific/Apia", Quiet(22, 7), "2011-12-30 09:00", "2011-12-30 17:00"),
    ],
)
def test_quiet_hours_postpone(zone: str, quiet: Quiet, now: str, awake: str) -> None:
    assert awake_at(Wish(zone=zone, quiet=quiet), utc(now)) == utc(awake)


def test_without_quiet_hours_nothing_is_postponed() -> None:
    assert awake_at(Wish(), FIRST) == FIRST


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "Europe", "a" * 300])
def test_a_zone_that_nobody_knows_counts_as_utc(zone: str) -> None:
    wish = Wish(rhythm=Rhythm.DAILY, zone=zone, quiet=Quiet(22, 7))

    assert zone_of(zone).key == "UTC"
    assert next_digest(wish, utc("2026-05-01 07:00")) == utc("2026-05-01 08:00")
    assert awake_at(wish, utc("2026-05-01 23:00")) == utc("2026-05-02 07:00")


# For every wish and moment

unhurried = settings(deadline=None)
moments = st.integers(0, 90 * 366 * 86_400).map(lambda second: datetime.fromtimestamp(second, UTC))
zones = st.sampled_from([*ZONES, "Pacific/Kwajalein", "America/Argentina/San_Luis"])
hours = st.integers(0, 23)
digests = st.builds(
    Wish,
    rhythm=st.sampled_from([Rhythm.DAILY, Rhythm.WEEKLY]),
    hour=hours,
    weekday=st.integers(0, 6),
    zone=zones,
)


@unhurried
@given(digests, moments, st.floats(0, 1))
def test_there_is_nothing_between_a_moment_and_the_next_digest(
    wish: Wish, after: datetime, part: float
) -> None:
    at = next_digest(wish, after)

    assert at is not None
    assert after < at <= after + 2 * PERIOD[wish.rhythm] + HOUR
    between = min(after + part * (at - after), at - SECOND / 2)
    assert next_digest(wish, max(after, between)) == at


@unhurried
@given(digests, moments)
def test_the_clock_shows_the_hour_or_has_just_skipped_it(wish: Wish, after: datetime) -> None:
    at, zone = next_digest(wish, after), ZoneInfo(wish.zone)
    assert at is not None
    shown, before = (moment.astimezone(zone) for moment in (at, at - SECOND))

    if (shown.hour, shown.minute, shown.second) != (wish.hour, 0, 0):
        assert shown.utcoffset() != before.utcoffset()
        assert shown.replace(tzinfo=None) - before.replace(tzinfo=None) > SECOND
    elif wish.rhythm is Rhythm.WEEKLY:
        assert shown.weekday() == wish.weekday


@unhurried
@given(digests, moments, st.timedeltas(-20 * DAY, 20 * DAY))
def test_what_is_due_is_the_latest_that_is_neither_handled_nor_late(
    wish: Wish, now: datetime, ago: timedelta
) -> None:
    since = max(seen_to(wish, now - ago, now), now - LATE[wish.rhythm])
    at, latest = next_digest(wish, since), None
    while at is not None and at <= now:
        at, latest = next_digest(wish, at), at

    assert due_digest(wish, now - ago, now) == latest
    if latest is not None:
        assert due_digest(wish, latest, now) is None
        assert seen_to(wish, latest, now) == latest


@unhurried
@given(zones, hours, st.integers(1, 23), moments, st.floats(0, 0.999))
def test_quiet_hours_end_when_the_clock_leaves_them(
    zone: str, start: int, length: int, now: datetime, part: float
) -> None:
    wish = Wish(zone=zone, quiet=Quiet(start, (start + length) % 24))
    awake = awake_at(wish, now)

    def quiet(moment: datetime) -> bool:
        return (moment.astimezone(ZoneInfo(zone)).hour - start) % 24 < length

    assert not quiet(awake)
    assert awake_at(wish, awake) == awake
    assert now <= awake <= now + 2 * DAY
    assert awake == now or quiet(now + part * (awake - now))


# Over years


def dice() -> random.Random:
    return random.Random(20221011)  # noqa: S311 - chance, not secrets


@pytest.mark.untraced
@pytest.mark.parametrize("steps", [False, True], ids=["clock right", "clock set at random"])
def test_over_a_year_no_digest_is_missed_or_doubled(steps: bool) -> None:
    zones = ["Africa/Casablanca", "America/Nuuk", "Australia/Lord_Howe", "Europe/Berlin"]
    ledgers = experiment(zones, 1, dice(), Memory(), steps=steps)

    assert sum(one.looks for one in ledgers) > 20_000
    assert {(one.missed, one.doubled, one.strange) for one in ledgers} == {(0, 0, 0)}
    assert steps or [one.handled for one in ledgers] == [asked(one) for one in ledgers]


class Forgetful(Memory):
    """Keeps the first moment only."""

    def keep(self, name: str, digested: datetime) -> None:
        if digested == FIRST:
            super().keep(name, digested)


class Stubborn(Memory):
    """Never goes back."""

    def keep(self, name: str, digested: datetime) -> None:
        if digested == FIRST or digested > self.digested(name):
            super().keep(name, digested)


def test_the_judge_sees_what_a_forgetful_keeper_doubles() -> None:
    (daily, _) = experiment(["UTC"], 1, dice(), Forgetful(), steps=False)

    assert daily.doubled > 100


def test_the_judge_sees_what_a_stubborn_keeper_misses() -> None:
    (daily, _) = experiment(["UTC"], 1, dice(), Stubborn(), steps=True)

    assert daily.missed > 10


def test_a_process_that_dies_before_it_keeps_a_digest_has_it_due_again() -> None:
    keeper, at = Memory(), utc("2026-05-01 08:00")
    keeper.keep("chat", at - DAY)

    assert look(keeper, "chat", DAILY, at, dies=True) == at
    assert look(keeper, "chat", DAILY, at + HOUR, dies=False) == at
    assert look(keeper, "chat", DAILY, at + HOUR, dies=False) is None


def test_the_judge_tells_a_wrong_moment() -> None:
    ledger = Ledger([FIRST, FIRST + DAY], Rhythm.DAILY, FIRST)
    ledger.note(FIRST + 2 * HOUR, FIRST + HOUR)

    assert ledger.strange == 1
