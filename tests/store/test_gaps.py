"""Questions that found nothing are counted by the day, and only so many are kept."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.store import gaps, moves, subscriptions
from bot.store.database import Database
from bot.subscriptions.subscription import Kind, Place
from bot.subscriptions.visit import Count, Erase, Start, Visit
from bot.subscriptions.wish import Wish

NOW = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
DAY = datetime(2026, 11, 24, tzinfo=UTC)
CHAT = Place(-100)


def ask(database: Database, *questions: str, chat: int = CHAT.chat, days: int = 0) -> None:
    """Let somebody ask these in vain."""
    for question in questions:
        database.run_now(gaps.count, question, chat, NOW + timedelta(days=days))


def counted(database: Database) -> dict[str, int]:
    """How often each was asked, the most frequent first."""
    return {one.question: one.count for one in database.run_now(gaps.most_asked)}


def change(database: Database, *changes: Count | Erase | Start, place: Place = CHAT) -> None:
    """Let a chat decide something about itself."""
    for one in changes:
        visit = Visit(place, Kind.GROUP, "Desk", NOW)
        database.run_now(subscriptions.apply, visit, one)


def left_out(database: Database) -> list[int]:
    """The chats whose questions are not counted."""
    rows = database.run_now(lambda one: one.exec_driver_sql("SELECT chat FROM uncounted").all())
    return [row[0] for row in rows]


def test_a_question_is_counted_with_its_first_and_last_day(database: Database) -> None:
    ask(database, "iraq", "iraq")
    ask(database, "iraq", days=2)

    [one] = database.run_now(gaps.most_asked)
    assert (one.question, one.count) == ("iraq", 3)
    assert (one.first, one.last) == (DAY, DAY + timedelta(days=2))


def test_the_most_frequent_come_first_and_of_those_the_newest(database: Database) -> None:
    ask(database, "often", "often", "old")
    ask(database, "new", days=1)

    assert list(counted(database)) == ["often", "new", "old"]
    assert [one.question for one in database.run_now(gaps.most_asked, 1)] == ["often"]


def test_a_question_is_forgotten_and_counted_anew(database: Database) -> None:
    ask(database, "iraq", "iraq", "oil")

    assert database.run_now(gaps.forget, "iraq")
    assert not database.run_now(gaps.forget, "iraq")
    ask(database, "iraq")
    assert counted(database) == {"iraq": 1, "oil": 1}


def test_the_least_asked_and_oldest_make_room(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gaps, "MOST", 3)
    ask(database, "often", "often", "often", "twice", "twice")
    ask(database, "new", days=1)
    ask(database, "newest", days=1)
    assert counted(database) == {"often": 3, "twice": 2, "newest": 1}

    ask(database, "newest", "another", days=1)
    assert counted(database) == {"often": 3, "newest": 2, "another": 1}


def test_a_chat_that_is_left_out_is_not_counted(database: Database) -> None:
    change(database, Count(wanted=False), Count(wanted=False))
    ask(database, "iraq")
    ask(database, "oil", chat=-101)
    assert counted(database) == {"oil": 1}
    assert left_out(database) == [CHAT.chat]

    change(database, Count(wanted=True), Count(wanted=True))
    ask(database, "iraq")
    assert counted(database) == {"oil": 1, "iraq": 1}
    assert left_out(database) == []


def test_a_visit_knows_whether_questions_are_counted(database: Database) -> None:
    for wanted in (True, False):
        change(database, Count(wanted))
        for topic in (0, 7):  # it is the whole group's
            place = Place(CHAT.chat, topic)
            visit = database.run_now(subscriptions.visit, place, Kind.GROUP, "Desk", NOW)
            assert visit.counted is wanted


def test_when_all_about_a_chat_is_deleted_it_is_counted_again(database: Database) -> None:
    change(database, Start(Wish()), Count(wanted=False), Erase())
    ask(database, "iraq")

    assert counted(database) == {"iraq": 1}
    assert left_out(database) == []


@pytest.mark.parametrize("wanted", [True, False])
def test_a_supergroup_is_left_out_as_its_group_was(database: Database, wanted: bool) -> None:
    change(database, Count(wanted))
    change(database, Count(wanted), place=Place(-200))

    for _ in range(2):
        database.run_now(moves.migrate, CHAT.chat, -1009, NOW)

    assert sorted(left_out(database)) == ([] if wanted else [-1009, -200])


def test_what_was_asked_once_is_forgotten_after_a_month(either: Database) -> None:
    asked = datetime(2026, 6, 1, 12, tzinfo=UTC)
    either.run_now(gaps.count, "sahel", 1, asked)
    for chat in (1, 2):
        either.run_now(gaps.count, "kurdistan", chat, asked)
    either.run_now(gaps.count, "sponsors", 1, asked + timedelta(days=31))

    kept = {one.question for one in either.run_now(gaps.most_asked)}
    assert kept == {"kurdistan", "sponsors"}
