"""What there is to measure while the bot runs, in the form that Prometheus reads."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Metric, generate_latest
from prometheus_client.registry import Collector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """Counts for one process; a registry of its own, so that two do not disturb each other."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._registry = CollectorRegistry()
        self._updates = Counter(
            "bot_updates", "Updates taken, by kind", ["kind"], registry=self._registry
        )
        self._failures = Counter(
            "bot_updates_set_aside", "Updates that could not be handled", registry=self._registry
        )
        self._seconds = Histogram(
            "bot_update_seconds",
            "Seconds from taking an update until it was answered",
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._answers = Counter(
            "bot_answers", "Messages to people, by the way they went", ["way"],
            registry=self._registry,
        )  # fmt: skip
        self._deliveries = Gauge(
            "bot_deliveries", "Deliveries stored, by outcome", ["step"], registry=self._registry
        )
        self._queue = Gauge(
            "bot_queue_seconds", "Age of the oldest delivery that is due", registry=self._registry
        )
        self._edition = Gauge(
            "bot_edition", "Edition that is served", ["briefing"], registry=self._registry
        )
        self._problems = Gauge(
            "bot_problems", "Problems in the files of briefings", registry=self._registry
        )
        self._kinds = {}  # type: dict[str, Counter]

    def updated(self, kind: str) -> None:
        """Count an update."""
        counter = self._kinds.get(kind)
        if counter is None:
            counter = self._kinds[kind] = self._updates.labels(kind)
        counter.inc()

    def took(self, seconds: float) -> None:
        """Note how long an update took until it was answered."""
        self._seconds.observe(seconds)

    def set_aside(self) -> None:
        """Count an update that could not be handled."""
        self._failures.inc()

    def answered(self, way: str) -> None:
        """Count a message that went out to somebody who asked."""
        self._answers.labels(way).inc()

    def show(
        self,
        deliveries: dict[str, int],
        queue: float,
        editions: dict[str, int],
        problems: int,
    ) -> None:
        """Take down how things stand."""
        for gauge, values in ((self._deliveries, deliveries), (self._edition, editions)):
            gauge.clear()
            for name, value in values.items():
                gauge.labels(name).set(value)
        self._queue.set(queue)
        self._problems.set(problems)

    def written(self) -> bytes:
        """Return all of it as text."""
        return generate_latest(_Figures(self._registry))


class _Figures(Collector):
    """What is measured, without the moment at which each count began: nobody reads that."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def collect(self) -> Iterator[Metric]:
        for metric in self._registry.collect():
            metric.samples = [one for one in metric.samples if not one.name.endswith("_created")]
            yield metric
