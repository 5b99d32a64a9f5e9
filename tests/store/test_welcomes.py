"""What a chat was shown as it subscribed is kept once, and can be put right."""

import pytest

from bot.messages import Message
from bot.store import welcomes
from bot.store.corrections import Replacement
from bot.store.welcomes import Welcome
from bot.subscriptions.said import Part
from bot.subscriptions.subscription import Place
from tests.store.book import HERE, Book

OLD, NEW, NOTICE = Part(Message("Old.")), Part(Message("New.")), Part(Message("Mind."))


@pytest.fixture
def edition(book: Book) -> int:
    """The first of two editions that went out before anybody subscribed."""
    number = book.publish(1)
    book.publish(2)
    book.subscribe()
    return number


def kept(book: Book, edition: int, message: int, part: Part = OLD) -> Welcome:
    """What was noted of a message that a chat was answered with."""
    made: Welcome = book.do(welcomes.keep, HERE, edition, (part, message), book.now)
    return made


def put_right(book: Book, welcome: Welcome, edition: int, new: Part | None = NEW) -> None:
    """Let a message say what it is to say by now."""
    words = Replacement(welcome.kept.id, new, NOTICE, {})
    book.do(welcomes.put_right, welcome, edition, words, book.now)


def test_the_last_one_takes_the_place_of_the_one_before(book: Book, edition: int) -> None:
    kept(book, edition, 1)
    kept(book, edition, 2)
    kept(book, edition, 3, NEW)

    assert [(row["message"], row["step"]) for row in book.rows()] == [(3, "sent")]


def test_of_whom_nothing_is_known_nothing_is_kept(book: Book, edition: int) -> None:
    stranger = Place(99)

    assert book.do(welcomes.keep, stranger, edition, (OLD, 1), book.now) is None
    assert book.rows() == []


def test_what_is_out_of_date_is_changed(book: Book, edition: int) -> None:
    put_right(book, kept(book, edition, 5), edition + 1)

    [one] = book.due()
    assert (one.edits, one.answers, one.letter) == (5, None, NEW.message)


def test_where_nothing_fits_into_a_message_a_notice_answers_it(book: Book, edition: int) -> None:
    put_right(book, kept(book, edition, 5), edition + 1, None)

    [one] = book.due()
    assert (one.edits, one.answers, one.letter) == (None, 5, NOTICE.message)


@pytest.mark.parametrize("new", [NEW, None])
def test_one_that_is_being_put_right_stays_beside_the_next(
    book: Book, edition: int, new: Part | None
) -> None:
    for message in (5, 6):
        put_right(book, kept(book, edition, message), edition + 1, new)

    assert [one.edits or one.answers for one in book.due()] == [5, 6]
