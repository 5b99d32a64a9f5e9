"""The sender goes on, whatever hangs, fails or sleeps, and never writes twice without need."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from bot.desk import Desk
from bot.messages import Message
from bot.outbox.delivery import Step
from bot.outbox.fate import Fate, Outcome
from bot.sending import sender
from bot.sending.archive import Archive
from bot.sending.digests import Digests
from bot.sending.sender import IN_FLIGHT, Sender
from bot.sending.sending import Sending, gate_of
from bot.store.database import Database, UnavailableError
from bot.subscriptions.subscription import Kind, Place
from bot.subscriptions.wish import Quiet, Wish
from tests.store.book import AT_ONCE, Book

SENT = Outcome(Fate.SENT, message=1)


class Post:
    """Remembers to whom something was carried, and does with it what a test asks for."""

    def __init__(self) -> None:
        self.chats: list[int] = []
        self.carry: Callable[[], Awaitable[Outcome]] = self._at_once

    async def send(self, place: Place, letter: Message, **_: object) -> Outcome:  # noqa: ARG002
        self.chats.append(place.chat)
        return await self.carry()

    async def edit(self, place: Place, message: int, letter: Message, *, plain: bool) -> Outcome:  # noqa: ARG002
        self.chats.append(place.chat)
        return await self.carry()

    async def alive(self) -> bool:
        return True

    async def _at_once(self) -> Outcome:
        return SENT


@pytest.fixture
def book(database: Database) -> Book:
    book = Book(database)
    book.now = datetime.now(UTC)
    return book


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "BEAT", 0.05)
    monkeypatch.setattr(sender, "LAST_MOMENT", 0.2)


@asynccontextmanager
async def sending(book: Book, desk: Desk, post: Post) -> AsyncIterator[Sender]:
    made = Sending(book.database, desk.renderer, Archive(), gate_of(30)).sender(post)
    running = asyncio.create_task(made.run())
    async with asyncio.timeout(20):
        yield made
        made.stop()
        await running


def people(book: Book, count: int, wish: Wish = AT_ONCE, first: int = 1) -> None:
    for chat in range(first, first + count):
        book.subscribe(Place(chat), wish, Kind.PRIVATE)


async def until(found: Callable[[], object]) -> None:
    while not found():  # noqa: ASYNC110 - what is waited for rings no bell
        await asyncio.sleep(0.02)


async def test_what_became_of_a_call_is_kept_though_the_database_was_away(
    book: Book, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(book, 4)
    book.publish()
    post, answered = Post(), asyncio.Event()
    run, away = book.database.run, asyncio.Event()

    async def flaky(*work: object, **words: object) -> object:
        if away.is_set():
            raise UnavailableError("away")
        return await run(*work, **words)  # type: ignore[arg-type]

    async def late() -> Outcome:
        await answered.wait()
        return SENT

    post.carry = late
    monkeypatch.setattr(book.database, "run", flaky)
    async with sending(book, desk, post):
        await until(lambda: len(post.chats) == 4)
        away.set()
        answered.set()
        await asyncio.sleep(1)
        away.clear()
        await until(lambda: book.steps() == [Step.SENT] * 4)

    assert Counter(post.chats) == {1: 1, 2: 1, 3: 1, 4: 1}


async def test_a_stop_does_not_wait_for_calls_that_hang(book: Book, desk: Desk) -> None:
    people(book, IN_FLIGHT + 4)
    book.publish()
    post, never = Post(), asyncio.Event()

    async def hanging() -> Outcome:
        await never.wait()
        return SENT

    post.carry = hanging
    async with sending(book, desk, post):
        await until(lambda: len(post.chats) == IN_FLIGHT)
        await asyncio.sleep(0.2)

    assert len(post.chats) == IN_FLIGHT
    assert Counter(book.steps()) == {Step.SENDING: IN_FLIGHT, Step.PENDING: 4}


async def test_a_call_without_an_end_is_in_doubt_before_its_lease_is_over(
    book: Book, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "LONGEST_CALL", 0.1)
    people(book, 1)
    book.publish()
    post, never = Post(), asyncio.Event()

    async def hanging() -> Outcome:
        await never.wait()
        return SENT

    post.carry = hanging
    async with sending(book, desk, post):
        await until(lambda: book.rows()[0]["doubts"])

    assert book.rows()[0]["why"] == "It may have arrived: no answer came in time."


async def test_chats_that_sleep_keep_nobody_waiting(
    book: Book, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "_HELD", 2)
    hour = book.now.hour
    people(book, 9, Wish(quiet=Quiet(hour, (hour + 5) % 24)))
    people(book, 1, first=100)
    book.publish()
    post = Post()
    async with sending(book, desk, post):
        await until(lambda: post.chats)

    assert post.chats == [100]


async def test_a_group_with_many_topics_keeps_nobody_waiting(
    book: Book, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "_HELD", 3)
    for topic in range(2, 12):
        book.subscribe(Place(-100, topic), AT_ONCE, Kind.SUPERGROUP)
    people(book, 2)
    book.publish()
    post = Post()
    async with sending(book, desk, post):
        await until(lambda: {1, 2} <= set(post.chats))

    assert post.chats.count(-100) <= 2


async def test_digests_that_fail_keep_nothing_else_back(
    book: Book, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ValueError("no digest")

    monkeypatch.setattr(Digests, "tick", broken)
    people(book, 1)
    book.publish()
    post = Post()
    async with sending(book, desk, post):
        await until(lambda: book.steps() == [Step.SENT])


async def test_what_nobody_thought_of_does_not_end_the_sender(
    book: Book, desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    people(book, 1)
    book.publish()
    post = Post()
    with monkeypatch.context() as broken:
        broken.setattr(sender, "awake_at", lambda *_: 1 / 0)
        async with sending(book, desk, post) as made:
            await until(lambda: "begin anew" in caplog.text)
            assert not made.leading
            broken.undo()
            await until(lambda: post.chats)


async def test_a_message_is_changed_in_quiet_hours_and_a_notice_waits_for_their_end(
    book: Book, desk: Desk
) -> None:
    hour = book.now.hour
    people(book, 2, Wish(quiet=Quiet(hour, (hour + 5) % 24)))
    book.publish()
    book.send()
    number = book.correct()
    post = Post()

    async def refused_once() -> Outcome:
        if len(post.chats) == 1:
            return Outcome(Fate.REFUSED, said="Bad Request: message to edit not found")
        return SENT

    post.carry = refused_once
    async with sending(book, desk, post):
        await until(lambda: Step.SENT in book.steps(number))
        await asyncio.sleep(0.2)

    assert sorted(post.chats) == [1, 2]
    assert sorted(book.steps(number)) == [Step.PENDING, Step.SENT]
