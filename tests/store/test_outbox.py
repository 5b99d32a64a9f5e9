"""Each delivery ends in a stated outcome, and only who holds the fence says in which."""

from datetime import timedelta

import pytest

from bot.outbox.delivery import Step, WhenUncertain
from bot.outbox.fate import Fate, Outcome
from bot.outbox.sequel import MOST_DAYS, Sequel
from bot.store import outbox
from bot.store.outbox import LEASE
from bot.store.tables import sending
from bot.subscriptions.subscription import Kind, Place, Reason, State
from tests.store.book import FENCE, HERE, NOW, TWO_PARTS, UNKNOWN, Book

THERE, TOPIC = Place(-200), Place(-100, 7)
STALE = FENCE - 1
LATER = Outcome(Fate.LATER, wait=3600)
NOT_SENT = (
    LATER,
    Outcome(Fate.UNSENT),
    UNKNOWN,
    Outcome(Fate.REFUSED, said="Bad Request: chat not found"),
)
REFUSED = Outcome(Fate.REFUSED, said="Bad Request: message is too long")


def test_what_waits_longest_goes_first(book: Book) -> None:
    book.subscribe(HERE)
    book.publish(1)
    book.after(hours=-1)
    book.subscribe(THERE)
    book.publish(2)
    book.after(hours=1)

    due = [one.published for one in book.due()]
    assert due == sorted(due)
    assert book.due(limit=1) == book.due()[:1]


def test_nothing_is_due_before_its_time_or_to_a_chat_that_is_being_written_to(book: Book) -> None:
    book.subscribe(HERE)
    book.subscribe(THERE)
    book.publish()

    assert [one.place for one in book.due(busy=[HERE.chat])] == [THERE]
    book.after(seconds=-1)
    assert book.due() == []


def test_a_delivery_is_marked_once(book: Book) -> None:
    book.subscribe()
    book.publish()
    [one] = book.due()

    assert [book.mark(one), book.mark(one)] == [True, False]
    [row] = book.rows()
    assert (row["step"], row["attempts"], row["tried"]) == (Step.SENDING, 1, NOW)
    assert (row["lease"], row["fence"], book.due()) == (NOW + LEASE, FENCE, [])


def test_whoever_has_lost_the_fence_can_not_mark(book: Book) -> None:
    book.subscribe()
    book.publish()
    [one] = book.due()

    assert not book.mark(one, STALE)
    assert book.steps() == [Step.PENDING]


def test_what_waits_for_its_chat_can_not_be_marked(book: Book) -> None:
    book.subscribe()
    book.publish()
    [one] = book.due()
    book.pause()

    assert not book.mark(one)


def test_whoever_has_lost_the_fence_can_not_settle(book: Book) -> None:
    book.subscribe()
    book.publish(letters=TWO_PARTS)
    [one] = book.due()
    book.mark(one)
    book.settle(one, fence=STALE)
    book.settle(one, Outcome(Fate.GONE), fence=STALE)

    assert (book.steps(), book.due()) == ([Step.SENDING, Step.PENDING], [])
    assert book.state()[0] is State.ACTIVE


def test_an_outcome_is_written_down_once(book: Book) -> None:
    book.subscribe()
    book.publish()
    [one] = book.due()
    book.mark(one)
    book.settle(one)
    book.settle(one, REFUSED)

    [row] = book.rows()
    assert (row["step"], row["message"], row["done"]) == (Step.SENT, 77, NOW)
    assert (row["lease"], row["due"]) == (None, None)


def test_the_next_part_goes_once_the_one_before_it_has_arrived(book: Book) -> None:
    book.subscribe()
    book.publish(letters=(*TWO_PARTS, *TWO_PARTS))
    parts = []
    while due := book.due():
        parts += [one.part for one in due]
        book.send()

    assert parts == [1, 2, 3, 4]


def test_a_part_that_is_refused_takes_the_rest_with_it(book: Book) -> None:
    book.subscribe(HERE)
    book.subscribe(THERE)
    book.publish(letters=TWO_PARTS)
    book.send(REFUSED, HERE)

    assert sorted(book.steps()) == [Step.FAILED, Step.FAILED, Step.PENDING, Step.PENDING]
    assert book.send() == [THERE]


def test_what_never_left_is_tried_again_later(book: Book) -> None:
    book.subscribe()
    book.publish()
    book.send(Outcome(Fate.UNSENT))

    assert book.due() == []
    book.after(seconds=1)
    assert book.send() == [HERE]
    assert (book.rows()[0]["attempts"], book.rows()[0]["doubts"]) == (2, 0)


def test_a_message_in_doubt_is_sent_again_once(book: Book) -> None:
    book.subscribe()
    book.publish()
    sent = 0
    for _ in range(5):
        sent += len(book.send(UNKNOWN))
        book.after(minutes=1)

    assert (sent, book.steps()) == (2, [Step.UNCERTAIN])
    assert (book.rows()[0]["doubts"], book.rows()[0]["done"]) == (2, NOW.replace(minute=1))


def test_a_message_in_doubt_is_held_where_the_edition_asks_for_it(book: Book) -> None:
    book.subscribe()
    book.publish(letters=TWO_PARTS, when_uncertain=WhenUncertain.HOLD)
    book.send(UNKNOWN)
    book.after(hours=1)

    assert (book.due(), book.steps()) == ([], [Step.UNCERTAIN, Step.PENDING])
    why = book.rows()[0]["why"]
    assert why == "It may have arrived: silence. Look into the chat before you send it again."


def test_an_operator_can_send_again_what_was_held(book: Book) -> None:
    book.subscribe()
    book.publish(letters=TWO_PARTS, when_uncertain=WhenUncertain.HOLD)
    book.send(UNKNOWN)
    numbers = [row["id"] for row in book.rows()]

    assert book.do(outbox.resend, numbers, book.now) == 1
    assert book.do(outbox.resend, numbers, book.now) == 0
    assert [book.send(), book.send()] == [[HERE], [HERE]]
    assert book.steps() == [Step.SENT, Step.SENT]


def test_what_an_operator_sends_again_waits_for_a_paused_chat(book: Book) -> None:
    book.subscribe()
    book.publish(when_uncertain=WhenUncertain.HOLD)
    book.send(UNKNOWN)
    book.pause()
    book.do(outbox.resend, [book.rows()[0]["id"]], book.now)

    assert book.due() == []
    book.resume()
    assert book.send() == [HERE]


def test_an_operator_can_let_it_rest_and_the_next_part_goes(book: Book) -> None:
    book.subscribe()
    book.publish(letters=TWO_PARTS, when_uncertain=WhenUncertain.HOLD)
    book.send(UNKNOWN)
    numbers = [row["id"] for row in book.rows()]

    assert book.do(outbox.drop, numbers, book.now) == 1
    assert book.do(outbox.drop, numbers, book.now) == 0
    assert book.steps() == [Step.CANCELLED, Step.PENDING]
    assert [one.part for one in book.due()] == [2]


def test_the_next_part_after_one_that_rests_waits_for_a_paused_chat(book: Book) -> None:
    book.subscribe()
    book.publish(letters=TWO_PARTS, when_uncertain=WhenUncertain.HOLD)
    book.send(UNKNOWN)
    book.pause()
    book.do(outbox.drop, [book.rows()[0]["id"]], book.now)

    assert book.due() == []
    book.resume()
    assert [one.part for one in book.due()] == [2]


def test_what_its_sender_died_over_is_in_doubt_once_its_lease_is_over(book: Book) -> None:
    book.subscribe()
    book.publish()
    [one] = book.due()
    book.mark(one)
    book.after(seconds=29)
    assert book.do(outbox.lapse, book.now) == 0
    book.after(seconds=1)

    assert book.do(outbox.lapse, book.now) == 1
    [row] = book.rows()
    assert (row["step"], row["doubts"]) == (Step.PENDING, 1)
    assert row["why"] == "It may have arrived: the bot ended before Telegram answered."
    book.settle(one)
    assert book.steps() == [Step.PENDING]


def test_what_is_sent_again_after_a_lapse_is_out_of_reach_for_who_sent_it_first(
    book: Book,
) -> None:
    book.subscribe()
    book.publish()
    [one] = book.due()
    book.mark(one)
    book.do(outbox.lapse, book.after(seconds=30))
    book.after(seconds=5)
    [again] = book.due()
    book.do(lambda connection: connection.execute(sending.update().values(fence=FENCE + 1)))
    book.mark(again, FENCE + 1)
    book.settle(one, REFUSED)

    assert book.steps() == [Step.SENDING]
    book.settle(again, fence=FENCE + 1)
    assert book.steps() == [Step.SENT]


def test_a_send_to_a_chat_that_was_erased_meanwhile_lapses_as_cancelled(book: Book) -> None:
    book.subscribe()
    book.publish(letters=TWO_PARTS)
    [one] = book.due()
    book.mark(one)
    book.erase()
    assert book.do(outbox.lapse, book.now) == 0
    assert book.steps() == [Step.SENDING, Step.CANCELLED]

    book.do(outbox.lapse, book.after(minutes=1))
    assert book.steps() == [Step.CANCELLED, Step.CANCELLED]
    assert book.rows()[0]["why"] == "the chat's data was deleted"


def test_news_expire_after_seven_days(book: Book) -> None:
    book.subscribe()
    book.pause()
    book.publish(letters=TWO_PARTS)
    book.after(days=MOST_DAYS)
    assert book.do(outbox.expire, book.now) == 0
    book.after(seconds=1)

    assert book.do(outbox.expire, book.now) == 2
    assert book.steps() == [Step.EXPIRED, Step.EXPIRED]
    assert {row["why"] for row in book.rows()} == {"It waited for 7 days."}
    book.resume()
    assert book.due() == []


def test_what_may_have_arrived_does_not_expire_but_stays_in_doubt(book: Book) -> None:
    book.subscribe()
    book.publish()
    book.send(UNKNOWN)
    book.do(outbox.expire, book.after(days=MOST_DAYS, seconds=1))

    assert book.steps() == [Step.UNCERTAIN]


def test_what_has_ended_does_not_expire(book: Book) -> None:
    book.subscribe()
    book.publish()
    book.send()

    assert book.do(outbox.expire, book.after(days=30)) == 0
    assert book.steps() == [Step.SENT]


def test_a_chat_that_sleeps_is_written_to_later(book: Book) -> None:
    book.subscribe()
    book.publish()
    [one] = book.due()
    book.do(outbox.postpone_all, {one.id: NOW.replace(hour=12)})

    assert book.due() == []
    book.after(hours=3)
    assert book.send() == [HERE]
    book.do(outbox.postpone_all, {one.id: NOW.replace(hour=12)})
    assert (book.due(), book.steps()) == ([], [Step.SENT])


def test_many_chats_sleep_each_until_its_own_hour(book: Book) -> None:
    for place in (HERE, THERE):
        book.subscribe(place)
    book.publish()
    numbers = [row["id"] for row in book.rows()]
    book.do(outbox.postpone_all, {})
    book.do(
        outbox.postpone_all,
        {one: NOW + timedelta(hours=hour) for hour, one in enumerate(numbers, 1)},
    )

    assert [row["due"].hour for row in book.rows()] == [10, 11]


def test_what_was_paused_in_the_meantime_is_not_due_when_its_chat_would_wake(book: Book) -> None:
    book.subscribe()
    book.publish()
    [one] = book.due()
    book.pause()
    book.do(outbox.postpone_all, {one.id: NOW})

    assert book.rows()[0]["due"] is None


@pytest.mark.untraced
def test_a_sender_gets_one_delivery_for_each_chat(book: Book) -> None:
    for topic in range(100):
        book.subscribe(Place(HERE.chat, topic))
    book.subscribe(THERE)
    book.publish(1)
    book.publish(2)

    assert book.hand() == [HERE, THERE]
    assert len(book.due(limit=500)) == 202


def test_a_chat_that_asks_to_wait_is_left_alone_in_all_its_topics(book: Book) -> None:
    for place in (HERE, TOPIC, THERE):
        book.subscribe(place)
    book.publish(1)
    book.publish(2)
    first = next(one for one in book.due() if one.place == HERE)
    book.mark(first)
    book.settle(first, Outcome(Fate.LATER, wait=30))

    assert {one.place for one in book.due()} == {THERE}
    book.after(seconds=30)
    assert len(book.due()) == 6


def test_what_comes_out_for_a_chat_that_asks_to_wait_waits_too(book: Book) -> None:
    book.subscribe()
    book.publish(1)
    book.settle(book.take(), LATER)
    book.after(seconds=5)
    book.publish(2)
    book.subscribe(TOPIC)
    book.publish(3)
    book.pause()
    book.resume()

    assert book.due() == []
    book.after(hours=1)
    assert len(book.due()) == 4


def test_a_delivery_at_hand_is_not_sent_once_its_chat_asks_to_wait(book: Book) -> None:
    for place in (HERE, TOPIC):
        book.subscribe(place)
    book.publish()
    other = next(one for one in book.due() if one.place == TOPIC)
    book.settle(book.take(), LATER)

    assert not book.mark(other)


def test_nobody_waits_for_longer_than_news_last_because_a_clock_was_ahead(book: Book) -> None:
    book.subscribe()
    book.publish(1)
    one = book.take()
    book.after(days=365)
    book.settle(one, LATER)
    book.after(days=-365)
    book.publish(2)

    assert len(book.due()) == 1


def test_what_is_too_old_by_the_time_the_chat_may_be_written_to_expires(book: Book) -> None:
    book.subscribe()
    book.publish()
    one = book.take()
    book.after(days=MOST_DAYS, minutes=1)
    book.settle(one, LATER)

    assert book.steps() == [Step.EXPIRED]


@pytest.mark.parametrize("outcome", NOT_SENT, ids=lambda one: one.fate)
def test_what_was_on_its_way_when_somebody_unsubscribed_is_not_sent_again(
    book: Book, outcome: Outcome
) -> None:
    book.subscribe()
    book.publish()
    one = book.take()
    book.stop()
    book.settle(one, outcome)

    assert (book.steps(), book.rows()[0]["why"]) == ([Step.CANCELLED], "unsubscribed")


@pytest.mark.untraced
@pytest.mark.parametrize("outcome", NOT_SENT, ids=lambda one: one.fate)
def test_what_was_on_its_way_when_its_chat_was_paused_waits_for_it(
    book: Book, outcome: Outcome
) -> None:
    book.subscribe()
    book.publish()
    one = book.take()
    book.pause()
    book.settle(one, outcome)
    book.after(hours=25)

    assert (book.due(), book.rows()[0]["due"]) == ([], None)
    book.resume()
    assert book.send() == [HERE]


def test_a_lease_from_a_clock_that_was_ahead_is_over(book: Book) -> None:
    book.subscribe()
    book.publish()
    book.after(days=2)
    book.take()
    book.after(days=-2)

    assert book.do(outbox.lapse, book.now) == 1
    assert book.steps() == [Step.PENDING]


def test_a_chat_that_can_not_be_written_to_is_paused_and_its_messages_wait(book: Book) -> None:
    book.subscribe(kind=Kind.PRIVATE)
    book.publish(1)
    book.publish(2)
    book.send(Outcome(Fate.GONE, said="Forbidden: bot was blocked by the user"))

    assert book.state() == (State.PAUSED, Reason.BLOCKED)
    assert (book.due(), book.steps()) == ([], [Step.PENDING, Step.PENDING])
    book.resume()
    assert book.send() == [HERE, HERE]


def test_a_closed_topic_pauses_itself_alone(book: Book) -> None:
    book.subscribe(TOPIC)
    book.subscribe(HERE)
    book.publish()
    book.send(Outcome(Fate.REFUSED, said="Bad Request: TOPIC_CLOSED"), TOPIC)

    assert book.state(TOPIC) == (State.PAUSED, Reason.TOPIC_CLOSED)
    assert book.send() == [HERE]


def test_a_message_whose_markup_is_refused_goes_without(book: Book) -> None:
    book.subscribe()
    book.publish()
    book.send(Outcome(Fate.REFUSED, said="Bad Request: can't parse entities"))

    [one] = book.due()
    assert one.plain


def test_whom_something_was_sent_to_lately_is_known_to_the_next_process(book: Book) -> None:
    book.subscribe(HERE)
    book.subscribe(THERE, kind=Kind.CHANNEL)
    book.publish()
    book.send(place=HERE)
    book.after(minutes=1)
    book.send()

    assert book.do(outbox.lately, NOW) == [(HERE.chat, Kind.GROUP), (THERE.chat, Kind.CHANNEL)]
    assert book.do(outbox.lately, book.now) == [(THERE.chat, Kind.CHANNEL)]


@pytest.mark.parametrize(
    ("state", "is_edit", "step"),
    [
        (State.ENDED, True, Step.PENDING),  # it stands in their chat, whoever has unsubscribed
        (State.ENDED, False, Step.CANCELLED),
        (State.PAUSED, True, Step.PENDING),
        (State.ACTIVE, False, Step.PENDING),
    ],
)
def test_who_has_unsubscribed_gets_edits_and_nothing_else(
    state: State, is_edit: bool, step: Step
) -> None:
    sequel = outbox._as_wanted(Sequel(Step.PENDING, due=NOW), state, is_edit=is_edit)

    assert sequel.step is step
    waits_for_its_chat = state is State.PAUSED or step is Step.CANCELLED
    assert sequel.due == (None if waits_for_its_chat else NOW)
