"""What is published goes to everybody who wants it, once."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, event

from bot.messages import Button, Message
from bot.outbox.delivery import Step, WhenUncertain
from bot.store import digests, publications, subscriptions
from bot.store.database import Database
from bot.store.overview import tallies
from bot.store.publications import Edition
from bot.store.tables import letter, publication
from bot.subscriptions.subscription import Kind, Place, Reason
from bot.subscriptions.visit import Start, Visit
from bot.subscriptions.wish import Quiet, Rhythm, Wish
from tests.store.book import DAILY, HERE, NOW, ONE_PART, TWO_PARTS, UNKNOWN, Book

pytestmark = pytest.mark.untraced

AFRICA, MEMBERS = frozenset({"africa"}), frozenset({"members"})
THERE, ELSEWHERE = Place(-200), Place(-300, 5)
WEEKLY = Wish(rhythm=Rhythm.WEEKLY)


def test_an_edition_is_one_row_for_each_chat_and_part(book: Book) -> None:
    book.subscribe(HERE)
    book.subscribe(THERE)
    number = book.publish(letters=TWO_PARTS)

    rows = {
        (row["publication"], row["subscription"], row["part"], row["step"]) for row in book.rows()
    }
    here, there = book.found(HERE).id, book.found(THERE).id
    assert rows == {
        (number, reader, part, Step.PENDING) for reader in (here, there) for part in (1, 2)
    }
    assert {row["due"] for row in book.rows()} == {NOW, None}


def test_a_delivery_carries_the_words_and_buttons_that_were_written(book: Book) -> None:
    letters = (Message("<b>«Ünïcode»</b> 🇲🇦", ((Button("Mehr …", "/news"), Button("b", "c")),)),)
    book.subscribe(wish=Wish(AFRICA, quiet=Quiet(22, 7), silent=True, zone="Africa/Lagos"))
    book.publish(letters=letters, when_uncertain=WhenUncertain.HOLD)

    [one] = book.due()
    assert (one.letter, one.part, one.attempts, one.doubts, one.plain) == (
        letters[0],
        1,
        0,
        0,
        False,
    )
    assert (one.place, one.wish, one.subscription) == (HERE, book.found().wish, book.found().id)
    assert (one.when_uncertain, one.published) == (WhenUncertain.HOLD, NOW)


def test_publishing_twice_adds_nothing(book: Book) -> None:
    book.subscribe()
    first = book.publish()
    book.subscribe(THERE)
    book.after(hours=1)

    assert book.publish(letters=TWO_PARTS) == first
    assert len(book.rows()) == len(book.table(publication)) == len(book.table(letter)) == 1


def test_who_subscribes_after_an_edition_does_not_get_it(book: Book) -> None:
    book.publish()
    book.subscribe()

    assert (book.rows(), book.uncovered()) == ([], [])


def test_each_choice_of_topics_gets_its_own_letter_and_those_alike_share_it(book: Book) -> None:
    book.subscribe(HERE, Wish(AFRICA))
    book.subscribe(THERE, Wish(AFRICA, silent=True))
    book.subscribe(ELSEWHERE, Wish(AFRICA | MEMBERS))
    book.publish(by_topics={AFRICA: (Message("Africa"),), AFRICA | MEMBERS: (Message("Both"),)})

    assert {one.place: one.letter.html for one in book.due()} == {
        HERE: "Africa",
        THERE: "Africa",
        ELSEWHERE: "Both",
    }
    assert sorted(row["topics"] for row in book.table(letter)) == ["africa", "africa,members"]


def test_a_choice_to_which_an_edition_brings_nothing_gets_nothing(book: Book) -> None:
    book.subscribe(HERE, Wish(AFRICA))
    book.subscribe(THERE)
    book.publish(by_topics={AFRICA: ()})

    assert book.send() == [THERE]


def test_a_letter_is_written_for_each_choice_of_those_who_get_editions_at_once(book: Book) -> None:
    book.subscribe(Place(1), Wish(AFRICA))
    book.subscribe(Place(2), Wish(AFRICA))
    book.pause(place=Place(2))
    book.subscribe(Place(3))
    book.subscribe(Place(4), Wish(MEMBERS, Rhythm.DAILY))
    book.subscribe(Place(5))
    book.stop(Place(5))
    book.publish()

    assert sorted(row["topics"] for row in book.table(letter)) == ["", "africa"]


def test_a_paused_chat_has_its_row_and_waits(book: Book) -> None:
    book.subscribe()
    book.pause(Reason.BLOCKED)
    number = book.publish()

    assert (book.due(), book.do(tallies, [number])[number].paused) == ([], 1)
    book.resume()
    assert book.send() == [HERE]


def test_digests_and_ended_subscriptions_have_no_row(book: Book) -> None:
    book.subscribe(HERE, DAILY)
    book.subscribe(THERE)
    book.stop(THERE)
    book.publish()

    assert book.rows() == []


def test_outcomes_are_counted(book: Book) -> None:
    for chat in range(1, 6):
        book.subscribe(Place(chat))
    number = book.publish()
    book.publish(2)
    book.send(place=Place(1))
    book.send(UNKNOWN, Place(2))
    book.pause(place=Place(3))
    book.stop(Place(4))
    book.erase(Place(5))

    found = book.do(tallies, [number])[number]
    assert (found.sent, found.open, found.paused, found.cancelled) == (1, 1, 1, 2)


def test_an_edition_can_be_read_back(book: Book) -> None:
    first, second = book.publish(1), book.publish(2)
    latest = Edition(second, "desk", 2, "{}", NOW)

    assert book.do(publications.latest_edition, "desk") == latest
    assert book.do(publications.latest_edition, "other") is None
    assert [one.id for one in book.do(publications.editions, "desk", 8)] == [second, first]
    assert book.do(publications.editions, "desk", 1) == [latest]


def test_the_edition_before_one_is_the_next_lower(book: Book) -> None:
    for number in (1, 2, 5):
        book.publish(number)
    fifth, second, first = book.do(publications.editions, "desk", 8)

    assert book.do(publications.edition_before, fifth) == second
    assert book.do(publications.edition_before, first) is None


def test_a_digest_goes_to_one_chat(book: Book) -> None:
    book.subscribe(HERE, DAILY)
    book.subscribe(THERE, DAILY)
    book.digest("today", letters=TWO_PARTS)

    assert [(one.place, one.letter) for one in book.due()] == [(HERE, TWO_PARTS[0])]
    assert book.send() + book.send() == [HERE, HERE]


def test_chats_with_the_same_digest_share_its_letters(book: Book) -> None:
    book.subscribe(HERE, DAILY)
    book.subscribe(THERE, DAILY)
    book.digest("today", HERE, TWO_PARTS)
    book.digest("today", THERE, TWO_PARTS)
    book.digest("tomorrow", THERE, ONE_PART)

    assert (len(book.table(publication)), len(book.table(letter))) == (2, 3)
    assert sorted(one.place.chat for one in book.due()) == [THERE.chat, THERE.chat, HERE.chat]


def test_chats_with_other_topics_have_letters_of_their_own_in_the_same_digest(book: Book) -> None:
    book.subscribe(HERE, DAILY)
    book.subscribe(THERE, Wish(AFRICA, Rhythm.DAILY))
    book.digest("today", HERE, (Message("everything"),))
    book.digest("today", THERE, (Message("Africa"),))

    assert len(book.table(publication)) == 1
    assert {one.place: one.letter.html for one in book.due()} == {
        HERE: "everything",
        THERE: "Africa",
    }


def test_a_digest_covers_what_was_published_and_not_what_was_sent_at_once(book: Book) -> None:
    book.subscribe(wish=DAILY)
    book.publish(1)
    book.publish(2)
    assert book.uncovered() == [1, 2]

    book.do(digests.digested, book.found(), book.now, NOW.replace(day=2))
    assert (book.uncovered(), book.found().digested) == ([], NOW)
    assert book.digest_due() == NOW.replace(day=2)

    book.alter(Wish())
    book.publish(3)
    book.alter(DAILY)
    assert book.uncovered() == []


def test_rescheduling_covers_nothing(book: Book) -> None:
    book.subscribe(wish=DAILY)
    book.publish()
    book.do(digests.reschedule, book.found(), book.now, NOW.replace(day=3))

    assert (book.digest_due(), book.uncovered()) == (NOW.replace(day=3), [1])


def test_digests_that_are_due_come_in_their_order_and_not_all_at_once(book: Book) -> None:
    for chat, hour in ((1, 12), (2, 10), (3, 11)):
        book.subscribe(Place(chat), Wish(rhythm=Rhythm.DAILY, hour=hour))
    book.subscribe(Place(4), WEEKLY)
    book.subscribe(Place(5))
    book.after(hours=3)

    due = book.do(digests.digests_due, book.now, 2)
    assert [one.place.chat for one in due] == [2, 3]
    assert len(book.do(digests.digests_due, book.now, 9)) == 3


def test_no_digest_is_due_to_who_is_paused_or_has_ended(book: Book) -> None:
    book.subscribe(HERE, DAILY)
    book.pause()
    book.subscribe(THERE, DAILY)
    book.stop(THERE)
    book.after(days=2)

    assert book.do(digests.digests_due, book.now, 9) == []


def test_a_digest_that_is_too_far_off_is_looked_at(book: Book) -> None:
    book.now = NOW.replace(year=2030)
    book.subscribe(wish=DAILY)
    book.now = NOW
    assert book.do(digests.digests_due, NOW, 9) == []

    book.do(digests.distrust, Rhythm.WEEKLY, NOW, NOW)
    assert book.do(digests.digests_due, NOW, 9) == []
    book.do(digests.distrust, Rhythm.DAILY, NOW, NOW)
    assert book.do(digests.digests_due, NOW, 9) == [book.found()]


@pytest.mark.parametrize("letters", [ONE_PART, TWO_PARTS])
def test_publishing_takes_as_many_statements_however_many_chats_there_are(
    book: Book, letters: tuple[Message, ...]
) -> None:
    book.do(_subscribe_many, range(1, 101))
    few = _statements(book.database, lambda: book.publish(1, letters))
    book.do(_subscribe_many, range(101, 1001))
    many = _statements(book.database, lambda: book.publish(2, letters))

    assert few == many
    assert len(book.rows()) == 1_100 * len(letters)


def _subscribe_many(connection: Connection, chats: range) -> None:
    for chat in chats:
        here = Visit(Place(chat), Kind.PRIVATE, "Desk", NOW)
        subscriptions.apply(connection, here, Start(Wish()))


def _statements(database: Database, work: Callable[[], object]) -> int:
    seen: list[str] = []

    def note(*values: object) -> None:
        seen.append(str(values[2]))

    event.listen(database.engine, "before_cursor_execute", note)
    work()
    event.remove(database.engine, "before_cursor_execute", note)
    return len(seen)
