"""Telegram's side of a correction: the message is changed in place, or a reply says it."""

import pytest

from bot.briefing.library import Library
from bot.briefing.model import Briefing
from bot.house import House, house_of
from bot.sending import showing
from bot.sending.correction import correct
from bot.simulator import faults
from bot.simulator.chats import Chat
from bot.simulator.replies import RefusedError, refused
from bot.store import overview
from bot.store.database import Database
from bot.subscriptions.subscription import State
from tests.room import Room, delivered, publish_now, standing
from tests.subscriptions.edits import edition, within

pytestmark = pytest.mark.usefixtures("hurried")
UNEDITABLE = faults.Instead(
    refused(RefusedError(400, "Bad Request: message can't be edited")), effect=False
)
NEW = "The article reports that the Coalition saw the need."
NEWER = "The article reports that the Coalition felt the need."


@pytest.fixture
def unaware(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot does not look what other processes have published, unless it is told to."""
    monkeypatch.setattr(showing, "BEAT", 3600.0)


@pytest.fixture
def house(library: Library, database: Database) -> House:
    return house_of(library, database)


@pytest.fixture
def second(briefing: Briefing) -> Briefing:
    return edition(briefing, 2, summary=within(briefing.summary, "summary-africa", text=NEW))


@pytest.fixture
def third(briefing: Briefing) -> Briefing:
    return edition(briefing, 3, summary=within(briefing.summary, "summary-africa", text=NEWER))


async def served(house: House, briefing: Briefing) -> int:
    """Publish an edition that people are answered from; return its number."""
    number = publish_now(house, briefing)
    await house.showing.refresh()
    return number


async def briefed(room: Room, house: House, briefing: Briefing) -> Chat:
    """A group that has received the first edition."""
    group = await room.group(supergroup=True)
    await room.ask("/subscribe", group)
    publish_now(house, briefing)
    await delivered(house)
    return group


async def corrected(house: House, briefing: Briefing) -> int:
    """Correct, and wait until that is done."""
    sending = house.sending
    number: int = await sending.database.run(correct, briefing, sending.renderer, sending.clock())
    await delivered(house)
    return number


async def test_a_message_is_changed_in_place(
    room: Room, house: House, briefing: Briefing, second: Briefing
) -> None:
    group = await briefed(room, house, briefing)
    before = room.said(group)[-1]
    await corrected(house, second)

    after = room.said(group)[-1]
    assert (after.id, after.edits) == (before.id, 1)
    assert after.keyboard == before.keyboard
    assert "✎ Corrected " in after.text
    assert f"It says now: {NEW} Blueprint ¶12" in after.text


async def test_a_deleted_message_is_answered_though_it_is_gone(
    room: Room, house: House, briefing: Briefing, second: Briefing
) -> None:
    group = await briefed(room, house, briefing)
    room.telegram.delete(room.amina, room.said(group)[-1])
    count = len(room.said(group))
    await corrected(house, second)

    [notice] = room.said(group)[count:]
    assert "\n\n✎ Corrected " in notice.text
    assert " UTC\n• It said: " in notice.text


async def test_a_reply_points_to_the_message_that_can_not_be_changed(
    room: Room, house: House, briefing: Briefing, second: Briefing
) -> None:
    group = await briefed(room, house, briefing)
    welcome, wrong = room.said(group)[-2:]
    room.telegram.faults.add("editMessageText", UNEDITABLE, times=2)
    await corrected(house, second)

    *_, kept, stays, first, second_notice = room.said(group)
    assert {first.reply_to, second_notice.reply_to} == {welcome.id, wrong.id}
    assert (kept.text, stays.text) == (welcome.text, wrong.text)


async def test_an_edit_whose_answer_is_lost_is_made_again_and_shows_once(
    room: Room, house: House, briefing: Briefing, second: Briefing
) -> None:
    group = await briefed(room, house, briefing)
    room.telegram.faults.add("editMessageText", faults.dropped_connection(effect=True))
    count = len(room.said(group))
    await corrected(house, second)

    assert len(room.said(group)) == count
    assert room.said(group)[-1].edits == 1
    assert room.said(group)[-1].text.count("✎") == 1
    subscribed = standing(house, group)
    assert subscribed is not None
    assert subscribed.state is State.ACTIVE


@pytest.mark.usefixtures("unaware")
async def test_who_subscribes_before_the_bot_knows_of_a_correction_is_put_right(
    room: Room, house: House, briefing: Briefing, second: Briefing, third: Briefing
) -> None:
    await served(house, briefing)
    await corrected(house, second)
    [_, summary] = await room.ask("/subscribe")
    await delivered(house)
    assert NEW not in summary
    assert f"It says now: {NEW} Blueprint" in room.said(room.private)[-1].text

    await corrected(house, third)
    assert f"It says now: {NEWER} Blueprint" in room.said(room.private)[-1].text
    assert room.said(room.private)[-1].edits == 2


@pytest.mark.usefixtures("unaware")
async def test_a_welcome_that_can_not_be_changed_is_answered(
    room: Room, house: House, briefing: Briefing, second: Briefing
) -> None:
    await served(house, briefing)
    await corrected(house, second)
    room.telegram.faults.add("editMessageText", UNEDITABLE)
    await room.ask("/subscribe")
    await delivered(house)

    [*_, summary, notice] = room.said(room.private)
    assert notice.reply_to == summary.id
    assert NEW in notice.text


@pytest.mark.usefixtures("unaware")
async def test_a_correction_of_something_else_leaves_a_welcome_as_it_is(
    room: Room, house: House, briefing: Briefing
) -> None:
    fact = briefing.facts[0].id
    await served(house, briefing)
    await corrected(house, edition(briefing, 2, facts=within(briefing.facts, fact, text="So.")))
    await room.ask("/subscribe")
    await delivered(house)

    assert room.said(room.private)[-1].edits == 0


async def test_who_subscribes_again_and_again_counts_for_nothing_and_is_put_right_once(
    room: Room, house: House, briefing: Briefing, second: Briefing
) -> None:
    number, database = await served(house, briefing), house.sending.database
    for _ in range(3):
        await room.ask("/subscribe")
        await room.ask("/unsubscribe")
    await room.ask("/subscribe")
    count = await corrected(house, second)
    now = house.sending.clock()

    assert database.run_now(overview.tally, number, now) == overview.Tally()
    assert database.run_now(overview.tally, count, now) == overview.Tally(sent=1)
    assert [one.edits for one in room.said(room.private) if NEW in one.text] == [1]


async def test_a_welcome_is_put_right_though_another_edition_has_said_it_otherwise_since(
    room: Room, house: House, briefing: Briefing, second: Briefing, third: Briefing
) -> None:
    await served(house, briefing)
    await room.ask("/subscribe")
    welcome = room.said(room.private)[-1]
    await served(house, second)
    await delivered(house)
    await corrected(house, third)

    told, news = room.telegram.current(welcome), room.said(room.private)[-1]
    assert (told.edits, news.edits) == (1, 1)
    assert f"It says now: {NEWER} Blueprint" in told.text
    assert NEW not in told.text
    assert f"It said: {NEW}" in news.text


async def test_who_subscribed_while_nothing_was_published_is_put_right_as_well(
    room: Room, house: House, briefing: Briefing, second: Briefing
) -> None:
    await room.ask("/subscribe")
    welcome = room.said(room.private)[-1]
    await served(house, briefing)
    await delivered(house)
    await corrected(house, second)

    told = room.telegram.current(welcome)
    assert told.edits == 1
    assert f"It says now: {NEW} Blueprint" in told.text
    assert room.said(room.private)[-1].edits == 1


async def test_what_was_said_before_a_first_edition_in_other_words_can_be_corrected(
    room: Room, house: House, second: Briefing, third: Briefing
) -> None:
    await room.ask("/subscribe")
    welcome = room.said(room.private)[-1]
    await served(house, second)
    await delivered(house)
    assert room.telegram.current(welcome).edits == 0
    await corrected(house, edition(third, 3, summary=second.summary))

    assert f"It says now: {NEW} Blueprint" in room.telegram.current(welcome).text
    assert room.said(room.private)[-1].edits == 0
