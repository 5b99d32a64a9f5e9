"""Operators see drafts before anybody else, exactly as people will; nobody else sees any."""

from collections.abc import AsyncIterator

import pytest

from bot.briefing.library import Library, Snapshot
from bot.briefing.model import Briefing
from bot.briefing.problem import Problem
from bot.commands import QUESTIONS, name_of
from bot.house import House, Terms, house_of
from bot.messages import without_markup
from bot.rehearsal import alone, rehearsed
from bot.simulator.telegram import Telegram
from bot.store.database import Database
from tests.conftest import BRIEFINGS
from tests.room import Room, publish_now, serving
from tests.subscriptions.edits import NEW_DECISION, edited, edition
from tests.subscriptions.edits import within as entries

pytestmark = [pytest.mark.usefixtures("hurried"), pytest.mark.untraced]
AMINA = 7000000001  # as the local Telegram numbers whoever comes first


@pytest.fixture
def draft(briefing: Briefing) -> Briefing:
    """The next edition, with a decision more and a speaker's statement put otherwise."""
    speaker = briefing.speakers[0]
    statement = edited(speaker.statements[0], text="bold strategies.")
    speakers = entries(
        briefing.speakers, speaker.id, statements=(statement, *speaker.statements[1:])
    )
    return edition(
        briefing, 2, speakers=speakers, resolutions=(*briefing.resolutions, NEW_DECISION)
    )


@pytest.fixture
def house(database: Database, briefing: Briefing, draft: Briefing) -> House:
    """The first edition is out, and the files say what the second will."""
    library = Library(BRIEFINGS)
    library.snapshot = drafted(draft)
    house = house_of(library, database, Terms(operators=frozenset({AMINA})))
    publish_now(house, briefing)
    return house


@pytest.fixture
async def room(house: House) -> AsyncIterator[Room]:
    async with serving(Telegram(), house) as room:
        await house.showing.refresh()
        yield room


def drafted(*briefings: Briefing, problems: tuple[Problem, ...] = ()) -> Snapshot:
    served = {one.briefing: one for one in briefings}
    return Snapshot(served, problems, frozenset(served))


async def shown(room: Room, line: str) -> str:
    """What the bot says to a line, as one text."""
    before = len(room.said(room.private))
    room.telegram.say(room.amina, room.private, line)
    await room.telegram.settled(patience=60)  # some render every answer there is
    return "\n".join(message.text for message in room.said(room.private)[before:])


async def test_the_draft_is_previewed_while_people_are_answered_from_the_edition(
    room: Room, draft: Briefing
) -> None:
    speaker = f"/who {draft.speakers[0].id}"

    before, now = await shown(room, f"/preview {speaker}"), await shown(room, speaker)

    assert before.startswith("Preview · edition 2, not published\n\n")
    assert "bold strategies" in before
    assert "bold strategies" not in now
    assert "Edition 1" in now


@pytest.mark.parametrize("command", QUESTIONS, ids=name_of)
async def test_a_previewed_answer_is_the_very_answer_after_publishing(
    room: Room, house: House, draft: Briefing, command: object
) -> None:
    name = name_of(command)  # type: ignore[arg-type]
    lines = [
        one.line
        for one in rehearsed(house.register.desk, draft, None)
        if one.line.removeprefix("/").partition(" ")[0] == name
    ][:2]
    previewed = [await shown(room, f"/preview {line}") for line in lines]
    publish_now(house, draft)
    await house.showing.refresh()

    # Whoever is no operator is asked: operators get a second message with /help.
    boukar = room.telegram.person("Boukar")
    private = room.telegram.private(boukar)
    answered = [(await room.ask(line, private, boukar))[-1] for line in lines]

    assert [text.partition("\n\n")[2] for text in previewed] == answered


async def test_a_previewed_letter_is_the_very_letter_that_goes_out(
    room: Room, house: House, draft: Briefing
) -> None:
    group = await room.group()
    await room.ask("/subscribe", group)
    heard = len(room.said(group))
    previewed = await shown(room, "/preview letters 1")
    publish_now(house, draft)

    sent = (await room.arrived(group, heard + 1))[-1].text

    assert previewed.partition("\n\n")[2] == sent
    assert previewed.startswith("Preview · edition 2, not published · At once, every topic, 1 chat")


async def test_previewed_news_are_what_news_says_after_publishing(
    room: Room, house: House, draft: Briefing
) -> None:
    previewed = await shown(room, "/preview /news")
    publish_now(house, draft)
    await house.showing.refresh()

    assert previewed.partition("\n\n")[2] == await shown(room, "/news")


async def test_buttons_lead_from_one_preview_to_the_next(room: Room) -> None:
    await room.ask("/preview")

    changes = await room.press("Changes")
    assert "changes since edition 1" in changes.text
    back = await room.press("‹ Preview")
    assert back.id == changes.id
    assert "edition 2, not published" in back.text
    await shown(room, "/preview answers")
    speakers = await room.press("/speakers")
    assert speakers.text.startswith("Preview · ")
    assert all(
        one["callback_data"].startswith(("/preview", "=/preview")) for one in speakers.buttons
    )


async def test_answers_that_differ_are_listed(room: Room, draft: Briefing) -> None:
    text = await shown(room, "/preview answers")

    assert "answers differ from what people are told now" in text
    assert f"/who {draft.speakers[0].id}" in text


async def test_before_the_first_edition_every_answer_is_new(
    database: Database, draft: Briefing
) -> None:
    library = Library(BRIEFINGS)
    library.snapshot = drafted(draft)
    house = house_of(library, database, Terms(operators=frozenset({AMINA})))
    async with serving(Telegram(), house) as room:
        assert "every answer is new" in await shown(room, "/preview answers")
        assert "all of it is new" in await shown(room, "/preview changes")
        assert (
            "what it says in short is in /summary" in (await shown(room, "/preview /news")).lower()
        )


async def test_what_is_out_as_it_stands_goes_to_nobody(
    room: Room, house: House, draft: Briefing
) -> None:
    publish_now(house, draft)

    assert "published as it stands" in await shown(room, "/preview")
    assert "nobody is written to" in await shown(room, "/preview letters")
    assert "No entry has changed since edition 2" in await shown(room, "/preview changes")
    assert "Every answer is what people are told now" in await shown(room, "/preview answers")


async def test_a_letter_that_brings_nothing_says_so(
    room: Room, house: House, briefing: Briefing
) -> None:
    house.library.snapshot = drafted(edition(briefing, 2))

    text = await shown(room, "/preview letters 1")

    assert text.endswith("At once, every topic, 0 chats: nothing")


async def test_words_that_ask_for_nothing_get_what_can_be_asked_for(room: Room) -> None:
    assert "nothing to preview under nonsense" in await shown(room, "/preview nonsense")


async def test_without_a_sound_file_there_is_nothing_to_preview(room: Room, house: House) -> None:
    house.library.snapshot = Snapshot()

    assert "no briefing’s file is without problems" in await shown(room, "/preview")


async def test_each_of_several_drafts_is_previewed_by_its_name(
    room: Room, house: House, draft: Briefing
) -> None:
    other = edited(draft, briefing="rome-2021", edition=1, title="Rome")
    house.library.snapshot = drafted(draft, other)

    assert (await shown(room, "/preview rome-2021")).startswith("Rome\nrome-2021 · edition 1")
    assert (await shown(room, "/preview rome-2021 /summary")).startswith("Preview · rome-2021, ")


async def test_a_later_draft_is_not_what_people_are_answered_from(
    room: Room, house: House, draft: Briefing
) -> None:
    later = edited(draft, briefing="rome-2023", date=draft.date.replace(year=2023))
    house.library.snapshot = drafted(draft, later)

    assert "People are answered from" not in await shown(room, f"/preview {draft.briefing}")

    publish_now(house, later)
    await house.showing.refresh()

    told = await shown(room, f"/preview {draft.briefing}")
    assert "People are answered from rome-2023, whose communiqué is later." in told


async def test_nobody_else_is_answered(room: Room) -> None:
    bola = room.telegram.person("Bola")
    private, group = room.telegram.private(bola), await room.group()

    assert await room.ask("/preview", private, bola) == []
    assert await room.ask("/preview /summary", group) == []


async def test_operators_are_told_what_a_reload_found(house: House, draft: Briefing) -> None:
    editors = house.register.editors
    await house.showing.refresh()
    problem = Problem("briefings/marrakesh-2022.yaml", 12, 5, "`text` is empty", "Write it.")
    good, bad = drafted(draft), drafted(draft, problems=(problem,) * 90)

    [wrong] = await editors.problems(good, bad)
    [mended] = await editors.problems(bad, good)
    [changed] = await editors.problems(drafted(edited(draft, title="Other")), good)

    assert wrong.html.startswith(
        "<b>90 problems in the files</b>\n• <code>marrakesh-2022.yaml:12:5"
    )
    assert len(without_markup(wrong.html)) <= 900
    [many] = await editors.problems(good, drafted(draft, problems=(problem,) * 100))
    assert many.html.startswith("<b>At least 100 problems in the files</b>")
    assert "… and at least " in many.html
    assert mended.html == "All files are without problems again."
    assert changed.html == "marrakesh-2022: 2 changes since edition 1, not published. /preview"
    assert await editors.problems(good, good) == ()


def test_an_answer_that_differs_by_the_number_alone_does_not_differ(
    house: House, briefing: Briefing
) -> None:
    desk, later = house.register.desk, edition(briefing, 2)

    assert {one.compared for one in rehearsed(desk, later, briefing)} == {"same"}
    assert desk.ask("/summary", alone(later)) != desk.ask("/summary", alone(briefing))


def test_what_nobody_could_ask_before_is_new(
    house: House, briefing: Briefing, draft: Briefing
) -> None:
    speaker = edited(draft.speakers[0], id="somebody-new", name="Somebody New", statements=())
    later = replace_speakers(draft, (*draft.speakers, speaker))

    found = {one.line: one.compared for one in rehearsed(house.register.desk, later, briefing)}

    assert found["/who somebody-new"] == "new"
    assert found[f"/who {draft.speakers[0].id}"] == "changed"
    assert found["/help"] == "same"


def replace_speakers(briefing: Briefing, speakers: tuple[object, ...]) -> Briefing:
    return edited(briefing, speakers=speakers)  # type: ignore[no-any-return]
