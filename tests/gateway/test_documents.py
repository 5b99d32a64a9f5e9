"""An operator sends a briefing's file to the bot: it tells what is wrong, or what would change."""

from collections.abc import AsyncIterator

import pytest

from bot.briefing.library import Library
from bot.briefing.model import Briefing
from bot.briefing.reading import LARGEST
from bot.house import House, Terms, house_of
from bot.simulator.chats import Chat, Message, Person
from bot.simulator.faults import DOWNLOAD, server_error
from bot.simulator.telegram import Telegram
from bot.store.database import Database
from tests.conftest import BRIEFINGS, ROOT
from tests.room import Room, publish_now, serving

pytestmark = pytest.mark.usefixtures("hurried")
AMINA = 7000000001  # as the local Telegram numbers whoever comes first
NAME = "marrakesh-2022.yaml"
SHIPPED = (BRIEFINGS / NAME).read_text("utf-8")
EDITED = SHIPPED.replace("edition: 1", "edition: 2", 1).replace(
    "text: The article counts 83 members.", "text: The article counts 84 members."
)


@pytest.fixture
def house(library: Library, database: Database, briefing: Briefing) -> House:
    house = house_of(library, database, Terms(operators=frozenset({AMINA})))
    publish_now(house, briefing)
    return house


@pytest.fixture
async def room(house: House) -> AsyncIterator[Room]:
    async with serving(Telegram(), house) as room:
        yield room


async def sent(
    room: Room,
    content: str | bytes,
    name: str = NAME,
    by: Person | None = None,
    chat: Chat | None = None,
) -> list[Message]:
    """Send a file, and return what the bot says to it."""
    chat = chat or room.private
    before = len(room.said(chat))
    data = content.encode() if isinstance(content, str) else content
    room.telegram.send_document(by or room.amina, chat, name, data)
    await room.telegram.settled(patience=60)  # every answer there is gets rendered
    return room.said(chat)[before:]


@pytest.mark.untraced
async def test_a_sound_file_is_previewed_against_what_is_published(room: Room) -> None:
    [answer] = await sent(room, EDITED)

    assert "edition 2, not published" in answer.text
    assert "only looked at" in answer.text
    assert "1 change since edition 1: 1 figure changed" in answer.text
    assert "now: The article counts 84 members." in answer.text
    assert "as marrakesh-2022.yaml, then send /publish marrakesh-2022" in answer.text
    assert "Publish" not in {one["text"] for one in answer.buttons}
    assert len(answer.text) <= 900


@pytest.mark.untraced
async def test_nothing_of_a_file_is_saved_or_served(room: Room, house: House) -> None:
    snapshot = house.library.snapshot
    await sent(room, EDITED)

    assert house.library.snapshot is snapshot
    assert (BRIEFINGS / NAME).read_text("utf-8") == SHIPPED
    [answer] = await room.ask("/preview")
    assert "published as it stands" in answer


async def test_the_file_sent_last_can_be_looked_at_like_any_draft(room: Room) -> None:
    await sent(room, EDITED)

    letters = await room.press("What chats receive")
    assert "1. At once, every topic" in letters.text
    letter = await room.press("1. At once, every topic")
    assert letter.text.startswith("Preview · marrakesh-2022, edition 2, not published")
    [answer] = await room.ask("/preview document /who monguno")
    assert answer.endswith("Edition 2")


async def test_a_file_that_nobody_sent_is_asked_for(room: Room) -> None:
    assert await room.ask("/preview document") == [
        "You have sent no file since I was started. Send me a briefing’s file."
    ]


async def test_problems_are_told_by_line_and_column_with_the_remedy(room: Room) -> None:
    [answer] = await sent(room, SHIPPED.replace("edition: 1", "edtion: 1", 1))

    line = SHIPPED[: SHIPPED.index("edition: 1")].count("\n") + 1
    assert answer.text.startswith("1 problem · marrakesh-2022.yaml\n\n")
    assert f"{NAME}:{line}:1 unknown key `edtion` – Did you mean `edition`?" in answer.text
    assert "nothing was saved" in answer.text


async def test_more_problems_than_fit_two_messages_are_counted(room: Room) -> None:
    answers = await sent(room, SHIPPED.replace("cite:", "cyte:"))

    assert len(answers) <= 2
    assert "… and " in answers[-1].text


async def test_fingerprints_are_those_of_the_folder(room: Room) -> None:
    wrong = EDITED.replace('anchor: "', 'anchor: "never ', 1)

    [answer] = await sent(room, wrong)

    assert "anchor" in answer.text
    assert "problem" in answer.text


@pytest.mark.untraced
async def test_the_name_of_the_file_gives_the_id_of_the_briefing(room: Room) -> None:
    [other] = await sent(room, EDITED, "rome-2021.yaml")
    [short] = await sent(room, EDITED, "marrakesh-2022.YML")

    assert "Write `rome-2021`, or rename the file." in other.text
    assert "edition 2, not published" in short.text


async def test_a_name_that_can_be_no_id_is_to_be_changed(room: Room) -> None:
    [answer] = await sent(room, EDITED, "Marrakesh-2022.YAML")

    assert "Rename the file to marrakesh-2022.yaml." in answer.text


@pytest.mark.untraced
@pytest.mark.parametrize(
    "name", ["../../etc/x.yaml", "\u202ex.yaml", ".yaml", "\u202e" * 999 + ".yaml"]
)
async def test_a_hostile_name_is_a_name_like_any_other(room: Room, name: str) -> None:
    [answer] = await sent(room, EDITED, name)

    assert answer.text.startswith("1 problem · ")
    assert "\u202e" not in answer.text
    assert "/" not in answer.text.splitlines()[0]


async def test_what_is_no_briefing_is_not_fetched(room: Room) -> None:
    [picture] = await sent(room, b"\x89PNG", "map.png")
    [large] = await sent(room, b"a" * (LARGEST + 1))

    assert picture.text == "I can check a briefing’s file: send me its *.yaml, as a file."
    assert large.text == "The file is too large: a briefing takes at most 256 KiB."
    assert DOWNLOAD not in {call.method for call in room.telegram.calls}


@pytest.mark.parametrize("method", ["getFile", DOWNLOAD])
async def test_a_file_that_does_not_arrive_is_asked_for_again(room: Room, method: str) -> None:
    room.telegram.faults.add(method, server_error())

    [answer] = await sent(room, EDITED)

    assert answer.text == "Telegram did not hand the file over. Send it again."


async def test_nobody_elses_file_is_looked_at(room: Room) -> None:
    bola = room.telegram.person("Bola")
    group = await room.group()

    assert await sent(room, EDITED, by=bola, chat=room.telegram.private(bola)) == []
    assert await sent(room, EDITED, chat=group) == []
    assert "getFile" not in {call.method for call in room.telegram.calls}


@pytest.mark.parametrize(
    "file", ["nested-deeply", "alias-of-yaml", "merge-key", "control-character", "not-utf-8"]
)
async def test_a_hostile_file_is_refused_while_people_are_answered(room: Room, file: str) -> None:
    bola = room.telegram.person("Bola")
    content = (ROOT / f"tests/broken/{file}.yaml").read_bytes()
    room.telegram.send_document(room.amina, room.private, NAME, content)

    [answer] = await room.ask("/who monguno", room.telegram.private(bola), bola)

    assert "Monguno" in answer
    assert "problem" in room.said(room.private)[-1].text


async def test_a_file_of_the_largest_size_is_refused_while_people_are_answered(room: Room) -> None:
    bola = room.telegram.person("Bola")
    heavy = "[" * 1000 + "a: [" + "b, " * 80_000
    room.telegram.send_document(room.amina, room.private, NAME, heavy.encode())

    [answer] = await room.ask("/who monguno", room.telegram.private(bola), bola)

    assert "Monguno" in answer
    assert "nothing was saved" in room.said(room.private)[-1].text
