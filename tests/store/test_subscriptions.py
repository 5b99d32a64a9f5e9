"""Who subscribes is kept: found again, changed, paused, taken up, moved and forgotten."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.outbox.delivery import Step
from bot.outbox.fate import Fate, Outcome
from bot.store import moves, outbox, pauses, subscriptions
from bot.store.tables import publication, subscription
from bot.subscriptions.subscription import Kind, Place, Reason, State
from bot.subscriptions.visit import Past, Start
from bot.subscriptions.wish import Quiet, Rhythm, Wish
from tests.store.book import DAILY, HERE, NOW, TWO_PARTS, UNKNOWN, Book

TOPIC, OTHER_TOPIC, GENERAL, NEW = Place(-100, 7), Place(-100, 8), Place(-100), Place(-1009)
AFRICA = Wish(frozenset({"africa"}))
EVERYTHING_SET = Wish(
    frozenset({"africa", "members"}),
    Rhythm.WEEKLY,
    23,
    6,
    "Africa/Lagos",
    Quiet(22, 7),
    silent=True,
)
WISHES = st.builds(
    Wish,
    topics=st.frozensets(st.sampled_from(["africa", "members", "finance"])),
    rhythm=st.sampled_from(Rhythm),
    hour=st.integers(0, 23),
    weekday=st.integers(0, 6),
    zone=st.sampled_from(["UTC", "Africa/Lagos", "Asia/Kathmandu"]),
    quiet=st.none() | st.builds(Quiet, st.integers(0, 23), st.integers(0, 23)),
    silent=st.booleans(),
)


def test_nothing_is_known_of_a_place_that_never_subscribed(book: Book) -> None:
    visit = book.visit()

    assert (visit.subscription, visit.last, visit.due, visit.waiting) == (None, None, None, 0)
    assert visit.history == ()


def test_a_subscription_is_found_as_it_was_made(book: Book) -> None:
    book.subscribe(wish=EVERYTHING_SET, kind=Kind.CHANNEL)

    found = book.found()
    assert (found.place, found.kind, found.title) == (HERE, Kind.CHANNEL, "Desk")
    assert (found.wish, found.state, found.reason) == (EVERYTHING_SET, State.ACTIVE, None)
    assert (found.since, found.digested, found.moved_from) == (NOW, NOW, None)


@given(wishes=st.lists(WISHES, min_size=1, max_size=4))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_wished_is_kept_as_it_is(book: Book, wishes: list[Wish]) -> None:
    for wish in wishes:
        book.subscribe(wish=wish)

        assert book.found().wish == wish


def test_subscribing_twice_makes_one_subscription_with_the_last_wish(book: Book) -> None:
    book.subscribe()
    book.subscribe(wish=AFRICA)

    assert book.found().wish == AFRICA
    assert len(book.table(subscription)) == 1


def test_each_topic_of_a_forum_subscribes_by_itself(book: Book) -> None:
    book.subscribe(TOPIC, AFRICA)
    book.subscribe(GENERAL)

    assert (book.found(TOPIC).wish, book.found(GENERAL).wish) == (AFRICA, Wish())


def test_ids_as_large_as_telegram_makes_them_are_kept(book: Book) -> None:
    place = Place(-1_009_999_999_999, 2**52)
    book.subscribe(place)

    assert book.found(place).place == place


def test_who_subscribes_anew_is_told_only_of_what_comes_after(book: Book) -> None:
    book.publish(1)
    book.subscribe(wish=DAILY)
    book.publish(2)

    assert book.uncovered() == [2]


def test_a_subscription_that_ended_keeps_its_settings_and_its_history(book: Book) -> None:
    book.subscribe(wish=EVERYTHING_SET)
    book.alter(AFRICA)
    book.publish()
    book.send()
    book.after(days=1)
    book.stop()

    visit = book.visit()
    assert book.state() == (State.ENDED, None)
    assert (book.found().wish, book.found().since) == (AFRICA, book.now)
    assert visit.last == NOW
    assert visit.history == (Past("edition:desk:1", 1, "sent", NOW, 77),)


def test_ending_twice_makes_no_difference(book: Book) -> None:
    book.subscribe()
    book.stop()
    ended = book.found()
    book.after(days=1)
    book.stop()

    assert book.found() == ended


def test_what_was_on_its_way_is_cancelled_when_it_ends(book: Book) -> None:
    book.subscribe()
    book.publish(letters=TWO_PARTS)
    book.stop()

    assert book.steps() == [Step.CANCELLED, Step.CANCELLED]
    assert (book.due(), book.visit().waiting) == ([], 0)
    assert {row["why"] for row in book.rows()} == {"unsubscribed"}


def test_an_ended_subscription_receives_nothing_and_can_begin_again(book: Book) -> None:
    book.subscribe()
    book.stop()
    book.publish(1)
    book.after(days=1)
    book.subscribe(wish=DAILY)
    book.publish(2)

    assert book.steps() == []
    assert book.state() == (State.ACTIVE, None)
    assert (book.found().since, book.uncovered()) == (book.now, [2])


def test_nothing_is_ended_or_altered_where_nothing_was_subscribed(book: Book) -> None:
    book.stop()
    book.alter(AFRICA)
    book.erase()

    assert not book.has(HERE)


def test_a_change_goes_by_what_is_kept_rather_than_by_what_was_seen_before(book: Book) -> None:
    seen = book.visit()
    book.subscribe(wish=AFRICA)
    book.do(subscriptions.apply, seen, Start(DAILY))

    assert (len(book.table(subscription)), book.found().wish) == (1, DAILY)


def test_digests_begin_at_the_next_hour_that_was_chosen(book: Book) -> None:
    book.subscribe(wish=Wish(rhythm=Rhythm.DAILY, hour=8))

    assert book.digest_due() == NOW.replace(day=2, hour=8)


def test_there_is_no_digest_for_who_wants_news_at_once(book: Book) -> None:
    book.subscribe()

    assert book.digest_due() is None


@pytest.mark.parametrize(
    "wish",
    [
        Wish(rhythm=Rhythm.DAILY, topics=frozenset({"africa"})),
        Wish(rhythm=Rhythm.DAILY, silent=True),
        Wish(rhythm=Rhythm.DAILY, quiet=Quiet(22, 7)),
    ],
)
def test_settings_that_are_not_about_time_leave_the_digests_alone(book: Book, wish: Wish) -> None:
    book.subscribe(wish=DAILY)
    due, digested = book.digest_due(), book.found().digested
    book.after(hours=2)
    book.alter(wish)

    assert (book.digest_due(), book.found().digested) == (due, digested)


def test_another_hour_brings_the_digest_at_that_hour_with_all_that_has_gathered(
    book: Book,
) -> None:
    book.subscribe(wish=DAILY)
    book.publish()
    book.after(hours=2)
    book.alter(Wish(rhythm=Rhythm.DAILY, hour=17))

    assert book.digest_due() == NOW.replace(hour=17)
    assert book.uncovered() == [1]


def test_who_no_longer_wants_digests_gets_a_last_one_at_once(book: Book) -> None:
    book.subscribe(wish=DAILY)
    book.publish()
    book.after(hours=1)
    book.alter(Wish())

    assert (book.digest_due(), book.uncovered()) == (book.now, [1])


def test_changing_ones_mind_before_the_last_digest_loses_nothing(book: Book) -> None:
    book.subscribe(wish=DAILY)
    book.publish()
    book.alter(Wish())
    book.alter(DAILY)

    assert book.uncovered() == [1]


def test_old_news_that_were_not_wanted_do_not_come_back_with_the_first_digest(book: Book) -> None:
    book.subscribe(wish=AFRICA)
    book.publish(letters=())
    book.after(days=200)
    book.alter(DAILY)

    assert book.uncovered() == []


def test_another_zone_makes_no_digest_for_who_wants_news_at_once(book: Book) -> None:
    book.subscribe()
    book.alter(Wish(zone="Africa/Lagos", hour=9, weekday=3))

    assert book.digest_due() is None


def test_pausing_keeps_what_waits_and_sends_nothing(book: Book) -> None:
    book.subscribe()
    book.publish()
    book.pause()

    assert book.state() == (State.PAUSED, Reason.MUTED)
    assert (book.due(), book.steps(), book.visit().waiting) == ([], [Step.PENDING], 1)


def test_the_first_reason_stands_if_there_are_two(book: Book) -> None:
    book.subscribe()
    book.pause(Reason.MUTED)
    book.after(days=1)
    book.pause(Reason.REMOVED)

    assert book.state() == (State.PAUSED, Reason.MUTED)
    assert book.found().since == NOW


def test_a_paused_chat_that_is_resumed_gets_what_waited(book: Book) -> None:
    book.subscribe()
    book.publish(1)
    book.pause()
    book.publish(2)
    book.after(hours=1)

    assert book.resume()
    assert book.state() == (State.ACTIVE, None)
    assert (book.found().since, len(book.send())) == (book.now, 2)


def test_only_the_next_part_goes_when_a_chat_is_resumed(book: Book) -> None:
    book.subscribe()
    book.publish(letters=TWO_PARTS)
    book.send()
    book.pause()
    book.publish(2, letters=TWO_PARTS)
    book.resume()

    assert [(one.part, one.letter.html) for one in book.due()] == [(2, "second"), (1, "first")]


def test_a_part_that_was_settled_during_a_pause_lets_the_next_wait_for_the_chat(
    book: Book,
) -> None:
    book.subscribe()
    book.publish(letters=TWO_PARTS)
    [first] = book.due()
    book.mark(first)
    book.pause()
    book.settle(first)

    assert book.due() == []
    book.resume()
    assert [one.part for one in book.due()] == [2]


def test_a_part_in_doubt_holds_the_rest_through_a_pause(book: Book) -> None:
    book.subscribe()
    book.publish(letters=TWO_PARTS)
    book.send(UNKNOWN)
    book.after(seconds=5)
    book.send(UNKNOWN)
    book.pause()
    book.resume()

    assert (book.steps(), book.due()) == ([Step.UNCERTAIN, Step.PENDING], [])


def test_resuming_asks_for_the_reason(book: Book) -> None:
    book.subscribe()
    book.pause(Reason.TOPIC_CLOSED)

    assert not book.resume(reasons=[Reason.BLOCKED, Reason.REMOVED])
    assert book.state() == (State.PAUSED, Reason.TOPIC_CLOSED)


def test_one_topic_can_be_paused_and_resumed_alone(book: Book) -> None:
    book.subscribe(TOPIC)
    book.subscribe(OTHER_TOPIC)
    book.pause(Reason.TOPIC_CLOSED, TOPIC, topic=TOPIC.topic)
    book.publish()

    assert [one.place for one in book.due()] == [OTHER_TOPIC]
    assert not book.resume(TOPIC, OTHER_TOPIC.topic)
    assert book.resume(TOPIC, TOPIC.topic)
    assert {one.place for one in book.due()} == {TOPIC, OTHER_TOPIC}


def test_subscribing_again_takes_up_what_was_paused(book: Book) -> None:
    book.subscribe()
    book.pause(Reason.REMOVED)
    book.publish()
    book.subscribe(wish=AFRICA)

    assert (book.state(), book.found().wish) == ((State.ACTIVE, None), AFRICA)
    assert book.send() == [HERE]


def test_nothing_is_left_of_a_chat_that_is_erased(book: Book) -> None:
    book.subscribe(TOPIC)
    book.subscribe(GENERAL)
    book.subscribe(NEW)
    book.publish(1)
    book.send(place=TOPIC)
    book.erase(GENERAL)

    assert [row["chat"] for row in book.table(subscription)] == [NEW.chat]
    assert [(row["subscription"], row["step"], row["message"]) for row in book.rows()[:2]] == [
        (None, Step.SENT, None),
        (None, Step.CANCELLED, None),
    ]
    assert book.send() == [NEW]


def test_what_comes_of_a_send_to_a_chat_that_was_erased_meanwhile_is_settled(book: Book) -> None:
    book.subscribe()
    book.publish(1)
    book.publish(2)
    first, second = book.due()
    book.mark(first)
    book.mark(second)
    book.erase()
    book.settle(first)
    book.settle(second, Outcome(Fate.UNSENT))
    book.do(moves.rename, HERE.chat, "Nobody")
    book.do(outbox.lapse, book.now)

    assert book.steps() == [Step.SENT, Step.CANCELLED]


def test_a_chat_has_its_new_title(book: Book) -> None:
    book.subscribe(TOPIC)
    book.subscribe(GENERAL)
    book.do(moves.rename, TOPIC.chat, "New desk")

    assert (book.found(TOPIC).title, book.found(GENERAL).title) == ("New desk", "New desk")


def test_a_chat_is_given_up_when_it_was_not_found_on_seven_days(book: Book) -> None:
    not_found = Outcome(Fate.REFUSED, said="Bad Request: chat not found")
    book.subscribe(TOPIC)
    book.subscribe(GENERAL)
    book.publish()
    for _ in range(6):
        assert TOPIC in book.send(not_found)
        assert book.state(TOPIC) == (State.ACTIVE, None)
        book.after(days=1)
    book.send(not_found)

    assert book.state(TOPIC) == book.state(GENERAL) == (State.PAUSED, Reason.NOT_FOUND)
    assert book.due() == []


def test_a_day_counts_once_however_often_the_chat_was_not_found_on_it(book: Book) -> None:
    book.subscribe()
    for _ in range(9):
        book.do(pauses.missing, book.found().id, book.now)

    assert book.table(subscription)[0]["missing_days"] == 1


def test_one_message_that_arrives_clears_the_days_on_which_a_chat_was_not_found(
    book: Book,
) -> None:
    book.subscribe()
    for _ in range(6):
        book.do(pauses.missing, book.found().id, book.after(days=1))
    book.publish()
    book.send()
    book.do(pauses.missing, book.found().id, book.after(days=1))

    assert (book.table(subscription)[0]["missing_days"], book.state()[0]) == (1, State.ACTIVE)


def test_nobody_misses_a_chat_that_was_erased(book: Book) -> None:
    book.subscribe()
    number = book.found().id
    book.erase()
    book.do(pauses.missing, number, book.now)

    assert not book.has(HERE)


def test_a_group_takes_everything_along_when_it_becomes_a_supergroup(book: Book) -> None:
    book.subscribe(TOPIC, AFRICA)
    book.subscribe(GENERAL, DAILY)
    book.publish()
    book.migrate(GENERAL.chat, NEW.chat)

    assert book.found(Place(NEW.chat, TOPIC.topic)).wish == AFRICA
    assert (book.found(NEW).wish, book.found(NEW).kind) == (DAILY, Kind.SUPERGROUP)
    assert not book.has(GENERAL)
    assert book.send() == [Place(NEW.chat, TOPIC.topic)]


def test_migrating_twice_makes_no_difference(book: Book) -> None:
    book.subscribe()
    book.publish()
    book.migrate(HERE.chat, NEW.chat)
    book.migrate(HERE.chat, NEW.chat)

    assert book.send() == [NEW]


def test_a_group_that_keeps_its_id_keeps_its_subscription(book: Book) -> None:
    book.subscribe()
    book.migrate(HERE.chat, HERE.chat)

    assert book.has(HERE)


@pytest.mark.parametrize(
    "wish", [Wish(), Wish(quiet=Quiet(22, 7)), Wish(zone="Asia/Kathmandu", quiet=Quiet(8, 20))]
)
def test_who_changes_the_quiet_hours_is_not_kept_waiting_by_the_old_ones(
    book: Book, wish: Wish
) -> None:
    book.subscribe(wish=Wish(quiet=Quiet(8, 20)))
    book.publish(letters=TWO_PARTS)
    [one] = book.due()
    book.do(outbox.postpone_all, {one.id: NOW.replace(hour=20)})
    book.alter(wish)

    assert [one.part for one in book.due()] == [1]


def test_what_is_paused_stays_so_when_the_quiet_hours_change(book: Book) -> None:
    book.subscribe(wish=Wish(quiet=Quiet(8, 20)))
    book.publish()
    book.pause()
    book.alter(Wish())

    assert book.rows()[0]["due"] is None


def test_a_chat_that_refused_a_message_is_tried_again_each_day(book: Book) -> None:
    refused = Outcome(Fate.REFUSED, said="Bad Request: not enough rights to send text messages")
    book.subscribe()
    book.publish()
    for _ in range(3):
        assert book.send(refused) == [HERE]
        assert book.do(pauses.try_again, book.after(hours=23)) == 0
        assert book.state() == (State.PAUSED, Reason.MUTED)
        assert book.do(pauses.try_again, book.after(hours=1)) == 1
    assert (book.send(), book.state()) == ([HERE], (State.ACTIVE, None))


def test_a_chat_that_the_bot_was_removed_from_is_not_tried_again(book: Book) -> None:
    book.subscribe()
    book.pause(Reason.REMOVED)

    assert book.do(pauses.try_again, book.after(days=9)) == 0
    assert book.state() == (State.PAUSED, Reason.REMOVED)


def test_a_supergroup_that_ended_its_subscription_gets_that_of_the_group(book: Book) -> None:
    book.subscribe(NEW)
    book.stop(NEW)
    book.subscribe(HERE, AFRICA)
    book.migrate(HERE.chat, NEW.chat)

    assert (book.found(NEW).wish, len(book.table(subscription))) == (AFRICA, 1)


@pytest.mark.parametrize("first", ["old", "new"])
def test_nothing_is_lost_or_doubled_where_both_had_subscribed(book: Book, first: str) -> None:
    places = (HERE, NEW) if first == "old" else (NEW, HERE)
    book.subscribe(places[0])
    book.publish(1)
    book.subscribe(places[1])
    book.publish(2)
    book.publish(3)
    book.send(place=HERE)
    book.publish(4)
    book.migrate(HERE.chat, NEW.chat)
    book.send()

    arrived = [row["publication"] for row in book.rows() if row["step"] == Step.SENT]
    cancelled = [row["publication"] for row in book.rows() if row["step"] == Step.CANCELLED]
    assert len(book.table(subscription)) == 1
    assert set(arrived) == {row["id"] for row in book.table(publication)}
    # What the group had got before it moved had been on its way to the supergroup as well.
    assert sorted(arrived) == ([1, 2, 2, 3, 3, 4])
    assert cancelled == [4]


def test_a_send_to_the_old_group_tells_of_the_new_one_and_goes_there(book: Book) -> None:
    book.subscribe()
    book.publish(letters=TWO_PARTS)
    book.send(Outcome(Fate.MIGRATED, chat=NEW.chat))

    assert [book.send(), book.send(), book.send()] == [[NEW], [NEW], []]
    assert book.steps() == [Step.SENT, Step.SENT]


def test_a_send_to_the_old_group_is_dropped_where_the_new_one_gets_it_too(book: Book) -> None:
    book.subscribe()
    book.subscribe(NEW)
    book.publish(letters=TWO_PARTS)
    book.send(Outcome(Fate.MIGRATED, chat=NEW.chat), HERE)

    assert [book.send(), book.send(), book.send()] == [[NEW], [NEW], []]
    assert sorted(book.steps()) == [Step.CANCELLED] * 2 + [Step.SENT] * 2


def test_what_a_group_was_to_get_in_its_digest_comes_with_that_of_the_supergroup(
    book: Book,
) -> None:
    book.subscribe(wish=DAILY)
    book.publish()
    book.subscribe(NEW, DAILY)
    book.migrate(HERE.chat, NEW.chat)

    assert book.uncovered(NEW) == [1]


def test_what_a_group_was_to_get_in_its_digest_comes_at_once_where_no_digests_are_wanted(
    book: Book,
) -> None:
    book.subscribe(wish=DAILY)
    book.publish()
    book.subscribe(NEW)
    book.migrate(HERE.chat, NEW.chat)

    assert (book.digest_due(NEW), book.uncovered(NEW)) == (book.now, [1])


def test_what_a_group_no_longer_wanted_does_not_come_to_the_supergroup(book: Book) -> None:
    book.subscribe(wish=DAILY)
    book.stop()
    book.publish()
    book.subscribe(NEW, DAILY)
    book.migrate(HERE.chat, NEW.chat)

    assert book.uncovered(NEW) == []


def test_what_a_group_did_not_want_at_once_does_not_come_to_the_supergroup(book: Book) -> None:
    book.subscribe(wish=AFRICA)
    book.publish(letters=())
    book.subscribe(NEW, DAILY)
    book.migrate(HERE.chat, NEW.chat)

    assert book.uncovered(NEW) == []


def test_what_a_group_waited_for_waits_on_where_the_supergroup_is_paused(book: Book) -> None:
    book.subscribe()
    book.publish()
    book.subscribe(NEW)
    book.pause(place=NEW)
    book.migrate(HERE.chat, NEW.chat)

    assert (book.due(), book.steps()) == ([], [Step.PENDING])
    book.resume(NEW)
    assert book.send() == [NEW]


def test_what_waited_in_a_deleted_topic_goes_to_the_chat_itself(book: Book) -> None:
    book.subscribe(TOPIC, AFRICA)
    book.publish(letters=TWO_PARTS)
    book.send(Outcome(Fate.REFUSED, said="Bad Request: message thread not found"))

    assert (book.found(GENERAL).wish, book.found(GENERAL).moved_from) == (AFRICA, TOPIC.topic)
    assert not book.has(TOPIC)
    assert [book.send(), book.send(), book.send()] == [[GENERAL], [GENERAL], []]


def test_a_deleted_topic_is_dropped_where_the_chat_itself_is_subscribed(book: Book) -> None:
    book.subscribe(TOPIC)
    book.publish(1)
    book.subscribe(GENERAL)
    book.publish(2)
    book.do(moves.to_general, TOPIC, book.now)

    assert not book.has(TOPIC)
    assert book.send() == [GENERAL, GENERAL]
    assert sorted(book.steps()) == [Step.CANCELLED, Step.SENT, Step.SENT]


def test_a_chat_itself_can_not_be_a_deleted_topic(book: Book) -> None:
    book.subscribe(GENERAL)
    book.do(moves.to_general, GENERAL, book.now)
    book.do(moves.to_general, OTHER_TOPIC, book.now)

    assert book.found(GENERAL).moved_from is None


def test_the_note_that_a_topic_was_deleted_goes_with_the_next_change(book: Book) -> None:
    book.subscribe(TOPIC)
    book.do(moves.to_general, TOPIC, book.now)
    book.alter(AFRICA, GENERAL)

    assert book.found(GENERAL).moved_from is None


def test_a_moment_is_kept_to_the_microsecond(book: Book) -> None:
    book.now = NOW.replace(microsecond=123_457)
    book.subscribe()

    assert book.found().since == book.now
