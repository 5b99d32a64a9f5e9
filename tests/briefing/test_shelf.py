"""What people are answered from: the files while nothing is published, published editions then."""

from datetime import UTC, datetime
from pathlib import Path

from bot.briefing.library import Library, Snapshot
from bot.briefing.model import Briefing
from bot.briefing.shelf import Shelf, served
from tests.subscriptions.edits import edited, edition

LATER = datetime(2099, 1, 1, tzinfo=UTC)


def files(*briefings: Briefing, broken: str = "") -> Snapshot:
    """A folder with these files, and one that could never be read."""
    names = {one.briefing for one in briefings} | ({broken} if broken else set())
    return Snapshot({one.briefing: one for one in briefings}, (), frozenset(names))


def shelf_of(snapshot: Snapshot) -> Shelf:
    library = Library(Path("nowhere"))
    library.snapshot = snapshot
    return Shelf(library)


def test_while_nothing_is_published_the_files_are_served(briefing: Briefing) -> None:
    assert served(files(briefing), {}).briefings == {briefing.briefing: briefing}


def test_once_it_is_published_an_edit_is_a_draft(briefing: Briefing) -> None:
    shelf = shelf_of(files(edition(briefing, 2)))
    shelf.put({briefing.briefing: briefing})

    assert shelf.snapshot.current.edition == 1
    assert shelf.drafts.current.edition == 2
    assert shelf.unpublished == [edition(briefing, 2)]


def test_beside_a_published_briefing_a_new_file_waits_to_be_published(briefing: Briefing) -> None:
    other = edited(briefing, briefing="other", date=datetime(2030, 1, 1, tzinfo=UTC).date())

    assert served(files(briefing, other), {briefing.briefing: briefing}).current == briefing


def test_a_file_under_embargo_is_not_served(briefing: Briefing) -> None:
    assert served(files(edited(briefing, not_before=LATER)), {}).briefings == {}


def test_an_embargo_that_is_over_is_no_difference(briefing: Briefing) -> None:
    shelf = shelf_of(files(edited(briefing, not_before=LATER)))
    shelf.put({briefing.briefing: briefing})

    assert shelf.unpublished == []


def test_a_published_briefing_is_served_even_if_its_file_is_broken(briefing: Briefing) -> None:
    folder = files(broken=briefing.briefing)

    assert served(folder, {briefing.briefing: briefing}).current == briefing


def test_a_briefing_whose_file_is_gone_is_not_served(briefing: Briefing) -> None:
    other = edited(briefing, briefing="other")

    assert served(files(other), {briefing.briefing: briefing}).current == other


def test_a_snapshot_stays_the_same_until_something_changes(briefing: Briefing) -> None:
    shelf = shelf_of(files(briefing))
    first = shelf.snapshot
    assert shelf.snapshot is first

    shelf.put({briefing.briefing: briefing})
    assert shelf.snapshot is not first
    second = shelf.snapshot
    assert shelf.snapshot is second
