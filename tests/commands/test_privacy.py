"""What is stored about a chat is told, shown whole, and deleted when that is confirmed."""

import json
import re
from dataclasses import asdict, replace
from html import unescape

import pytest

from bot.answer import Answer
from bot.commands import privacy
from bot.subscriptions.rights import Action, Identity
from bot.subscriptions.subscription import Kind, State
from bot.subscriptions.visit import Count, Erase, Past, Visit
from bot.subscriptions.wish import Quiet, Wish
from tests.commands.chat import SINCE, Chat, stranger, subscriber

WISH = Wish(frozenset({"members", "africa"}), quiet=Quiet(22, 7))


def exported(chat: Chat, visit: Visit) -> list[str]:
    decision = privacy.decide(chat.snapshot, "export", visit)
    messages = chat.renderer.render(decision.answer, chat.snapshot.current)
    return [unescape(re.sub("<[^>]*>", "", message.html)) for message in messages]


def test_about_a_chat_that_is_not_subscribed_nothing_is_stored(chat: Chat) -> None:
    said = chat.says(privacy, "", stranger())

    assert "Nothing is stored about this group" in said.text
    assert said.labels == ["Don’t count questions"]


@pytest.mark.parametrize("state", [*State])
def test_what_is_stored_is_told_even_when_the_subscription_has_ended(
    chat: Chat, state: State
) -> None:
    said = chat.says(privacy, "", subscriber(WISH, state))

    assert "with the ids of those messages" in said.text
    assert "Never stored: who asks what, or where." in said.text
    assert "Counted: the words of a short question that finds no answer" in said.text
    assert said.leads("Export") == "/privacy export"
    assert said.leads("Delete") == "=/privacy delete"


def test_a_person_is_told_that_the_chats_id_is_theirs(chat: Chat) -> None:
    said = chat.says(privacy, "", subscriber(kind=Kind.PRIVATE))

    assert "its id with Telegram, which is also yours, and your name there" in said.text


def test_the_export_holds_every_field_of_the_subscription(chat: Chat) -> None:
    visit = subscriber(WISH, topic=7)
    assert visit.subscription is not None

    [message] = exported(chat, visit)
    data = json.loads(message[message.index("{") :])

    assert asdict(visit.subscription).keys() <= data.keys()
    assert data["place"] == {"chat": -1001234, "topic": 7}
    assert data["wish"]["topics"] == ["africa", "members"]
    assert data["since"] == "2026-11-21T09:00:00+00:00"


def test_the_export_has_a_line_for_each_delivery_however_many(chat: Chat) -> None:
    history = tuple(Past(f"edition:{one}", 1, "sent", SINCE, one) for one in range(200))

    messages = exported(chat, replace(subscriber(), history=history))
    lines = [line for message in messages for line in message.splitlines() if '"part"' in line]

    assert len(messages) > 1
    assert [json.loads(line)["message"] for line in lines] == [*range(200)]


def test_an_export_of_nothing_says_so(chat: Chat) -> None:
    assert "Nothing is stored" in chat.says(privacy, "export", stranger()).text


@pytest.mark.parametrize("visit", [stranger(), subscriber(), stranger(Kind.PRIVATE)])
def test_questions_are_left_out_and_let_in_again(chat: Chat, visit: Visit) -> None:
    off = chat.says(privacy, "", visit).leads("Don’t count questions").removeprefix("=/privacy ")
    said = chat.says(privacy, off, visit)
    assert said.decision.change == Count(wanted=False)
    assert "Questions from here that find no answer are not counted." in said.text
    assert "Counted:" not in said.text

    visit = replace(visit, counted=False)
    assert chat.says(privacy, off, visit).decision.change is None
    on = said.leads("Count questions").removeprefix("=/privacy ")
    said = chat.says(privacy, on, visit)
    assert said.decision.change == Count(wanted=True)
    assert said.text == chat.says(privacy, "", replace(visit, counted=True)).text


def test_of_a_chat_that_is_only_left_out_its_id_is_stored(chat: Chat) -> None:
    visit = replace(stranger(), counted=False)
    said = chat.says(privacy, "", visit)

    assert "its id with Telegram, so that its questions are not counted" in said.text
    assert said.labels == ["Export", "Delete", "Count questions"]
    [message] = exported(chat, visit)
    assert json.loads(message[message.index("{") :]) == {"chat": -1001234}


def test_an_export_ends_with_what_is_left_out(chat: Chat) -> None:
    visit = replace(subscriber(), counted=False)

    assert "that its questions are not counted" in chat.says(privacy, "", visit).text
    [message] = exported(chat, visit)
    assert message.endswith('Questions from here are not counted\n\n{"chat": -1001234}')
    assert "not counted" not in exported(chat, subscriber())[-1]


def test_what_is_deleted_includes_that_questions_are_left_out(chat: Chat) -> None:
    visit = replace(stranger(), counted=False)

    assert "they are counted again" in chat.says(privacy, "delete", visit).text
    assert "subscription" not in chat.says(privacy, "delete", visit).text
    assert "are counted again" in chat.says(privacy, "delete yes", visit).text
    assert "counted again" not in chat.says(privacy, "delete", subscriber()).text


def test_nothing_is_deleted_before_that_is_confirmed(chat: Chat) -> None:
    said = chat.says(privacy, "delete", subscriber())

    assert said.decision.change is None
    assert "all its topics included?" in said.text
    assert said.leads("Delete") == "=/privacy delete yes"
    assert said.leads("‹ Keep") == "=/privacy"


def test_what_is_confirmed_is_deleted_however_often(chat: Chat) -> None:
    for visit in (subscriber(), subscriber(state=State.ENDED), stranger()):
        said = chat.says(privacy, "delete yes", visit)

        assert said.decision.change == Erase()
        assert "is deleted." in said.text
        assert said.labels == []


@pytest.mark.parametrize(
    ("words", "action"),
    [
        ("", Action.LOOK),
        ("export", Action.EXPORT),
        ("delete", Action.ERASE),
        ("delete yes", Action.ERASE),
        ("DELETE yes", Action.ERASE),
        ("Questions off", Action.CHANGE),
        ("questions on", Action.CHANGE),
        ("questions", Action.LOOK),
        ("please", Action.LOOK),
    ],
)
def test_each_part_takes_its_own_right(words: str, action: Action) -> None:
    assert privacy.action(words) is action


@pytest.mark.parametrize("identity", [*Identity])
def test_a_refusal_fits_the_notice_of_a_pressed_button(chat: Chat, identity: Identity) -> None:
    [message] = chat.renderer.render(
        Answer("denied", {"identity": identity}), chat.snapshot.current
    )

    assert 0 < len(message.html) <= 200
    assert "<" not in message.html
    assert ("again" in message.html) == (identity is Identity.UNKNOWN)


@pytest.mark.parametrize(
    ("template", "label"), [("hello", "Subscribe"), ("hello_again", "Settings")]
)
def test_a_hello_has_one_button(chat: Chat, template: str, label: str) -> None:
    [message] = chat.renderer.render(Answer(template), chat.snapshot.current)

    assert [button.label for row in message.rows for button in row] == [label]
