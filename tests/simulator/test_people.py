"""What people do reaches the bot as Telegram tells it; mistakes in playing them are named."""

import pytest
from telegram import Bot, MessageOriginChannel, Update

from bot.simulator.chats import Chat, Person
from bot.simulator.telegram import Telegram


def told(telegram: Telegram) -> list[Update]:
    """The updates that wait for the bot, read by python-telegram-bot."""
    found = [Update.de_json(update.payload, None) for update in telegram.updates.waiting]
    telegram.updates.drop()
    return found


def test_people_have_ids_beyond_32_bits(telegram: Telegram) -> None:
    ids = {telegram.person("Amina").id, telegram.person("Amina").id, telegram.bot.id}

    assert len(ids) == 3
    assert min(ids) > 2**32


def test_what_a_person_says_is_told(telegram: Telegram, amina: Person) -> None:
    telegram.say(amina, telegram.private(amina), " /who kenya ")

    (update,) = told(telegram)
    message = update.message
    assert message
    assert message.from_user
    assert (message.text, message.from_user.language_code) == ("/who kenya", "fr")
    assert message.parse_entities() == {message.entities[0]: "/who"}


def test_an_edit_is_told_as_one(telegram: Telegram, amina: Person, chat: Chat) -> None:
    said = telegram.say(amina, chat, "/who kenia")

    telegram.edit(amina, said, "/who kenya")

    _, update = told(telegram)
    assert update.edited_message
    assert update.edited_message.text == "/who kenya"
    assert update.edited_message.edit_date


def test_a_press_is_told_with_the_message_as_it_stands(
    telegram: Telegram, amina: Person, chat: Chat
) -> None:
    row = [{"text": "More", "callback_data": "page:2"}, {"text": "Web", "url": "https://x.org"}]
    sent = telegram.post(chat, text="one", keyboard={"inline_keyboard": [row]})
    telegram.revise(sent, text="two")

    telegram.press(amina, sent, "More")
    telegram.press(amina, sent, "page:2")

    first, second = (update.callback_query for update in told(telegram))
    assert first
    assert second
    assert (first.data, second.data) == ("page:2", "page:2")
    assert first.id != second.id
    assert first.message
    assert first.message.to_dict()["text"] == "two"
    with pytest.raises(ValueError, match="button 'Web' opens something"):
        telegram.press(amina, sent, "Web")
    with pytest.raises(ValueError, match="no button 'Less'; its buttons: 'More', 'Web'"):
        telegram.press(amina, sent, "Less")
    telegram.delete(amina, sent)
    with pytest.raises(ValueError, match="has been deleted"):
        telegram.press(amina, sent, "More")


def test_a_message_without_buttons_has_none_to_press(
    telegram: Telegram, amina: Person, chat: Chat
) -> None:
    with pytest.raises(ValueError, match="its buttons: none"):
        telegram.press(amina, telegram.post(chat, text="x"), "More")


def test_privacy_lets_through_only_what_is_meant_for_the_bot(
    telegram: Telegram, amina: Person, desk: Chat
) -> None:
    answer = telegram.post(desk, text="an answer")

    telegram.say(amina, desk, "small talk with @ken")
    telegram.say(amina, desk, "/who@other_bot")
    telegram.say(amina, desk, "/who")
    telegram.say(amina, desk, "/who@Briefing_Bot")
    telegram.say(amina, desk, "ask @briefing_bot")
    telegram.say(amina, desk, "and?", reply_to=answer)

    texts = [update.message.text for update in told(telegram) if update.message]
    assert texts == ["/who", "/who@Briefing_Bot", "ask @briefing_bot", "and?"]


def test_administrators_and_bots_without_privacy_hear_everything(
    telegram: Telegram, amina: Person, desk: Chat
) -> None:
    telegram.promote(telegram.bot, desk)
    told(telegram)

    telegram.say(amina, desk, "small talk")

    assert len(told(telegram)) == 1
    telegram.demote(telegram.bot, desk)
    told(telegram)
    telegram.privacy = False
    telegram.say(amina, desk, "small talk")
    assert len(told(telegram)) == 1


def test_an_anonymous_administrator_speaks_as_the_group(
    telegram: Telegram, amina: Person, desk: Chat
) -> None:
    telegram.promote(amina, desk, anonymous=True)

    telegram.say(amina, desk, "/subscribe")

    (update,) = told(telegram)
    message = update.message
    assert message
    assert message.from_user
    assert message.from_user.id == 1087968824
    assert message.sender_chat == message.chat


def test_a_channel_speaks_for_itself(telegram: Telegram, amina: Person) -> None:
    channel = telegram.channel("News", amina)
    reader = telegram.person("Ken")
    telegram.join(reader, channel)
    telegram.add_bot(channel, amina)
    told(telegram)

    post = telegram.say(amina, channel, "posted")
    telegram.edit(amina, post, "corrected")

    posted, corrected = told(telegram)
    assert posted.channel_post
    assert posted.channel_post.from_user is None
    assert posted.channel_post.sender_chat == posted.channel_post.chat
    assert corrected.edited_channel_post
    with pytest.raises(ValueError, match="Ken only reads News"):
        telegram.say(reader, channel, "me too")


def test_topics_are_told_with_the_message(telegram: Telegram, amina: Person, desk: Chat) -> None:
    first = telegram.say(amina, desk, "/who", topic="Africa")
    telegram.say(amina, desk, "/who", reply_to=first)

    for update in told(telegram):
        assert update.message
        assert update.message.is_topic_message
        assert update.message.message_thread_id == desk.topic("Africa").id


def test_a_topic_that_is_not_there_is_named_with_those_that_are(
    telegram: Telegram, amina: Person, desk: Chat
) -> None:
    with pytest.raises(ValueError, match="Desk has no topic 'Europe'; its topics: Africa, Asia"):
        telegram.say(amina, desk, "x", topic="Europe")
    with pytest.raises(ValueError, match="its topics: none"):
        telegram.group("Plain", amina).topic("Europe")
    with pytest.raises(ValueError, match="Plain is a group: only supergroups have topics"):
        telegram.open_topic(telegram.group("Plain", amina), "Europe")


def test_outsiders_cannot_speak_or_press(telegram: Telegram, desk: Chat) -> None:
    ken = telegram.person("Ken")

    with pytest.raises(ValueError, match=r"Ken is not in Desk: let them join\(\) it first"):
        telegram.say(ken, desk, "x")
    with pytest.raises(ValueError, match="Ken is not in Desk"):
        telegram.press(ken, telegram.post(desk, text="x"), "More")


def test_nobody_edits_what_others_said(telegram: Telegram, chat: Chat) -> None:
    with pytest.raises(ValueError, match="Ken can edit only their own messages"):
        telegram.edit(telegram.person("Ken"), telegram.messages(chat)[0], "x")


@pytest.mark.parametrize("text", [" ", "😀" * 2049])
def test_people_too_keep_to_the_length_of_a_message(
    telegram: Telegram, amina: Person, chat: Chat, text: str
) -> None:
    with pytest.raises(ValueError, match="a message has 1 to 4096 characters"):
        telegram.say(amina, chat, text)


def test_the_talk_of_other_bots_is_heard_as_far_as_privacy_allows(
    telegram: Telegram, desk: Chat
) -> None:
    helper = telegram.person("Helper", "helper_bot", is_bot=True)
    telegram.join(helper, desk)
    told(telegram)

    telegram.say(helper, desk, "small talk")
    telegram.say(helper, desk, "/subscribe")

    (update,) = told(telegram)
    assert update.message
    assert update.message.from_user
    assert (update.message.text, update.message.from_user.is_bot) == ("/subscribe", True)


def test_somebody_can_speak_as_a_channel_of_theirs(
    telegram: Telegram, amina: Person, desk: Chat
) -> None:
    channel = telegram.channel("News", amina)

    telegram.say_as(channel, desk, "/subscribe")

    (update,) = told(telegram)
    message = update.message
    assert message
    assert message.from_user
    assert message.sender_chat
    assert (message.from_user.id, message.from_user.is_bot) == (136817688, True)
    assert (message.sender_chat.id, message.sender_chat.type) == (channel.id, "channel")
    assert message.chat.id == desk.id
    assert not message.is_automatic_forward


def test_nobody_speaks_as_a_channel_where_that_makes_no_sense(
    telegram: Telegram, amina: Person, desk: Chat
) -> None:
    channel = telegram.channel("News", telegram.person("Ken"))

    with pytest.raises(ValueError, match="Ken is not in Desk"):
        telegram.say_as(channel, desk, "x")
    for speaker, place in ((desk, desk), (channel, telegram.group("Plain", amina))):
        with pytest.raises(ValueError, match="people speak as a channel, and in a supergroup"):
            telegram.say_as(speaker, place, "x")


async def test_what_a_linked_channel_posts_is_copied_into_its_discussion(
    telegram: Telegram, amina: Person, desk: Chat, bot: Bot
) -> None:
    channel = telegram.channel("News", amina)
    telegram.link(channel, desk)

    post = telegram.say(amina, channel, "/subscribe")

    (update,) = told(telegram)
    message = update.message
    assert message
    assert message.from_user
    assert message.sender_chat
    assert (message.from_user.id, message.from_user.is_bot) == (777000, False)
    assert (message.sender_chat.id, message.chat.id) == (channel.id, desk.id)
    assert message.is_automatic_forward
    assert isinstance(message.forward_origin, MessageOriginChannel)
    assert message.forward_origin.message_id == post.id
    assert (await bot.get_chat(desk.id)).linked_chat_id == channel.id
    with pytest.raises(ValueError, match="a channel is discussed in a supergroup"):
        telegram.link(desk, channel)


async def test_what_the_bot_posts_is_copied_as_well(
    telegram: Telegram, amina: Person, desk: Chat, bot: Bot
) -> None:
    channel = telegram.channel("News", amina)
    telegram.add_bot(channel, amina)
    telegram.link(channel, desk)
    told(telegram)

    await bot.send_message(channel.id, "Stop it with /unsubscribe")

    (update,) = told(telegram)
    assert update.message
    assert update.message.is_automatic_forward
    assert update.message.parse_entities(["bot_command"])
