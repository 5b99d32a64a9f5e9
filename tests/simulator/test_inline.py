"""Cards behind the bot's name: asked for once, chosen anywhere, and as strict as Telegram's."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from bot.simulator.api import call
from bot.simulator.inline import LONGEST, InlineQuery
from bot.simulator.replies import Reply
from bot.simulator.telegram import Telegram


class Hours:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Hours:
    return Hours()


@pytest.fixture
def telegram(clock: Hours) -> Telegram:
    return Telegram(clock=clock)


def article(number: str = "1", **others: Any) -> dict[str, Any]:
    content = {"message_text": "<b>Benin</b>", "parse_mode": "HTML"}
    return {
        "type": "article",
        "id": number,
        "title": "Benin",
        "input_message_content": content,
    } | others


async def answered(telegram: Telegram, query: InlineQuery, *results: Any, **others: Any) -> Reply:
    raw = {"inline_query_id": query.id, "results": json.dumps(results), **others}
    reply = await call(telegram, telegram.token, "answerInlineQuery", raw)
    assert isinstance(reply, Reply)
    return reply


async def test_the_bot_is_told_what_is_typed_and_the_person_sees_its_cards(
    telegram: Telegram,
) -> None:
    amina = telegram.person("Amina")
    query = telegram.type_inline(amina, "benin")
    [update] = telegram.updates.waiting

    assert update.payload["inline_query"] == {
        "id": query.id,
        "from": {"id": amina.id, "is_bot": False, "first_name": "Amina"},
        "query": "benin",
        "offset": "",
        "chat_type": "private",
    }
    assert telegram.inline.cards(query) is None
    assert (await answered(telegram, query, article())).json["ok"]

    cards = telegram.inline.cards(query)
    assert cards is not None
    assert [(card.title, card.text) for card in cards.cards] == [("Benin", "Benin")]


async def test_a_card_is_said_by_who_chose_it_by_way_of_the_bot(telegram: Telegram) -> None:
    amina = telegram.person("Amina")
    group = telegram.group("Desk", amina)
    telegram.add_bot(group, amina)
    query = telegram.type_inline(amina, "benin", group)
    await answered(telegram, query, article())
    cards = telegram.inline.cards(query)
    assert cards is not None

    message = telegram.choose(amina, group, cards.cards[0])

    told = telegram.updates.waiting[-1].payload["message"]
    assert (told["message_id"], told["text"]) == (message.id, "Benin")
    assert told["from"]["id"] == amina.id
    assert told["via_bot"]["id"] == telegram.bot.id


@pytest.mark.parametrize("kind", ["sender", "group", "supergroup", "channel"])
def test_the_bot_is_told_in_what_kind_of_chat_it_is_typed(telegram: Telegram, kind: str) -> None:
    amina = telegram.person("Amina")
    chat = {
        "sender": telegram.private(amina),
        "group": telegram.group("Desk", amina),
        "supergroup": telegram.group("Desk", amina, supergroup=True),
        "channel": telegram.channel("News", amina),
    }[kind]

    telegram.type_inline(amina, "benin", chat)

    assert telegram.updates.waiting[-1].payload["inline_query"]["chat_type"] == kind


async def test_the_same_words_are_not_asked_again_until_the_answer_is_too_old(
    telegram: Telegram, clock: Hours
) -> None:
    amina, bola = telegram.person("Amina"), telegram.person("Bola")
    await answered(telegram, telegram.type_inline(amina, "benin"), article(), cache_time="10")
    asked = len(telegram.updates.waiting)

    again = telegram.type_inline(bola, "benin")
    assert len(telegram.updates.waiting) == asked
    assert telegram.inline.cards(again) is not None

    clock.now += 11
    assert telegram.inline.cards(telegram.type_inline(bola, "benin")) is None
    assert len(telegram.updates.waiting) == asked + 1


async def test_an_answer_for_one_person_is_no_answer_for_another(telegram: Telegram) -> None:
    amina, bola = telegram.person("Amina"), telegram.person("Bola")
    query = telegram.type_inline(amina, "benin")
    await answered(telegram, query, article(), is_personal="true")

    assert telegram.inline.cards(telegram.type_inline(amina, "benin")) is not None
    assert telegram.inline.cards(telegram.type_inline(bola, "benin")) is None


def refusals() -> Iterator[tuple[list[Any], dict[str, str], str]]:
    yield [article(str(number)) for number in range(51)], {}, "RESULTS_TOO_MUCH"
    yield [article(), article()], {}, "RESULT_ID_DUPLICATE"
    yield [article("é" * 33)], {}, "RESULT_ID_INVALID"
    yield [article(title=" ")], {}, "ARTICLE_TITLE_EMPTY"
    yield [article()], {"next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"
    empty = {"message_text": "<b> </b>", "parse_mode": "HTML"}
    yield [article(input_message_content=empty)], {}, "message text is empty"
    pressed = {"inline_keyboard": [[{"text": "More", "callback_data": "/summary"}]]}
    yield [article(reply_markup=pressed)], {}, "let their buttons link"
    yield [article()], {"button": json.dumps({"text": "Ask", "start_parameter": "a b"})}, "pattern"


@pytest.mark.parametrize(("results", "others", "words"), list(refusals()))
async def test_what_telegram_would_refuse_is_refused(
    telegram: Telegram, results: list[Any], others: dict[str, str], words: str
) -> None:
    query = telegram.type_inline(telegram.person("Amina"), "benin")
    reply = await answered(telegram, query, *results, **others)

    assert words in reply.json["description"]
    assert telegram.inline.cards(query) is None


async def test_a_query_is_answered_once_and_in_time(telegram: Telegram, clock: Hours) -> None:
    amina = telegram.person("Amina")
    first = telegram.type_inline(amina, "benin")
    await answered(telegram, first, article())
    late = telegram.type_inline(amina, "mali")
    clock.now += 31

    for query in (first, late):
        assert (
            "query is too old" in (await answered(telegram, query, article())).json["description"]
        )
    assert telegram.updates.waiting == ()


def test_there_is_only_so_much_room(telegram: Telegram) -> None:
    with pytest.raises(ValueError, match="256 characters"):
        telegram.type_inline(telegram.person("Amina"), "x" * (LONGEST + 1))
