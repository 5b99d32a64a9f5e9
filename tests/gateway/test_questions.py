"""Questions in plain words, from the front door: in private, in groups, edited, by links."""

import pytest

from bot.house import House
from bot.simulator.chats import Chat, Message, Person
from bot.simulator.telegram import Telegram
from tests.room import Room, serving

pytestmark = pytest.mark.usefixtures("hurried")


async def say(room: Room, person: Person, chat: Chat, text: str, **others: object) -> list[Message]:
    """Say something, and return what the bot says to it."""
    before = len(room.said(chat))
    room.telegram.say(person, chat, text, **others)  # type: ignore[arg-type]
    await room.telegram.settled()
    return room.said(chat)[before:]


async def edit(room: Room, message: Message, text: str) -> None:
    room.telegram.edit(message.author, message, text)
    await room.telegram.settled()


# In private


async def test_a_question_is_answered_by_the_entry_that_says_it(room: Room) -> None:
    [answer] = await room.ask("when did the ministers meet?")

    assert "The ministers met on Wednesday 11 May 2022. PRNigeria" in answer
    assert "Edition" in answer


async def test_what_the_sources_do_not_say_is_not_said(room: Room) -> None:
    [answer] = await room.ask("how old is Monguno?")

    assert answer.startswith(
        "As far as I can find, the sources of this briefing don’t say: how old is Monguno?"
    )
    assert "Blueprint" not in answer
    near = [button["text"] for button in room.said(room.private)[-1].buttons]
    assert any("Monguno" in label for label in near)


async def test_a_checked_absence_is_an_answer(room: Room) -> None:
    [answer] = await room.ask("did they talk about boko haram")

    assert "The article does not mention Boko Haram" in answer
    assert "Blueprint" in answer


@pytest.mark.untraced
async def test_several_questions_are_answered_in_one_message(room: Room) -> None:
    [answer] = await room.ask("Is Kenya a member? Who is Zakari Usman?")

    assert answer.index("Is Kenya a member?") < answer.index("Kenya: a member")
    assert answer.index("Who is Zakari Usman?") < answer.index("Zakari Usman, Head of strategic")


async def test_to_see_more_of_one_answer_takes_no_other_away(room: Room) -> None:
    [both] = await room.ask("Is Kenya a member? What about Iraq and Syria?")
    more = await room.press("More ›")

    assert "Decisions: Iraq and Syria · page 2" in more.text
    assert room.said(room.private)[-2].text == both


async def test_what_is_no_question_gets_help_in_private(room: Room) -> None:
    [answer] = await room.ask("thanks!")

    assert "Ask me in your own words" in answer


async def test_ask_is_the_same_with_a_command(room: Room) -> None:
    assert await room.ask("/ask is kenya a member") == await room.ask("is kenya a member")


# In groups


async def test_in_a_group_a_question_that_names_the_bot_is_answered(room: Room) -> None:
    group = await room.group()
    [answer] = await say(room, room.amina, group, "@briefing_bot is kenya a member?")

    assert "Kenya: a member" in answer.text
    assert answer.reply_to is not None


async def test_in_a_group_a_question_that_replies_to_the_bot_is_answered(room: Room) -> None:
    group = await room.group()
    [shown] = await say(room, room.amina, group, "/summary")
    [answer] = await say(room, room.amina, group, "and is benin a member?", reply_to=shown)

    assert "Benin: a member" in answer.text


async def test_in_a_group_what_people_say_to_each_other_is_left_alone(house: House) -> None:
    telegram = Telegram(privacy=False)  # even where the bot hears everything
    async with serving(telegram, house) as room:
        group = await room.group()
        bola = room.member(group)
        said = telegram.say(room.amina, group, "is kenya a member?")

        assert await say(room, bola, group, "I think so", reply_to=said) == []
        assert await say(room, bola, group, "ask @other_bot") == []


async def test_in_a_group_thanks_are_no_question(room: Room) -> None:
    group = await room.group()
    [shown] = await say(room, room.amina, group, "/summary")

    assert await say(room, room.amina, group, "Thank you!", reply_to=shown) == []
    assert await say(room, room.amina, group, "@briefing_bot") == []


async def test_in_a_channel_nothing_but_commands_is_answered(room: Room) -> None:
    channel = room.telegram.channel("News", room.amina)
    room.telegram.add_bot(channel, room.amina)
    await room.telegram.settled()

    assert await say(room, room.amina, channel, "@briefing_bot is kenya a member?") == []


# Edited


async def test_an_edited_question_has_its_answer_edited(room: Room) -> None:
    question = room.telegram.say(room.amina, room.private, "is kenia a membr")
    await room.telegram.settled()
    [shown] = room.said(room.private)

    await edit(room, question, "is benin a member")

    [answer] = room.said(room.private)
    assert answer.id == shown.id
    assert "Benin: a member" in answer.text


async def test_in_a_group_an_edited_question_has_its_answer_edited(room: Room) -> None:
    group = await room.group()
    question = room.telegram.say(room.amina, group, "@briefing_bot is kenya a member?")
    await room.telegram.settled()
    before = room.said(group)

    await edit(room, question, "@briefing_bot is benin a member?")

    after = room.said(group)
    assert [one.id for one in after] == [one.id for one in before]
    assert "Benin: a member" in after[-1].text


async def test_a_command_is_not_given_again_by_an_edit(room: Room) -> None:
    command = room.telegram.say(room.amina, room.private, "/who monguno")
    await room.telegram.settled()

    await edit(room, command, "/who usman")

    assert len(room.said(room.private)) == 1


async def test_an_answer_that_was_deleted_is_given_anew(room: Room) -> None:
    question = room.telegram.say(room.amina, room.private, "is kenya a member")
    await room.telegram.settled()
    room.telegram.delete(room.amina, room.said(room.private)[0])

    await edit(room, question, "is benin a member")

    [answer] = room.said(room.private)
    assert "Benin: a member" in answer.text


async def test_a_question_from_before_a_restart_is_answered_anew_while_it_is_recent(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    telegram = Telegram()
    async with serving(telegram, house) as room:
        question = telegram.say(room.amina, room.private, "is kenya a member")
        await telegram.settled()
    async with serving(telegram, house) as again:
        await edit(again, question, "is benin a member")
        assert "Benin: a member" in again.said(room.private)[-1].text

        monkeypatch.setattr("bot.gateway.questions.LATEST", -1)
        other = telegram.say(room.amina, room.private, "thanks")
        await telegram.settled()
        said = len(again.said(room.private))
    async with serving(telegram, house) as third:
        await edit(third, other, "is mali a member")
        assert len(third.said(room.private)) == said


# By links, and by way of the bot itself


async def test_a_link_leads_to_the_answer_it_holds(room: Room) -> None:
    assert await room.ask("/start who_monguno") == await room.ask("/who monguno")


@pytest.mark.parametrize("payload", ["nonsense", "subscribe", "start", "publish_marrakesh-2022"])
async def test_a_link_that_holds_no_question_leads_to_the_start(room: Room, payload: str) -> None:
    assert await room.ask(f"/start {payload}") == await room.ask("/start")


async def test_a_card_that_was_sent_is_not_answered(room: Room) -> None:
    query = room.telegram.type_inline(room.amina, "kenya")
    await room.telegram.settled()
    cards = room.telegram.inline.cards(query)
    assert cards is not None
    group = await room.group()

    room.telegram.choose(room.amina, room.private, cards.cards[0])
    room.telegram.choose(room.amina, group, cards.cards[0])
    await room.telegram.settled()

    assert room.said(room.private) == []
    assert len(room.said(group)) == 1  # its greeting


async def test_another_bot_gets_no_answer(room: Room) -> None:
    group = await room.group()
    other = room.telegram.person("Other", "other_bot", is_bot=True)
    room.telegram.join(other, group)

    assert await say(room, other, group, "@briefing_bot is kenya a member?") == []
