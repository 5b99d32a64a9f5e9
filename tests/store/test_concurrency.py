"""Two who use the store at once: nobody misses anything, and nothing comes twice."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

import pytest

from bot.outbox.delivery import Delivery, Step, WhenUncertain
from bot.store import outbox, pauses, publications, subscriptions
from bot.store.database import Connection, Database
from bot.store.publications import Issue
from bot.store.tables import EDITION
from bot.subscriptions.said import Part
from bot.subscriptions.subscription import Kind, Place
from bot.subscriptions.visit import Start, Stop
from bot.subscriptions.wish import Wish
from tests.store.book import FENCE, HERE, NOW, ONE_PART, SENT, TWO_PARTS, Book, correcting, parts_of

pytestmark = pytest.mark.untraced

A_MOMENT = 0.2  # seconds in which the other would be done if it did not have to wait


class Other:
    """Another process, on a connection and in a thread of its own."""

    def __init__(self, database: Database, threads: ThreadPoolExecutor) -> None:
        self.book, self._threads = Book(database), threads

    def begin(self, work: Callable[..., Any], *args: Any) -> "Future[Any]":
        """Let it begin, and wait as long as it would take."""
        begun = self._threads.submit(work, *args)
        wait([begun], A_MOMENT)
        return begun


@pytest.fixture
def other(database: Database) -> Iterator[Other]:
    another = Database(database.url.render_as_string(hide_password=False))
    with ThreadPoolExecutor(1) as threads:
        yield Other(another, threads)
    another.close()


def publishing(connection: Connection, letters: Callable[[frozenset[str]], Any]) -> int:
    issue = Issue("edition:x", EDITION, "desk", 1, "{}", WhenUncertain.RESEND_ONCE, NOW)
    return publications.publish(connection, issue, letters)


def changing(connection: Connection, change: Start | Stop) -> None:
    visit = subscriptions.visit(connection, HERE, Kind.GROUP, "Desk", NOW)
    subscriptions.apply(connection, visit, change)


def during(book: Book, work: Callable[[Connection], Any], meanwhile: Callable[[], Any]) -> Any:
    """Do some work, and something else before it is committed."""

    def both(connection: Connection) -> Any:
        done = work(connection)
        begun.append(meanwhile())
        return done

    begun: list[Future[Any]] = []
    done = book.do(both)
    begun[0].result(10)
    return done


def test_who_subscribes_while_an_edition_is_published_comes_after_it(
    book: Book, other: Other
) -> None:
    book.subscribe(Place(1))

    def letters(_: frozenset[str]) -> tuple[Part, ...]:
        begun.append(other.begin(other.book.subscribe))
        return parts_of(ONE_PART)

    begun: list[Future[Any]] = []
    book.do(publishing, letters)
    begun[0].result(10)

    assert [one.place for one in book.due()] == [Place(1)]
    assert book.uncovered() == []


def test_an_edition_that_is_published_while_somebody_subscribes_comes_to_them(
    book: Book, other: Other
) -> None:
    during(
        book,
        lambda connection: changing(connection, Start(Wish())),
        lambda: other.begin(other.book.publish),
    )

    assert book.send() == [HERE]


def test_an_edition_that_is_published_while_somebody_unsubscribes_does_not_come_to_them(
    book: Book, other: Other
) -> None:
    book.subscribe()
    during(
        book,
        lambda connection: changing(connection, Stop()),
        lambda: other.begin(other.book.publish),
    )

    assert book.steps() == []


def test_who_unsubscribes_while_an_edition_is_published_does_not_get_it(
    book: Book, other: Other
) -> None:
    book.subscribe()
    during(
        book,
        lambda connection: publishing(connection, lambda _: parts_of(ONE_PART)),
        lambda: other.begin(other.book.stop),
    )

    assert book.steps() == [Step.CANCELLED]


def test_two_who_publish_the_same_at_once_publish_it_once(book: Book, other: Other) -> None:
    book.subscribe()
    during(
        book,
        lambda connection: publishing(connection, lambda _: parts_of(ONE_PART)),
        lambda: other.begin(other.book.do, publishing, lambda _: parts_of(TWO_PARTS)),
    )

    assert book.steps() == [Step.PENDING]


def test_two_who_subscribe_the_same_place_at_once_subscribe_it_once(
    book: Book, other: Other
) -> None:
    during(
        book,
        lambda connection: changing(connection, Start(Wish())),
        lambda: other.begin(other.book.do, changing, Start(Wish(silent=True))),
    )

    assert book.found().wish.silent


def test_a_chat_that_is_resumed_while_an_edition_is_published_gets_it(
    book: Book, other: Other
) -> None:
    book.subscribe()
    book.pause()
    during(
        book,
        lambda connection: publishing(connection, lambda _: parts_of(ONE_PART)),
        lambda: other.begin(other.book.resume),
    )

    assert book.send() == [HERE]


def test_a_chat_that_is_paused_while_an_edition_is_published_waits_for_it(
    book: Book, other: Other
) -> None:
    book.subscribe()
    during(
        book,
        lambda connection: publishing(connection, lambda _: parts_of(ONE_PART)),
        lambda: other.begin(other.book.pause),
    )

    assert (book.due(), book.steps()) == ([], [Step.PENDING])


@pytest.fixture
def first(book: Book) -> Delivery:
    """The first of two parts, on its way to a chat that has been paused meanwhile."""
    book.subscribe()
    book.publish(letters=TWO_PARTS)
    [one] = book.due()
    book.mark(one)
    book.pause()
    return one


def test_the_next_part_goes_if_the_chat_is_resumed_while_the_one_before_is_settled(
    book: Book, other: Other, first: Delivery
) -> None:
    during(
        book,
        lambda connection: outbox.settle(connection, first, FENCE, SENT, NOW),
        lambda: other.begin(other.book.resume),
    )

    assert [one.part for one in book.due()] == [2]


def test_the_next_part_goes_if_the_one_before_is_settled_while_the_chat_is_resumed(
    book: Book, other: Other, first: Delivery
) -> None:
    during(
        book,
        lambda connection: pauses.resume(connection, HERE.chat, NOW),
        lambda: other.begin(other.book.settle, first),
    )

    assert [one.part for one in book.due()] == [2]


def test_among_many_who_subscribe_and_publish_at_once_nobody_misses_or_doubles_anything(
    book: Book, other: Other
) -> None:
    begun = other.begin(lambda: [other.book.publish(number) for number in range(1, 11)])
    for chat in range(1, 61):
        book.subscribe(Place(chat))
    begun.result(10)
    book.publish(11)

    rows = book.rows()
    for chat in range(1, 61):
        reader = book.found(Place(chat))
        mine = [row["publication"] for row in rows if row["subscription"] == reader.id]
        assert mine == list(range(reader.covered + 1, 12))


def test_what_arrives_while_a_correction_is_made_is_changed(book: Book, other: Other) -> None:
    book.subscribe()
    book.publish()
    one = book.take()

    during(
        book,
        lambda connection: correcting(connection, one.version, NOW),
        lambda: other.begin(other.book.settle, one),
    )

    [change] = book.due()
    assert (change.edits, change.letter.html) == (77, "corrected")


def test_what_is_about_to_be_sent_while_a_correction_is_made_waits_for_it(
    book: Book, other: Other
) -> None:
    book.subscribe()
    book.publish()
    [one] = book.due()

    marking: list[Future[Any]] = []
    during(
        book,
        lambda connection: correcting(connection, one.version, NOW),
        lambda: remembered(marking, other.begin(other.book.mark, one)),
    )

    assert marking[0].result() is False
    [again] = book.due()
    assert again.letter.html == "corrected"


def remembered(begun: list[Future[Any]], one: Future[Any]) -> Future[Any]:
    """Keep what another has begun, to ask for it later."""
    begun.append(one)
    return one
