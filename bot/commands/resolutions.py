"""What was decided, with actor and verb; by number or topic."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.answer import Answer, page_asked, page_of, pages_of
from bot.briefing.document import Path
from bot.briefing.library import Snapshot
from bot.briefing.lookup import NEAREST, find_absence, find_difference, find_topic
from bot.briefing.model import Briefing, Resolution, Speaker, Topic

USAGE = "[topic or number]"
SIZE = 3


def answer(snapshot: Snapshot, words: str) -> Answer:
    """Return a page of decisions, those on a topic, or the one with a number."""
    briefing = snapshot.current
    asked, number = page_asked(words)
    if not asked:
        return _page(briefing, briefing.resolutions, number)
    if asked.isdecimal():
        return _one(briefing, int(asked))
    topics, absences = find_topic(briefing, asked), find_absence(briefing, asked)
    # What somebody looked for and did not find is a better answer than a topic spelt alike.
    if topics.one is not None and (topics.named or not absences.named):
        on_topic = [one for one in briefing.resolutions if topics.one.id in one.topics]
        return _page(briefing, on_topic, number, topics.one, "" if topics.named else asked)
    absence = absences.one
    elsewhere = absence.differences if absence else ()
    own = [one for one in briefing.differences if one.id in elsewhere]
    differences = own or find_difference(briefing, asked).named[:NEAREST]
    values = {
        "asked": asked,
        "absence": absence,
        "topics": topics.named or topics.near,
        "differences": differences,
    }
    named = topics.named or absences.named or differences
    return Answer("no_resolution", values, missed="" if named else asked)


def questions(briefing: Briefing) -> Iterator[tuple[Path, str]]:
    """Yield every page, number and topic."""
    for number in pages_of(briefing.resolutions, SIZE):
        yield ("resolutions",), f"page {number}"
    for index, topic in enumerate(briefing.topics):
        of_topic = [one for one in briefing.resolutions if topic.id in one.topics]
        for number in pages_of(of_topic, SIZE):
            yield ("topics", index), f"{topic.id} page {number}"
    for index, resolution in enumerate(briefing.resolutions):
        yield ("resolutions", index), str(resolution.number)
    for index, absence in enumerate(briefing.absences):
        yield ("absences", index), absence.id


def _page(
    briefing: Briefing,
    resolutions: Sequence[Resolution],
    number: int,
    topic: Topic | None = None,
    asked: str = "",
) -> Answer:
    page = page_of(resolutions, number, SIZE)
    standings = {source.id: source.standing for source in briefing.sources}
    groups = [
        (record, standing, _reporter(briefing, reporter), list(decisions))
        for (record, standing, reporter), decisions in groupby(
            page.items, key=lambda one: (one.record, standings[one.cite.source], one.reported_by)
        )
    ]
    values = {"page": page, "groups": groups, "topic": topic, "asked": asked}
    return Answer("resolutions", values, missed=asked)


def _one(briefing: Briefing, number: int) -> Answer:
    one = next((one for one in briefing.resolutions if one.number == number), None)
    if one is None:
        last = max(resolution.number for resolution in briefing.resolutions)
        return Answer("no_number", {"number": number, "last": last}, missed=str(number))
    topics = [topic for topic in briefing.topics if topic.id in one.topics]
    reporter = _reporter(briefing, one.reported_by)
    return Answer("resolution", {"one": one, "topics": topics, "reporter": reporter})


def _reporter(briefing: Briefing, wanted: str | None) -> Speaker | None:
    return next((speaker for speaker in briefing.speakers if speaker.id == wanted), None)
