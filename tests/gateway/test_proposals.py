"""Operators publish by buttons: who is asked, who has agreed, and how it goes, end to end."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.briefing.library import Library
from bot.briefing.model import Briefing
from bot.briefing.problem import Problem
from bot.commands import gaps, line_of
from bot.gateway import service
from bot.house import House, Terms, house_of
from bot.publishing import bulletin
from bot.sending import bulletins, showing
from bot.simulator import faults
from bot.simulator.chats import Chat, Message, Person
from bot.simulator.menus import Scope
from bot.simulator.telegram import Telegram
from bot.store.database import Database, UnavailableError
from tests.room import Room, delivered, publish_now, serving
from tests.subscriptions.edits import edition, within

pytestmark = [pytest.mark.usefixtures("hurried", "at_once"), pytest.mark.untraced]
NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


@dataclass
class Newsroom:
    """Two operators, a clock, the files, and a group that is subscribed."""

    house: House
    room: Room
    first: Person
    second: Person
    group: Chat
    clock: list[datetime]

    def drafts(self, *briefings: Briefing) -> None:
        """Let the files say this."""
        library = self.house.library
        served = {one.briefing: one for one in briefings}
        library.snapshot = type(library.snapshot)(served, (), frozenset(served))

    async def last(self, person: Person, *words: str) -> Message:
        """The bot's last message to somebody in private, once it has these words in it."""

        def found() -> Message | None:
            said = self.room.said(self.room.telegram.private(person))
            return said[-1] if said and all(word in said[-1].text for word in words) else None

        async with asyncio.timeout(20):
            return await self.room.telegram.changes.until(found)

    async def ask(self, text: str, person: Person) -> None:
        """Say something to the bot in private."""
        telegram = self.room.telegram
        telegram.say(person, telegram.private(person), text)
        await telegram.settled()

    async def tap(self, button: str, person: Person) -> None:
        """Tap a button of the bot's last message to somebody."""
        telegram = self.room.telegram
        telegram.press(person, self.room.said(telegram.private(person))[-1], button)
        await telegram.settled()


@pytest.fixture(params=[1, 2])
def approvals(request: pytest.FixtureRequest) -> int:
    """How many have to agree."""
    number: int = request.param
    return number


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Operators are shown at once how it goes."""
    monkeypatch.setattr(bulletins, "BEAT", 0.02)
    monkeypatch.setattr(bulletins, "SELDOM", 0.0)
    monkeypatch.setattr(showing, "BEAT", 0.02)


@pytest.fixture
async def newsroom(
    library: Library, database: Database, approvals: int, tmp_path: Path
) -> AsyncIterator[Newsroom]:
    telegram, clock = Telegram(), [NOW]
    people = [telegram.person("Amina"), telegram.person("Bola")]
    drafts = Library(tmp_path)
    drafts.snapshot = library.snapshot
    terms = Terms(operators=frozenset(one.id for one in people), approvals=approvals)
    house = house_of(drafts, database, terms, lambda: clock[0])
    async with serving(telegram, house) as room:
        for one in people:
            await room.ask("/start", telegram.private(one), one)
        group = await room.group()
        await room.ask("/subscribe", group)
        yield Newsroom(house, room, people[0], people[1], group, clock)


@pytest.mark.parametrize("approvals", [1], indirect=True)
async def test_one_operator_publishes_with_one_tap(newsroom: Newsroom) -> None:
    before = len(newsroom.room.said(newsroom.group))
    await newsroom.ask("/publish", newsroom.first)
    asked = await newsroom.last(newsroom.first, "Publish edition 1?", "To 1 chat at once")
    await newsroom.last(newsroom.second, "Publish edition 1?")
    assert len(newsroom.room.said(newsroom.group)) == before

    await newsroom.tap("Publish", newsroom.first)
    out = await newsroom.last(newsroom.first, "Edition 1 is out", "Agreed by Amina", "1/1 sent")

    assert out.id == asked.id
    await newsroom.last(newsroom.second, "Edition 1 is out", "1/1 sent")
    assert len(newsroom.room.said(newsroom.group)) == before + 1


@pytest.mark.parametrize("approvals", [2], indirect=True)
async def test_a_second_operator_has_to_agree(newsroom: Newsroom) -> None:
    before = len(newsroom.room.said(newsroom.group))
    await newsroom.ask("/publish", newsroom.first)
    await newsroom.last(newsroom.first, "Publish edition 1?", "0 of 2")
    for _ in range(2):
        await newsroom.tap("Publish", newsroom.first)
        await newsroom.last(newsroom.first, "Publish edition 1?", "1 of 2 have agreed: Amina")
    assert len(newsroom.room.said(newsroom.group)) == before

    await newsroom.last(newsroom.second, "1 of 2 have agreed: Amina")
    await newsroom.tap("Publish", newsroom.second)
    await newsroom.last(newsroom.first, "Edition 1 is out", "Agreed by Amina, Bola")

    assert len(await newsroom.room.arrived(newsroom.group, before + 1)) == before + 1


@pytest.mark.parametrize("approvals", [1], indirect=True)
async def test_a_chat_that_is_paused_does_not_hold_the_count_of_the_others_back(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulletins, "SELDOM", 0.3)
    telegram = newsroom.room.telegram
    await newsroom.room.ask("/subscribe")
    telegram.block(newsroom.room.amina)
    await telegram.settled()
    await newsroom.ask("/publish", newsroom.first)
    await newsroom.last(newsroom.first, "To 1 chat at once", "1 chat once")
    telegram.faults.add("sendMessage", faults.slow(0.1), chat=newsroom.group)
    await newsroom.tap("Publish", newsroom.first)
    await newsroom.last(newsroom.first, "0/1 sent")

    await newsroom.last(newsroom.first, "1/1 sent")


async def test_not_now_ends_it_and_sends_nothing(newsroom: Newsroom) -> None:
    before = len(newsroom.room.said(newsroom.group))
    await newsroom.ask("/publish", newsroom.first)
    await newsroom.last(newsroom.first, "Publish edition 1?")
    await newsroom.last(newsroom.second, "Publish edition 1?")
    await newsroom.tap("Not now", newsroom.second)
    ended = await newsroom.last(newsroom.first, "not now", "Declined by Bola")

    assert ended.keyboard is None
    assert len(newsroom.room.said(newsroom.group)) == before


async def test_what_was_edited_since_is_not_agreed_to(
    newsroom: Newsroom, briefing: Briefing
) -> None:
    await newsroom.ask("/publish", newsroom.first)
    await newsroom.last(newsroom.first, "Publish edition 1?")
    newsroom.drafts(edition(briefing, 2))
    await newsroom.tap("Publish", newsroom.first)

    await newsroom.last(newsroom.first, "nothing was sent", "edited since")


@pytest.mark.parametrize("approvals", [1], indirect=True)
async def test_under_embargo_it_goes_out_when_that_is_over(
    newsroom: Newsroom, briefing: Briefing
) -> None:
    before = len(newsroom.room.said(newsroom.group))
    until = NOW + timedelta(hours=3)
    newsroom.drafts(briefing.model_copy(update={"not_before": until}))
    await newsroom.ask("/publish", newsroom.first)
    await newsroom.last(newsroom.first, "Not before Monday 1 June 2026, 12:00 UTC")
    await newsroom.tap("Publish", newsroom.first)
    await newsroom.last(newsroom.first, "waits for the end of its embargo")
    assert len(newsroom.room.said(newsroom.group)) == before

    newsroom.clock[0] = until
    await newsroom.last(newsroom.first, "Edition 1 is out")

    assert len(await newsroom.room.arrived(newsroom.group, before + 1)) == before + 1


async def test_what_is_under_embargo_is_not_answered_either(
    newsroom: Newsroom, briefing: Briefing
) -> None:
    newsroom.drafts(briefing.model_copy(update={"not_before": NOW + timedelta(hours=3)}))

    assert await newsroom.room.ask("/summary") == ["Nothing has been published yet."]


@pytest.mark.parametrize("approvals", [1], indirect=True)
async def test_an_edit_is_answered_from_once_it_is_published(
    newsroom: Newsroom, briefing: Briefing
) -> None:
    publish_now(newsroom.house, briefing)
    await newsroom.house.showing.refresh()
    newsroom.drafts(edition(briefing, 2, title="Another title"))
    [answer] = await newsroom.room.ask("/summary")
    assert "Another title" not in answer

    await newsroom.ask("/publish", newsroom.first)
    await newsroom.last(newsroom.first, "Publish edition 2?")
    await newsroom.tap("Publish", newsroom.first)
    [answer] = await newsroom.room.ask("/summary")

    assert "Another title" in answer


async def test_an_edition_that_is_out_is_not_proposed_again(
    newsroom: Newsroom, briefing: Briefing
) -> None:
    publish_now(newsroom.house, briefing)
    await newsroom.ask(f"/publish {briefing.briefing}", newsroom.first)

    await newsroom.last(newsroom.first, "edition 1 is published, as it stands")


async def test_other_people_get_no_answer_and_no_menu(newsroom: Newsroom) -> None:
    private = newsroom.room.private
    for line in ("/publish", "/preview", "/correct", "/rollback 1", "/gaps", "/publish yes 1"):
        assert await newsroom.room.ask(line) == []
        assert await newsroom.room.ask(line, newsroom.group) == []
    assert newsroom.room.said(private) == []


async def test_operators_alone_see_their_commands_in_the_menu(newsroom: Newsroom) -> None:
    telegram = newsroom.room.telegram

    def menu(person: Person) -> set[str]:
        seen = telegram.menus.seen_by(person, telegram.private(person))
        return {name for name, _ in seen}

    theirs = {"preview", "publish", "correct", "rollback", "gaps"}
    assert theirs <= menu(newsroom.first)
    assert not theirs & menu(newsroom.room.amina)


async def test_an_operator_who_comes_by_a_cards_link_gets_the_menu(newsroom: Newsroom) -> None:
    telegram, operator = newsroom.room.telegram, newsroom.first
    private = telegram.private(operator)
    telegram.menus.delete(Scope("chat", private.id), "")
    await newsroom.ask("/start who_monguno", operator)

    assert ("gaps", line_of(gaps)) in telegram.menus.seen_by(operator, private)


@pytest.mark.parametrize("approvals", [1], indirect=True)
async def test_an_operator_who_cannot_be_reached_stops_nobody(
    newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    newsroom.room.telegram.block(newsroom.second)
    await newsroom.ask("/publish", newsroom.first)
    await newsroom.last(newsroom.first, "Publish edition 1?")
    await newsroom.tap("Publish", newsroom.first)

    await newsroom.last(newsroom.first, "Edition 1 is out", "1/1 sent")
    assert "can't be shown a proposal" in caplog.text


@pytest.mark.parametrize("approvals", [1], indirect=True)
async def test_a_bulletin_that_has_to_wait_comes_later(newsroom: Newsroom) -> None:
    newsroom.room.telegram.faults.add("sendMessage", faults.too_many_requests(1))
    await newsroom.ask("/publish", newsroom.first)

    await newsroom.last(newsroom.first, "Publish edition 1?")
    await newsroom.last(newsroom.second, "Publish edition 1?")


@pytest.mark.parametrize("approvals", [1], indirect=True)
async def test_asked_again_the_question_comes_in_a_new_message(newsroom: Newsroom) -> None:
    await newsroom.ask("/publish", newsroom.first)
    asked = await newsroom.last(newsroom.first, "Publish edition 1?")
    await newsroom.ask("/publish", newsroom.first)

    def below() -> Message | None:
        said = newsroom.room.said(newsroom.room.telegram.private(newsroom.first))
        return (
            said[-1] if said[-1].id > asked.id and "Publish edition 1?" in said[-1].text else None
        )

    async with asyncio.timeout(20):
        await newsroom.room.telegram.changes.until(below)
    await newsroom.tap("Publish", newsroom.first)
    await newsroom.last(newsroom.first, "Edition 1 is out")


@pytest.mark.parametrize("approvals", [1], indirect=True)
async def test_a_correction_is_proposed_and_edits_what_was_sent(
    newsroom: Newsroom, briefing: Briefing
) -> None:
    publish_now(newsroom.house, briefing)
    await delivered(newsroom.house)
    sent = newsroom.room.said(newsroom.group)[-1]
    line = briefing.summary[0].id
    newsroom.drafts(
        edition(briefing, 2, summary=within(briefing.summary, line, text="Ninety members met."))
    )
    await newsroom.ask("/correct", newsroom.first)
    await newsroom.last(newsroom.first, "Correct by edition 2?", "Edits 2 messages in 1 chat")
    await newsroom.tap("Correct", newsroom.first)
    await newsroom.last(newsroom.first, "Correction (edition 2) is out", "2/2 sent")
    [answer] = await newsroom.room.ask("/summary")

    assert "Ninety members met." in answer
    assert newsroom.room.said(newsroom.group)[-1].id == sent.id
    assert "It says now: Ninety members met." in newsroom.room.said(newsroom.group)[-1].text


@pytest.mark.parametrize("approvals", [1], indirect=True)
async def test_a_rollback_is_proposed_by_the_edition_to_go_back_to(
    newsroom: Newsroom, briefing: Briefing
) -> None:
    publish_now(newsroom.house, briefing)
    publish_now(newsroom.house, edition(briefing, 2, title="Another title"))
    await newsroom.house.showing.refresh()
    await newsroom.ask("/rollback 7", newsroom.first)
    await newsroom.last(newsroom.first, "edition 7 was never published. There is: 1, 2.")
    await newsroom.ask("/rollback", newsroom.first)
    await newsroom.last(newsroom.first, "Name the edition to go back to")

    await newsroom.ask("/rollback 1", newsroom.first)
    await newsroom.last(newsroom.first, "Go back, as edition 3?")
    await newsroom.tap("Roll back", newsroom.first)
    await newsroom.last(newsroom.first, "Rollback (edition 3) is out")
    [answer] = await newsroom.room.ask("/summary")

    assert briefing.title in answer
    assert answer.endswith("Edition 3")


@pytest.mark.parametrize("approvals", [1], indirect=True)
async def test_every_change_of_a_rollback_can_be_read_before_it_is_agreed_to(
    newsroom: Newsroom, briefing: Briefing
) -> None:
    publish_now(newsroom.house, briefing)
    lines = tuple(
        one.model_copy(update={"text": f"Ninety members met in room {number}."})
        for number, one in enumerate(briefing.summary, 1)
    )
    decision = briefing.resolutions[0]
    decisions = within(briefing.resolutions, decision.id, number=400)
    publish_now(newsroom.house, edition(briefing, 2, summary=lines, resolutions=decisions))
    await newsroom.house.showing.refresh()
    await newsroom.ask("/rollback 1", newsroom.first)
    await newsroom.last(newsroom.first, "Go back, as edition 3?", "the first")

    await newsroom.tap("Every change", newsroom.first)
    pages = [await newsroom.last(newsroom.first, "changes · marrakesh-2022, edition 3 · page 1")]
    count = len(lines) + 1
    for number in range(2, -(-count // bulletin.SIZE) + 1):
        await newsroom.tap("More ›", newsroom.first)
        pages.append(await newsroom.last(newsroom.first, f"page {number} of"))
    read = "\n".join(page.text for page in pages)

    assert f"{count} changes" in read
    for number, line in enumerate(briefing.summary, 1):
        assert f"before: Ninety members met in room {number}.\nnow: {line.text}" in read
    assert f"{decision.id} · number\nbefore: 400\nnow: {decision.number}" in read


async def test_the_changes_of_a_proposal_that_is_long_gone_are_not_there(
    newsroom: Newsroom,
) -> None:
    await newsroom.ask("/publish show 77", newsroom.first)

    await newsroom.last(newsroom.first, "There is no proposal 77 any more.")


@pytest.mark.parametrize("approvals", [1], indirect=True)
async def test_what_can_go_out_no_longer_says_why_instead_of_its_changes(
    newsroom: Newsroom, briefing: Briefing
) -> None:
    publish_now(newsroom.house, briefing)
    newsroom.drafts(edition(briefing, 2, title="Another title"))
    await newsroom.ask("/publish", newsroom.first)
    await newsroom.last(newsroom.first, "Publish edition 2?")
    publish_now(newsroom.house, edition(briefing, 3))
    await newsroom.ask("/publish show 1", newsroom.first)

    await newsroom.last(newsroom.first, "edition 3 is out already")


@pytest.mark.parametrize("approvals", [1], indirect=True)
async def test_which_briefing_is_asked_where_several_are_not_published(
    newsroom: Newsroom, briefing: Briefing
) -> None:
    other = briefing.model_copy(update={"briefing": "other", "title": "Another meeting"})
    newsroom.drafts(briefing, other)
    await newsroom.ask("/publish", newsroom.first)
    await newsroom.last(newsroom.first, "Which briefing?", "other: Another meeting")
    await newsroom.tap("other", newsroom.first)
    await newsroom.last(newsroom.first, "Publish edition 1?", "Another meeting")
    await newsroom.ask("/publish third", newsroom.first)

    await newsroom.last(newsroom.first, "There is no sound briefing called third.")


@pytest.mark.parametrize("approvals", [1], indirect=True)
async def test_only_what_is_published_is_offered_for_a_correction(
    newsroom: Newsroom, briefing: Briefing
) -> None:
    published = [briefing.model_copy(update={"briefing": name}) for name in ("one", "two")]
    for one in published:
        publish_now(newsroom.house, one)
    await newsroom.house.showing.refresh()
    other = briefing.model_copy(update={"briefing": "other"})
    newsroom.drafts(*published, other)
    await newsroom.ask("/correct", newsroom.first)
    await newsroom.last(newsroom.first, "No published briefing says something else in its file.")

    newsroom.drafts(*(edition(one, 2, title="Another title") for one in published), other)
    await newsroom.ask("/correct", newsroom.first)
    asked = await newsroom.last(newsroom.first, "Which briefing?", "one: Another title")

    assert [button["text"] for button in asked.buttons] == ["one", "two"]


@pytest.mark.parametrize("approvals", [1], indirect=True)
async def test_before_anything_is_published_there_is_nothing_to_go_back_to(
    newsroom: Newsroom,
) -> None:
    await newsroom.ask("/rollback 1", newsroom.first)

    await newsroom.last(newsroom.first, "so there is nothing to go back to.")


async def test_a_proposal_that_is_long_gone_is_said_so(newsroom: Newsroom) -> None:
    await newsroom.ask("/publish yes 77", newsroom.first)

    await newsroom.last(newsroom.first, "There is no proposal 77 any more.")


async def test_who_is_an_operator_no_longer_loses_the_menu(
    newsroom: Newsroom, database: Database
) -> None:
    telegram, former = newsroom.room.telegram, newsroom.second
    private = telegram.private(former)
    assert ("gaps", line_of(gaps)) in telegram.menus.seen_by(former, private)

    newsroom.room.service.stop()
    terms = Terms(operators=frozenset({newsroom.first.id}))

    def seen() -> set[str]:
        return {name for name, _ in telegram.menus.seen_by(former, private)}

    async with serving(telegram, house_of(newsroom.house.library, database, terms)):
        async with asyncio.timeout(20):
            while "gaps" in seen():  # noqa: ASYNC110 - no bell rings for a menu
                await asyncio.sleep(0.01)

    assert "summary" in seen()


async def test_operators_are_told_of_edits_once(newsroom: Newsroom, briefing: Briefing) -> None:
    publish_now(newsroom.house, briefing)
    await newsroom.house.showing.refresh()
    before, line = newsroom.house.library.snapshot, briefing.summary[0].id
    newsroom.drafts(
        edition(briefing, 2, summary=within(briefing.summary, line, text="Ninety members met."))
    )
    after = newsroom.house.library.snapshot
    pages = await newsroom.house.register.editors.problems(before, after)
    await newsroom.room.service.tell_operators(pages)

    await newsroom.last(newsroom.first, "/preview")
    await newsroom.last(newsroom.second, "/preview")


@pytest.mark.parametrize("approvals", [1], indirect=True)
async def test_what_a_chat_was_told_as_it_subscribed_is_corrected_too(
    newsroom: Newsroom, briefing: Briefing
) -> None:
    publish_now(newsroom.house, briefing)
    await delivered(newsroom.house)
    await newsroom.house.showing.refresh()
    late = await newsroom.room.group()
    await newsroom.room.press("Subscribe", late)
    welcome = newsroom.room.said(late)[-1]
    line = briefing.summary[0].id
    newsroom.drafts(
        edition(briefing, 2, summary=within(briefing.summary, line, text="Ninety members met."))
    )
    await newsroom.ask("/correct", newsroom.first)
    await newsroom.last(newsroom.first, "Edits 3 messages in 2 chats")
    await newsroom.tap("Correct", newsroom.first)
    await newsroom.last(newsroom.first, "3/3 sent")

    assert "It says now: Ninety members met." in newsroom.room.telegram.current(welcome).text
    assert newsroom.room.said(late)[-1].id == welcome.id


@pytest.mark.parametrize("approvals", [1], indirect=True)
async def test_an_unclear_edit_is_made_again(newsroom: Newsroom) -> None:
    await newsroom.ask("/publish", newsroom.first)
    await newsroom.last(newsroom.first, "Publish edition 1?")
    await newsroom.last(newsroom.second, "Publish edition 1?")
    newsroom.room.telegram.faults.add("editMessageText", faults.server_error(502), times=3)
    await newsroom.tap("Publish", newsroom.first)

    await newsroom.last(newsroom.first, "Edition 1 is out", "1/1 sent")
    await newsroom.last(newsroom.second, "Edition 1 is out", "1/1 sent")


@pytest.mark.parametrize("approvals", [1], indirect=True)
async def test_a_question_that_may_not_have_arrived_is_asked_once_more(newsroom: Newsroom) -> None:
    newsroom.room.telegram.faults.add("sendMessage", faults.server_error(502))
    await newsroom.ask("/publish", newsroom.first)

    await newsroom.last(newsroom.first, "Publish edition 1?")
    await newsroom.last(newsroom.second, "Publish edition 1?")


@pytest.mark.parametrize("approvals", [1], indirect=True)
async def test_an_embargo_of_months_is_followed_to_its_end(
    newsroom: Newsroom, briefing: Briefing
) -> None:
    until = NOW + timedelta(days=90)
    newsroom.drafts(briefing.model_copy(update={"not_before": until}))
    await newsroom.ask("/publish", newsroom.first)
    await newsroom.last(newsroom.first, "Publish edition 1?")
    await newsroom.tap("Publish", newsroom.first)
    await newsroom.last(newsroom.first, "waits for the end of its embargo")
    newsroom.clock[0] = until

    await newsroom.last(newsroom.first, "Edition 1 is out")
    await newsroom.last(newsroom.second, "Edition 1 is out")


@pytest.mark.parametrize("approvals", [1], indirect=True)
async def test_what_is_agreed_is_not_undone_by_another_question(
    newsroom: Newsroom, briefing: Briefing
) -> None:
    newsroom.drafts(briefing.model_copy(update={"not_before": NOW + timedelta(hours=3)}))
    await newsroom.ask("/publish", newsroom.first)
    await newsroom.last(newsroom.first, "Publish edition 1?")
    await newsroom.tap("Publish", newsroom.first)
    await newsroom.last(newsroom.first, "waits for the end of its embargo")
    newsroom.drafts(briefing.model_copy(update={"title": "Another title"}))
    await newsroom.ask("/publish", newsroom.second)

    await newsroom.last(newsroom.second, "is agreed and waits for the end of its embargo")


@pytest.mark.parametrize("approvals", [1], indirect=True)
async def test_the_message_that_asked_before_says_so(newsroom: Newsroom) -> None:
    await newsroom.ask("/publish", newsroom.first)
    old = await newsroom.last(newsroom.first, "Publish edition 1?")
    await newsroom.ask("/publish", newsroom.first)

    def moved() -> bool | None:
        return newsroom.room.telegram.current(old).text == "Asked again below." or None

    async with asyncio.timeout(20):
        await newsroom.room.telegram.changes.until(moved)
    await newsroom.last(newsroom.first, "Publish edition 1?")


@pytest.mark.parametrize("approvals", [1], indirect=True)
async def test_a_proposal_that_cannot_be_read_stops_no_other(
    newsroom: Newsroom, briefing: Briefing, database: Database
) -> None:
    newsroom.drafts(briefing.model_copy(update={"not_before": NOW + timedelta(hours=1)}))
    await newsroom.ask("/publish", newsroom.first)
    await newsroom.last(newsroom.first, "Publish edition 1?")
    await newsroom.tap("Publish", newsroom.first)
    await newsroom.last(newsroom.first, "waits for the end of its embargo")
    database.run_now(lambda one: one.exec_driver_sql("UPDATE proposal SET content = '{}'"))
    newsroom.clock[0] = NOW + timedelta(hours=2)
    await newsroom.last(newsroom.first, "nothing was sent", "can't be read by this release")
    newsroom.drafts(briefing.model_copy(update={"briefing": "other"}))
    await newsroom.ask("/publish other", newsroom.first)

    await newsroom.last(newsroom.first, "Publish edition 1?")


@pytest.mark.parametrize("approvals", [1], indirect=True)
async def test_a_correction_that_is_out_is_not_asked_about_again(
    newsroom: Newsroom, briefing: Briefing
) -> None:
    publish_now(newsroom.house, briefing)
    await newsroom.ask(f"/correct {briefing.briefing}", newsroom.first)

    await newsroom.last(newsroom.first, "edition 1 is published, as it stands")


async def test_a_number_beyond_all_numbers_is_no_proposal(newsroom: Newsroom) -> None:
    await newsroom.ask("/publish yes 99999999999999999999", newsroom.first)

    await newsroom.last(newsroom.first, "There is no sound briefing called yes 9999")


async def test_a_draft_is_not_answered_from_while_nobody_knows_what_is_published(
    newsroom: Newsroom, briefing: Briefing, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_now(newsroom.house, briefing)
    newsroom.drafts(edition(briefing, 2, title="Secret draft"))
    house = house_of(newsroom.house.library, database)
    looks = iter([True, True, False])

    async def run(work: Any, *words: Any, **more: Any) -> Any:
        if next(looks, False):
            raise UnavailableError("connection refused")
        return database.run_now(work, *words, **more)

    monkeypatch.setattr(database, "run", run)
    monkeypatch.setattr(service, "UNKNOWN_PAUSE", 0.01)
    async with serving(Telegram(), house) as room:
        [answer] = await room.ask("/summary")

    assert "Secret draft" not in answer


async def test_help_lists_their_commands_for_operators_alone(newsroom: Newsroom) -> None:
    await newsroom.ask("/help", newsroom.first)
    await newsroom.last(newsroom.first, "/preview", "/publish", "/rollback")

    assert "/publish" not in " ".join(await newsroom.room.ask("/help"))


WITHOUT = (
    "Edition 2 goes out on Monday 1 June 2026, 12:00 UTC as agreed, without this edit; "
    "call it off first: /publish no 1"
)


async def waiting(newsroom: Newsroom, briefing: Briefing) -> Briefing:
    """Agree to an edition that waits for the end of its embargo."""
    publish_now(newsroom.house, briefing)
    await newsroom.house.showing.refresh()
    waits = edition(briefing, 2, title="Another title", not_before=NOW + timedelta(hours=3))
    newsroom.drafts(waits)
    await newsroom.ask("/publish", newsroom.first)
    await newsroom.last(newsroom.first, "Publish edition 2?")
    await newsroom.tap("Publish", newsroom.first)
    await newsroom.last(newsroom.first, "waits for the end of its embargo")
    return waits


@pytest.mark.parametrize("approvals", [1], indirect=True)
async def test_an_edit_during_an_embargo_is_told_to_be_left_out(
    newsroom: Newsroom, briefing: Briefing
) -> None:
    waits = await waiting(newsroom, briefing)
    before = newsroom.house.library.snapshot
    newsroom.drafts(waits.model_copy(update={"title": "A third title"}))
    after, editors = newsroom.house.library.snapshot, newsroom.house.register.editors
    [told] = await editors.problems(before, after)
    [back] = await editors.problems(after, before)
    await newsroom.ask("/preview", newsroom.first)

    assert told.html == f"marrakesh-2022: {WITHOUT}"
    assert back.html == "marrakesh-2022: 1 change since edition 1, not published. /preview"
    seen = await newsroom.last(newsroom.first, WITHOUT)
    assert "Publish" not in [button["text"] for button in seen.buttons]


@pytest.mark.parametrize("approvals", [1], indirect=True)
async def test_an_edit_with_a_mistake_during_an_embargo_is_told_to_be_left_out(
    newsroom: Newsroom, briefing: Briefing
) -> None:
    waits = await waiting(newsroom, briefing)
    before, name = newsroom.house.library.snapshot, waits.briefing
    wrong = Problem(f"{name}.yaml", 3, 1, "unknown key `titel`", "Did you mean `title`?")
    broken = replace(before, problems=(wrong,), names=frozenset({name}), kept=frozenset({name}))
    editors = newsroom.house.register.editors
    [told] = await editors.problems(before, broken)
    [mended] = await editors.problems(broken, before)

    assert "unknown key" in told.html
    assert told.html.endswith(f"{name}: {WITHOUT}")
    assert mended.html == "All files are without problems again."
    newsroom.house.library.snapshot = broken
    await newsroom.ask("/preview", newsroom.first)
    await newsroom.last(newsroom.first, WITHOUT, "unknown key")


@pytest.mark.parametrize("approvals", [1], indirect=True)
async def test_without_the_database_what_a_reload_found_is_told_all_the_same(
    newsroom: Newsroom, briefing: Briefing, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise UnavailableError("connection refused")

    publish_now(newsroom.house, briefing)
    await newsroom.house.showing.refresh()
    before = newsroom.house.library.snapshot
    newsroom.drafts(edition(briefing, 2, title="Another title"))
    monkeypatch.setattr(database, "run", away)
    after = newsroom.house.library.snapshot
    [told] = await newsroom.house.register.editors.problems(before, after)

    assert "1 change since edition 1" in told.html
