"""What finds nothing is counted by its words, and operators see what is still missing."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asking.asking import Asking
from bot.briefing.library import Library, Snapshot
from bot.briefing.model import Briefing
from bot.commands.gaps import Gap
from bot.counting import MOST_IN_AN_HOUR, MOST_OF_A_CHAT, MOST_UNDER_WAY, Counting, Hour
from bot.desk import parse
from bot.gaps import LONGEST, MOST_WORDS, as_counted, listed, missed, named
from bot.house import Terms, house_of
from bot.simulator.chats import Chat
from bot.simulator.telegram import Telegram
from bot.store import gaps
from bot.store.database import Database
from tests.gateway.cast import one_button
from tests.room import Room, publish_now, serving
from tests.subscriptions.edits import edition, within

DAY = datetime(2026, 11, 24, tzinfo=UTC)
NOW = DAY.replace(hour=13, minute=30)
EMPTY = Snapshot({})


def counts(database: Database) -> dict[str, int]:
    """How often each question was counted."""
    return {one.question: one.count for one in database.run_now(gaps.most_asked)}


def gap(question: str, count: int = 1) -> Gap:
    return Gap(question, count, DAY, DAY)


@pytest.fixture
def snapshot(library: Library) -> Snapshot:
    return library.snapshot


# What is a gap


@pytest.mark.parametrize(
    ("line", "question"),
    [
        ("/members Kurdistan", "/members kurdistan"),
        ("/members@briefing_bot  KURDISTAN!", "/members kurdistan"),
        ("/members kurdistan page 2", "/members kurdistan"),
        ("/members congo", "/members congo"),
        ("/who John Smith", "/who john smith"),
        ("/who mongano", "/who mongano"),
        ("/resolutions climate", "/resolutions climate"),
        ("/resolutions afrika", "/resolutions afrika"),
        ("/resolutions 99", "/resolutions 99"),
        ("/sources reuters", "/sources reuters"),
        ("/sources blueprnt", "/sources blueprnt"),
        ("/differences weather", "/differences weather"),
        ("/africa budget", "/africa budget"),
        ("/summary budget", "/summary budget"),
        ("/iraq", "iraq"),
        ("/Sahel oil", "sahel oil"),
        ("Who won the World Cup?", "who won the world cup"),
        ("كردستان", "كردستان"),
    ],
)
def test_what_names_nothing_is_a_gap(line: str, question: str, snapshot: Snapshot) -> None:
    assert missed(Asking(), snapshot, *parse(line)) == question


@pytest.mark.parametrize(
    "line",
    [
        *(
            "/members",
            "/members iraq",
            "/members african",
            "/who monguno",
            "/who",
            "/speakers iraq",
        ),
        *("/resolutions", "/resolutions 1", "/resolutions africa", "/sources blueprint 12"),
        *("/africa", "/africa aim", "/summary", "/summary meeting", "/differences", "/help iraq"),
        "/members israel",  # that a country is no member is an answer
        "/resolutions money",  # somebody looked, and the sources do not say
        "/who minister",  # several fit
        *(
            "/subscribe iraq",
            "/privacy",
            "/gaps",
            "/history xyz",
            "/sumary",
        ),  # none of the briefing
        *("", "/", "?!"),
    ],
)
def test_what_is_answered_or_is_no_question_is_none(line: str, snapshot: Snapshot) -> None:
    assert missed(Asking(), snapshot, *parse(line)) == ""


@pytest.mark.parametrize("line", ["/members kurdistan", "kurdistan"])
def test_while_nothing_is_served_nothing_is_missing(line: str) -> None:
    assert missed(Asking(), EMPTY, *parse(line)) == ""


# As what it is counted


@pytest.mark.parametrize(
    ("words", "alike"),
    [("Zürich", "zurich"), ("the  SAHEL…", "sahel"), ("U.S. aid", "u s aid")],
)
def test_words_that_mean_the_same_are_counted_together(words: str, alike: str) -> None:
    assert as_counted(words) == alike


@pytest.mark.parametrize(
    "words",
    [
        "does @amina know",
        "does ＠amina know",
        "write to amina@example.org",
        "see https://example.org/x",
        "see www.example.org",
        "see example.org",
        "t.me/amina",
        "+234 803 123 4567",
        "call 08031234567",
        "٠٨٠٣١٢٣٤٥٦٧",
        "(0803) 123-4567",
        "2178 (2014)",
        "born 11.05.1962",
        "passport A123456",
        " ".join(["word"] * (MOST_WORDS + 1)),
        "x" * (LONGEST + 1),
        "!?",
    ],
)
def test_what_may_lead_to_a_person_or_is_long_is_left_out_whole(words: str) -> None:
    assert as_counted(words) == ""
    assert as_counted(words, "/who ") == ""


@given(st.text(max_size=300))
def test_whatever_is_typed_stays_short_and_is_the_same_the_second_time(text: str) -> None:
    question = as_counted(text)

    assert len(question) <= LONGEST
    assert "@" not in question
    assert as_counted(question) == question


@pytest.mark.parametrize("question", ["/members kurdistan", "who spoke for nigeria", "sahel oil"])
def test_a_question_in_a_list_names_itself(question: str) -> None:
    assert named(question) == question
    assert named(question.upper()) == question


# What operators see


def test_what_is_answered_since_is_listed_no_more(snapshot: Snapshot) -> None:
    asked = [gap("/members kurdistan", 3), gap("/members iraq", 2), gap("weather")]

    assert [one.gap for one in listed(Asking(), asked, snapshot, snapshot)] == [asked[0], asked[2]]


def test_beside_a_question_stands_what_is_near_it(snapshot: Snapshot) -> None:
    asked = [gap(one) for one in ("/who mongano", "how old are foreign fighters", "/who xyzzy")]
    near = [one.near for one in listed(Asking(), asked, snapshot, snapshot)]

    assert near[0] == ("Babagana Monguno",)
    assert "Foreign terrorist fighters" in near[1]
    assert near[2] == ()


def test_it_is_told_when_the_draft_answers(briefing: Briefing, snapshot: Snapshot) -> None:
    topics = within(briefing.topics, "resources", aliases=("sponsors",))
    draft = edition(briefing, 2, topics=topics)
    drafts = Snapshot({briefing.briefing: draft})
    asked = [gap("/resolutions sponsors"), gap("sponsors")]

    assert [one.drafted for one in listed(Asking(), asked, snapshot, snapshot)] == [False, False]
    assert [one.drafted for one in listed(Asking(), asked, snapshot, drafts)] == [True, True]
    assert list(listed(Asking(), asked, drafts, drafts)) == []


def test_without_a_briefing_all_are_open_and_nothing_is_near() -> None:
    [one] = listed(Asking(), [gap("/members iraq")], EMPTY, EMPTY)

    assert (one.near, one.drafted) == ((), False)


# How often it counts


def test_a_chat_counts_a_question_once_in_an_hour() -> None:
    hour = Hour()
    asked = [(1, "iraq"), (1, "iraq"), (2, "iraq"), (1, "oil"), (1, "iraq")]

    assert [hour.is_new(*one, NOW) for one in asked] == [True, False, True, True, False]
    assert hour.is_new(1, "iraq", NOW + timedelta(minutes=30))


def test_a_chat_counts_only_so_many_questions_in_an_hour() -> None:
    hour = Hour()
    new = [hour.is_new(1, f"question {one}", NOW) for one in range(MOST_OF_A_CHAT + 1)]

    assert new == [True] * MOST_OF_A_CHAT + [False]
    assert hour.is_new(2, "question", NOW)


def test_what_an_hour_remembers_is_bounded() -> None:
    hour = Hour()
    new = [hour.is_new(chat, "question", NOW) for chat in range(MOST_IN_AN_HOUR + 1)]

    assert new == [True] * MOST_IN_AN_HOUR + [False]


async def test_no_more_is_under_way_than_can_be_remembered(database: Database) -> None:
    counting = Counting(database, lambda: NOW)
    for chat in range(MOST_UNDER_WAY + 5):
        counting.note("iraq", chat)
    await asyncio.gather(*counting._under_way)

    assert counts(database) == {"iraq": MOST_UNDER_WAY}


async def test_a_database_that_is_away_is_told_of_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(f"sqlite:///{tmp_path}/without-tables.sqlite3")
    counting = Counting(database, lambda: NOW)
    with caplog.at_level(logging.WARNING):
        for question in ("iraq", "oil", "gas"):
            counting.note(question, 1)
            await asyncio.gather(*counting._under_way)
    database.close()

    assert [record.message for record in caplog.records] == [
        "questions without an answer are not counted for now: no such table: uncounted"
    ]


# In the local Telegram


AMINA = 7000000001  # as the local Telegram numbers whoever comes first


@pytest.fixture
async def office(library: Library, database: Database) -> AsyncIterator[Room]:
    """A bot whose operator is Amina, with its first edition published."""
    house = house_of(library, database, Terms(operators=frozenset({AMINA})), lambda: NOW)
    publish_now(house, library.snapshot.current)
    async with serving(Telegram(), house) as room:
        assert room.amina.id == AMINA
        yield room


async def asks(room: Room, *lines: str, name: str = "Bola") -> Chat:
    """Somebody asks something in private."""
    person = room.telegram.person(name, name.lower())
    chat = room.telegram.private(person)
    for line in lines:
        assert await room.ask(line, chat, person)
    return chat


async def test_what_is_asked_in_vain_is_counted_and_shown_to_operators(office: Room) -> None:
    await asks(
        office, "/members Kurdistan", "How old are foreign fighters?", "/members iraq", "/sumary"
    )
    await asks(office, "/members kurdistan", "/members KURDISTAN", name="Chidi")

    [shown] = await office.ask("/gaps")

    assert shown == (
        "Asked, and not answered\n\n"
        "2 × /members kurdistan, 2026-11-24\n"
        "1 × how old are foreign fighters, 2026-11-24 · near: Foreign terrorist fighters, "
        "Nasser Bourita\n\n"
        "To take one off: /gaps forget /members kurdistan"
    )


async def test_a_question_that_is_forgotten_is_counted_anew(office: Room) -> None:
    await asks(office, "/members Kurdistan")

    [shown] = await office.ask("/gaps forget /members Kurdistan")
    assert "Forgotten: /members Kurdistan." in shown
    assert "No question without an answer is known." in shown
    [shown] = await office.ask("/gaps forget /members kurdistan")
    assert "No question /members kurdistan is known." in shown

    await asks(office, "/members kurdistan", name="Chidi")
    [shown] = await office.ask("/gaps")
    assert "1 × /members kurdistan" in shown


@pytest.mark.untraced
async def test_a_list_of_many_has_pages(office: Room) -> None:
    await asks(office, *(f"/who nobody number {one}" for one in range(9)))

    [shown] = await office.ask("/gaps")
    assert "page 1 of 2" in shown
    assert "number 8" not in shown
    turned = await office.press("More ›")
    assert "number 8" in turned.text


async def test_only_operators_see_it(office: Room) -> None:
    person = office.telegram.person("Bola")

    assert await office.ask("/gaps", office.telegram.private(person), person) == []


async def test_in_a_group_only_what_is_meant_for_the_bot_is_counted(
    office: Room, database: Database
) -> None:
    group = await office.group()
    for line in ("/members@briefing_bot kurdistan", "/iraq", "what about oil?", "/who@other xyz"):
        await office.ask(line, group)

    assert counts(database) == {"/members kurdistan": 1}


async def test_a_button_is_no_question_of_anybodys(office: Room, database: Database) -> None:
    await office.ask("/start")
    office.telegram.post(office.private, text="Old", keyboard=one_button("/who gone"))
    assert "name nobody" in (await office.press("Button")).text

    assert counts(database) == {}


async def test_a_chat_can_be_left_out_and_let_in(office: Room, database: Database) -> None:
    chat = await asks(office, "/privacy")
    person = office.telegram.people[chat.id]
    await office.press("Don’t count questions", chat, person)
    await office.ask("/members kurdistan", chat, person)
    assert counts(database) == {}

    await office.ask("/privacy", chat, person)
    await office.press("Count questions", chat, person)
    await office.ask("/who xyzzy", chat, person)
    assert counts(database) == {"/who xyzzy": 1}


async def test_only_administrators_leave_a_group_out(office: Room, database: Database) -> None:
    group = await office.group()
    member = office.member(group)

    [refused] = await office.ask("/privacy@briefing_bot questions off", group, member)
    assert "Only administrators" in refused
    await office.ask("/privacy@briefing_bot questions off", group)
    await office.ask("/members@briefing_bot kurdistan", group, member)
    assert counts(database) == {}


async def test_what_is_counted_tells_nothing_of_anybody(office: Room, database: Database) -> None:
    group = await office.group("Africa")
    chat = await asks(office, "/members kurdistan", "I am @bola, mail bola@example.org", "/xyzzy")
    await office.ask("/who@briefing_bot nobody else", group, topic="Africa")

    rows = database.run_now(lambda one: one.exec_driver_sql("SELECT * FROM gap").mappings().all())
    kept = " ".join(str(value).lower() for row in rows for value in row.values())
    assert [set(row) for row in rows] == [{"id", "question", "count", "first", "last"}] * 3
    assert {row["first"] % 86400 for row in rows} | {row["last"] % 86400 for row in rows} == {0}
    for trace in (str(chat.id), str(abs(group.id)), "bola", "amina", "desk", "africa"):
        assert trace not in kept


async def test_people_are_answered_while_the_database_is_away(
    office: Room, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    database.run_now(lambda one: one.exec_driver_sql("DROP TABLE gap"))
    await asks(office, "/members kurdistan", "/who xyzzy", "hello")

    await office.ask("/privacy")  # the database works on one thing after the other
    told = [one.message for one in caplog.records if "not counted" in one.message]
    assert told == ["questions without an answer are not counted for now: no such table: gap"]
