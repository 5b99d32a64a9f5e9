"""Whether digests come once each, in 60 zones × 5 years: `.venv/bin/python -m benchmarks.digests`.

A virtual clock runs; the bot looks at random moments, is down for as long as a digest may be late,
and dies between deciding and remembering. With steps, the clock is also set wrong, by minutes or by
months, and back. What is missed and doubled is told by a calendar that is made by reading each
zone's clock every quarter of an hour.

What outlives the process is kept in memory, or with `--database` in the bot's own tables; that
takes about ten seconds for each zone and year, so one gives `--years` or `--zones` as well.
"""

import argparse
import math
import random
import tempfile
import time
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.store import digests, subscriptions
from bot.store.database import Connection, Database
from bot.store.migrate import prepare
from bot.subscriptions.schedule import DAY, LATE, PERIOD, due_digest, seen_to
from bot.subscriptions.subscription import Kind, Place, Subscription
from bot.subscriptions.visit import Start, Visit
from bot.subscriptions.wish import Rhythm, Wish
from tests.databases import KINDS, databases

SEED = 20221011
FIRST, YEARS = datetime(2022, 1, 1, tzinfo=UTC), 5
ZONES = """
Africa/Abidjan Africa/Cairo Africa/Casablanca Africa/Ceuta Africa/El_Aaiun Africa/Johannesburg
Africa/Juba Africa/Lagos Africa/Nairobi Africa/Tripoli America/Adak America/Anchorage
America/Asuncion America/Ciudad_Juarez America/Havana America/Los_Angeles America/Mexico_City
America/Miquelon America/New_York America/Nuuk America/Phoenix America/Santiago America/Sao_Paulo
America/Scoresbysund America/St_Johns Antarctica/Troll Asia/Almaty Asia/Amman Asia/Baghdad
Asia/Beirut Asia/Damascus Asia/Dhaka Asia/Gaza Asia/Jerusalem Asia/Kabul Asia/Kathmandu
Asia/Kolkata Asia/Riyadh Asia/Shanghai Asia/Tehran Asia/Tokyo Asia/Yangon Atlantic/Azores
Australia/Adelaide Australia/Eucla Australia/Lord_Howe Australia/Sydney Europe/Berlin
Europe/Chisinau Europe/Dublin Europe/Istanbul Europe/Kyiv Europe/London Europe/Moscow
Pacific/Apia Pacific/Auckland Pacific/Chatham Pacific/Easter Pacific/Kiritimati UTC
""".split()  # noqa: SIM905 - a list this long reads better as words
QUARTER, MINUTE, HOUR = timedelta(minutes=15), timedelta(minutes=1), timedelta(hours=1)
FARTHEST = 120 * DAY  # by how much a clock is set wrong
DIES = 0.05  # how often the process dies before a digest is kept
STEPS = 0.01  # how often the clock is set, at a look


class Keeper(Protocol):
    """What outlives the process: up to when a subscription's digests have been seen to."""

    def digested(self, name: str) -> datetime:
        """Return what was kept last."""
        ...

    def keep(self, name: str, digested: datetime) -> None:
        """Keep it."""
        ...


class Memory:
    """Keeps seconds, as the store does."""

    def __init__(self) -> None:
        """Know of no subscription."""
        self._seconds: dict[str, float] = {}

    def digested(self, name: str) -> datetime:
        """Return what was kept last."""
        return datetime.fromtimestamp(self._seconds[name], UTC)

    def keep(self, name: str, digested: datetime) -> None:
        """Keep it."""
        self._seconds[name] = digested.timestamp()


class Store:
    """Keeps it in the bot's own tables, in a transaction each time."""

    def __init__(self, database: Database) -> None:
        """Know of no subscription."""
        self._database = database
        self._places: dict[str, Place] = {}

    def digested(self, name: str) -> datetime:
        """Return what was kept last."""
        return self._database.run_now(_reader, self._places[name]).digested or FIRST

    def keep(self, name: str, digested: datetime) -> None:
        """Keep it; a new name subscribes first."""
        if name not in self._places:
            self._places[name] = Place(len(self._places) + 1)
            self._database.run_now(_subscribe, self._places[name])
        self._database.run_now(_keep, self._places[name], digested)


def _subscribe(connection: Connection, place: Place) -> None:
    visit = Visit(place, Kind.PRIVATE, "", FIRST)
    subscriptions.apply(connection, visit, Start(Wish(rhythm=Rhythm.DAILY)))


def _reader(connection: Connection, place: Place) -> Subscription:
    found = subscriptions.find(connection, place)
    assert found is not None  # noqa: S101 - it has subscribed
    return found


def _keep(connection: Connection, place: Place, digested: datetime) -> None:
    digests.reschedule(connection, _reader(connection, place), digested, None)


@contextmanager
def keeping(kind: str | None) -> Iterator[Keeper]:
    """Yield what keeps things, in memory unless a database is named."""
    if kind is None:
        yield Memory()
        return
    with tempfile.TemporaryDirectory() as folder, databases(kind, Path(folder)) as make:
        database = Database(make("digests"))
        prepare(database)
        yield Store(database)
        database.close()


@dataclass
class Ledger:
    """Judges what is handled by the calendar of what should be."""

    calendar: Sequence[datetime]
    rhythm: Rhythm
    floor: datetime  # up to when digests count as handled
    last: datetime = FIRST  # look
    looks: int = 0
    handled: int = 0
    missed: int = 0
    doubled: int = 0
    strange: int = 0  # at a moment for which no digest is asked

    def note(self, now: datetime, occurrence: datetime | None) -> None:
        """Judge one look, and what was handled at it."""
        self.looks, self.last = self.looks + 1, now
        if self.floor - now > PERIOD[self.rhythm] + DAY:
            self.floor = now
        if occurrence is not None:
            self.handled += 1
            self.doubled += occurrence <= self.floor
            self.strange += self._latest(occurrence) != occurrence
            self.floor = max(self.floor, occurrence)
        latest = self._latest(now)
        if latest > self.floor and now - latest < LATE[self.rhythm]:
            self.missed += 1
            self.floor = latest

    def _latest(self, now: datetime) -> datetime:
        return self.calendar[bisect_right(self.calendar, now) - 1]


@dataclass(frozen=True)
class Shown:
    """What a zone's clock has shown, whenever it showed a later time than ever before."""

    moments: Sequence[datetime]
    walls: Sequence[datetime]
    days: Sequence[date]

    def calendar(self, wish: Wish) -> list[datetime]:
        """Return every moment for which a digest is asked."""
        days = (
            day for day in self.days if wish.rhythm is Rhythm.DAILY or day.weekday() == wish.weekday
        )
        walls = (datetime(day.year, day.month, day.day, wish.hour) for day in days)  # noqa: DTZ001
        places = (bisect_left(self.walls, wall) for wall in walls)
        return [self.moments[place] for place in places if place < len(self.moments)]


def read_clock(zone: str, start: datetime, end: datetime) -> Shown:
    """Read a zone's clock every quarter of an hour."""
    there, moments, walls = ZoneInfo(zone), [], []
    now, last = start, datetime.min  # noqa: DTZ901 - what a clock shows has no zone
    while now < end:
        wall = now.astimezone(there).replace(tzinfo=None)
        if wall > last:
            moments.append(now)
            walls.append(wall)
            last = wall
        now += QUARTER
    return Shown(moments, walls, sorted({wall.date() for wall in walls}))


def look(keeper: Keeper, name: str, wish: Wish, now: datetime, *, dies: bool) -> datetime | None:
    """Do what the bot does at one look, or die before it is kept; return what is due."""
    digested = keeper.digested(name)
    due = due_digest(wish, digested, now)
    if due is None or not dies:
        keeper.keep(name, due or seen_to(wish, digested, now))
    return due


def run(  # noqa: PLR0913 - the parts of one experiment
    wish: Wish, shown: Shown, keeper: Keeper, dice: random.Random, years: int, *, steps: bool
) -> Ledger:
    """Let one subscription's years pass."""
    name = f"{wish.zone} {wish.rhythm}"
    ledger = Ledger(shown.calendar(wish), wish.rhythm, FIRST)
    keeper.keep(name, FIRST)
    true, ahead = FIRST, timedelta()
    while true < FIRST + years * 365 * DAY:
        true += _pause(dice, LATE[wish.rhythm] - HOUR)
        if steps and dice.random() < STEPS:
            ahead = _step(dice, PERIOD[wish.rhythm] + DAY)
        while (dies := dice.random() < DIES) and look(keeper, name, wish, true + ahead, dies=dies):
            true += _pause(dice, 2 * MINUTE)
        ledger.note(true + ahead, look(keeper, name, wish, true + ahead, dies=False))
    return ledger


def wishes(zone: str, dice: random.Random) -> Iterator[Wish]:
    """Return a daily and a weekly wish, often for when clocks are set."""
    for rhythm in PERIOD:
        hour = dice.choice((0, 1, 2, 3, 23, dice.randrange(24)))
        yield Wish(rhythm=rhythm, hour=hour, weekday=dice.choice((4, 5, 6, 0, 3)), zone=zone)


def experiment(
    zones: Sequence[str], years: int, dice: random.Random, keeper: Keeper, *, steps: bool
) -> list[Ledger]:
    """Let years pass for a daily and a weekly subscription in every zone."""
    margin = FARTHEST + 15 * DAY
    ledgers = []
    for zone in zones:
        shown = read_clock(zone, FIRST - margin, FIRST + years * 365 * DAY + margin)
        ledgers += [
            run(wish, shown, keeper, dice, years, steps=steps) for wish in wishes(zone, dice)
        ]
    return ledgers


def asked(ledger: Ledger) -> int:
    """Return how many digests were asked for from the beginning up to the last look."""
    return bisect_right(ledger.calendar, ledger.last) - bisect_right(ledger.calendar, FIRST)


def _pause(dice: random.Random, longest: timedelta) -> timedelta:
    """Return a time from a minute to the longest, short ones as often as long ones."""
    return MINUTE * math.exp(dice.uniform(0, math.log(longest / MINUTE)))


def _step(dice: random.Random, far: timedelta) -> timedelta:
    """Return by how much the clock is wrong from now on: not at all, a little, more, or far."""
    return dice.choice((timedelta(), 2 * HOUR, far, FARTHEST)) * dice.uniform(-1, 1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=KINDS)
    parser.add_argument("--years", type=int, default=YEARS)
    parser.add_argument("--zones", type=int, default=len(ZONES), help="how many of them")
    return parser.parse_args()


def main() -> None:
    """Print what was asked for, handled, missed and doubled, with a right clock and a wrong one."""
    options = _options()
    zones = ZONES[: options.zones]
    kept = options.database or "memory"
    print(f"{len(zones)} zones, {options.years} years from {FIRST:%Y}, daily and weekly, in {kept}")
    for steps in (False, True):
        start = time.perf_counter()
        with keeping(options.database) as keeper:
            dice = random.Random(SEED)  # noqa: S311 - chance by a seed
            ledgers = experiment(zones, options.years, dice, keeper, steps=steps)
        took = time.perf_counter() - start
        wanted = "" if steps else f"{sum(map(asked, ledgers))} asked for, "
        print(
            f"{'clock set at random' if steps else 'clock right'}: "
            f"{sum(one.looks for one in ledgers)} looks, {wanted}"
            f"{sum(one.handled for one in ledgers)} handled, "
            f"{sum(one.missed for one in ledgers)} missed, "
            f"{sum(one.doubled for one in ledgers)} doubled, "
            f"{sum(one.strange for one in ledgers)} at a wrong moment ({took:.0f} s)"
        )


if __name__ == "__main__":
    main()
