"""Cards behind the bot's name: what may answer, to be sent into any chat."""

import pytest

from bot.briefing.library import Snapshot
from bot.gateway.cards import CACHED
from bot.simulator.faults import server_error
from bot.simulator.inline import Cards
from tests.room import Room, publish_now


async def dealt(room: Room, words: str) -> Cards:
    query = room.telegram.type_inline(room.amina, words)
    await room.telegram.settled()
    cards = room.telegram.inline.cards(query)
    assert cards is not None
    return cards


async def test_the_best_card_comes_first_and_says_all_that_the_command_says(room: Room) -> None:
    cards = await dealt(room, "kenya")
    [answer] = await room.ask("/members kenya")

    assert cards.cards[0].title == "🇰🇪 Kenya"
    assert cards.cards[0].text == answer
    assert cards.cards[0].description.startswith("a member")


@pytest.mark.untraced
async def test_each_card_has_a_link_to_the_bot_for_its_answer(room: Room) -> None:
    for card in (await dealt(room, "africa")).cards:
        assert card.keyboard is not None
        [[button]] = card.keyboard["inline_keyboard"]
        address, _, payload = button["url"].partition("?start=")
        assert address == "https://t.me/briefing_bot"
        [answer] = await room.ask(f"/start {payload}")
        assert answer == card.text


async def test_without_words_there_is_what_all_begin_with(room: Room) -> None:
    titles = [card.title for card in (await dealt(room, "")).cards]

    assert titles[0] == "Summary"
    assert len(titles) > 5


async def test_where_nothing_is_near_a_button_leads_to_the_bot(room: Room) -> None:
    cards = await dealt(room, "xyzzy")

    assert cards.cards == ()
    assert cards.button == {"text": "No answer found · ask the bot", "start_parameter": "ask"}


async def test_cards_are_the_same_for_all_and_not_kept_for_long(room: Room) -> None:
    cards = await dealt(room, "kenya")

    assert (cards.cache_time, cards.is_personal) == (CACHED, False)
    assert CACHED <= 10


async def test_cards_carry_the_edition_that_is_served(room: Room) -> None:
    assert (await dealt(room, "kenya")).cards[0].id == "1.members_kenya"
    corrected = room.service._house.library.snapshot.current.model_copy(update={"edition": 2})
    publish_now(room.service._house, corrected)
    await room.service._house.showing.refresh()

    assert (await dealt(room, "is kenya a member")).cards[0].id == "2.members_kenya"


async def test_who_types_on_gets_the_cards_for_what_is_typed_in_the_end(room: Room) -> None:
    queries = [room.telegram.type_inline(room.amina, "kenya"[:end]) for end in range(1, 6)]
    await room.telegram.settled()

    last = room.telegram.inline.cards(queries[-1])
    assert last is not None
    assert last.cards[0].title == "🇰🇪 Kenya"


async def test_cards_that_come_too_late_are_let_go(room: Room) -> None:
    room.telegram.faults.add("answerInlineQuery", server_error())
    query = room.telegram.type_inline(room.amina, "kenya")
    await room.telegram.settled()

    assert room.telegram.inline.cards(query) is None
    assert await room.ask("/members kenya")


async def test_while_nothing_is_served_there_are_no_cards(room: Room) -> None:
    library, kept = room.service._house.library, room.service._house.library.snapshot
    library.snapshot = Snapshot()
    try:
        cards = await dealt(room, "kenya")
    finally:
        library.snapshot = kept  # all tests share it

    assert cards.cards == ()
