"""One run: a server with faults, a bot that is killed again and again, and the judgement."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random

from bot.sending.sender import IN_FLIGHT
from bot.simulator.telegram import Telegram
from tests.databases import Make
from tests.delivery import book
from tests.delivery.history import History, Said, violations
from tests.delivery.log import Log
from tests.delivery.server import Plan
from tests.delivery.worker import ROOT, Workshop

LOOK = 0.5  # seconds between two looks whether anything is left
STARTING = 5.0  # seconds until a bot surely answers
CLEAN_END = 10.0  # seconds in which a bot that is asked to end has to


@dataclass(frozen=True)
class Order:
    """What is to be run: a Telegram, and how often the bot is killed in it."""

    plan: Plan
    kills: int
    life: float = 1.0  # seconds between a start and a kill, on average
    patience: float = 600.0  # seconds after the last kill
    parts: int = 2  # of the publication
    warm_up: float = 0.0  # seconds in which people talk before there is anything to deliver


@dataclass(frozen=True)
class Report:
    """What was seen."""

    violations: list[str]
    recipients: int
    outcomes: Counter[str]
    extra_copies: int
    ambiguous: int
    kills: int
    limits_met: int
    seconds: float
    messages: int
    clean_end: bool
    waited_idle: list[float]
    waited_busy: list[float]
    unanswered: int

    def __str__(self) -> str:
        """Return the figures, one a line."""
        outcomes = ", ".join(f"{count} {step}" for step, count in self.outcomes.most_common())
        lines = [
            f"{self.recipients} chats, {self.outcomes.total()} deliveries: {outcomes}",
            f"{self.kills} kills, {self.ambiguous} ambiguous replies, "
            f"{self.extra_copies} extra copies, {self.limits_met} limits met",
            f"{self.messages} messages in {self.seconds:.0f} s: "
            f"{self.messages / self.seconds:.1f} a second",
            f"ended {'cleanly' if self.clean_end else 'NOT CLEANLY'}",
        ]
        if self.waited_idle or self.waited_busy:
            lines.append(f"answers while idle: {spread(self.waited_idle)}")
            lines.append(f"answers while delivering: {spread(self.waited_busy)}")
            lines.append(f"{self.unanswered} questions without an answer")
        lines += [f"VIOLATION: {found}" for found in self.violations]
        return "\n".join(lines)


def short() -> list[Order]:
    """Return what is run for each commit: 51 kills, of bots in three Telegrams."""
    return [
        Order(Plan(chats=150, silence=1.0, seed=seed), kills=17, life=1.2, patience=60.0)
        for seed in (1, 2, 3)
    ]


def deliver_all(orders: Sequence[Order], make: Make, folder: Path) -> list[Report]:
    """Run some beside each other; what each leaves is in a folder of its number."""
    urls = [make(f"delivery_{number}") for number in range(len(orders))]
    folders = [folder / str(number) for number in range(len(orders))]
    for url, own in zip(urls, folders, strict=True):
        book.create(url)  # one by one: migrations know only one database at a time
        own.mkdir()
    with ThreadPoolExecutor(len(orders)) as threads:
        return list(threads.map(deliver, orders, urls, folders))


def deliver(order: Order, url: str, folder: Path) -> Report:
    """Run it; the log, and what the bot prints, stay in the folder."""
    path = folder / "log"
    with _serving(order.plan, path) as address:
        log = Log(path)
        workshop = Workshop(environment(address, url), folder / "output")
        idle = _warm_up(order, workshop) if order.warm_up else (0.0, 0.0)
        began = time.monotonic()
        book.fill(url, log.residents(), order.parts)
        kills = kill_again_and_again(order, url, workshop)
        clean_end = finish(order, url, workshop)
        return _report(log, url, kills, began, idle, clean_end=clean_end)


def environment(address: str, url: str) -> dict[str, str]:
    """Return what a bot is told of where its Telegram and its database are."""
    return {
        "TELEGRAM_BOT_TOKEN": Telegram().token,
        "BOT_TELEGRAM__API_URL": address,
        "BOT_DATABASE__URL": url,
    }


@contextmanager
def _serving(plan: Plan, log: Path) -> Iterator[str]:
    options = [f"--{name}={value}" for name, value in asdict(plan).items()]
    command = [sys.executable, "-m", "tests.delivery.server", f"--log={log}", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
        try:
            assert server.stdout is not None
            yield server.stdout.readline().strip()
        finally:
            server.kill()


def _warm_up(order: Order, workshop: Workshop) -> tuple[float, float]:
    """Let the bot answer while there is nothing to deliver; return from when until when it did."""
    with _working(workshop) as worker:
        time.sleep(STARTING)
        began = time.monotonic()
        time.sleep(order.warm_up)
        ended = time.monotonic()
        time.sleep(LOOK)
        _end(worker)
        return began, ended


def kill_again_and_again(order: Order, url: str, workshop: Workshop) -> list[float]:
    """Kill at random moments, as long as there is something left to do."""
    random = Random(order.plan.seed)  # noqa: S311 - chance by a seed
    kills: list[float] = []
    while len(kills) < order.kills and book.left(url):
        with _working(workshop) as worker:
            worker.join(2 * order.life * random.random())
            _check_alive(worker)
            worker.kill()
            kills.append(time.monotonic())
    return kills


def finish(order: Order, url: str, workshop: Workshop) -> bool:
    """Let one bot do the rest, and end it; tell whether it ended as it should."""
    until = time.monotonic() + order.patience
    with _working(workshop) as worker:
        while book.left(url) and time.monotonic() < until:
            worker.join(LOOK)
            _check_alive(worker)
        return _end(worker)


@contextmanager
def _working(workshop: Workshop) -> Iterator[BaseProcess]:
    worker = workshop.start()
    try:
        yield worker
    finally:
        worker.kill()
        worker.join()
        worker.close()


def _check_alive(worker: BaseProcess) -> None:
    if worker.exitcode is not None:
        raise RuntimeError(f"the bot ended by itself, with exit code {worker.exitcode}")


def _end(worker: BaseProcess) -> bool:
    worker.terminate()
    worker.join(CLEAN_END)
    return worker.exitcode == os.EX_OK


def _report(  # noqa: PLR0913 - it is the whole of a run
    log: Log,
    url: str,
    kills: list[float],
    began: float,
    idle: tuple[float, float],
    *,
    clean_end: bool,
) -> Report:
    sent, rows = log.sent(), book.rows(url)
    residents = [one.id for one in log.residents()]
    history = History(sent, rows, kills, IN_FLIGHT, residents)
    letters = {row.text for row in rows}
    delivered = [one.at for one in sent if one.text in letters]
    first, last = min(delivered, default=began), max(delivered, default=began)
    waited = log.waited()
    return Report(
        violations=violations(sent, rows, kills, IN_FLIGHT, residents),
        recipients=len(residents),
        outcomes=Counter(str(row.step) for row in rows),
        extra_copies=history.extra_copies,
        ambiguous=history.ambiguous,
        kills=len(kills),
        limits_met=sum(one.outcome == Said.LIMIT for one in sent),
        seconds=last - first or 1.0,
        messages=len(delivered),
        clean_end=clean_end,
        waited_idle=[one.seconds for one in waited if idle[0] < one.at < idle[1]],
        waited_busy=[one.seconds for one in waited if first < one.at < last],
        unanswered=log.unanswered(),
    )


def spread(seconds: list[float]) -> str:
    """Return how many there are, how long half of them took at most, and 95 of 100."""
    if not seconds:
        return "none"
    ordered = sorted(seconds)
    middle, late = ordered[len(ordered) // 2], ordered[int(0.95 * len(ordered))]
    return f"{len(ordered)}, median {1000 * middle:.0f} ms, p95 {1000 * late:.0f} ms"
