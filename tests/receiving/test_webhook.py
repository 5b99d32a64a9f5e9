"""Updates by webhook: who may bring them, what is answered, and when Telegram is let go."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot import listening
from bot.briefing.library import Snapshot
from bot.desk import Desk
from bot.gateway import exchange, lanes, webhook
from bot.gateway.service import KINDS
from bot.gateway.webhook import LARGEST, path_of
from bot.house import House
from bot.messages import Message as Page
from bot.register import Register, Visitor
from bot.simulator import faults
from bot.simulator.replies import Payload
from bot.simulator.telegram import Telegram
from bot.store import gaps
from tests.receiving.hook import HEADERS, PATH, SECRET, Hook, hooked
from tests.receiving.network import until
from tests.room import standing

GOOD = json.dumps({"update_id": 7}).encode()


@pytest.fixture
async def hook(house: House, tmp_path: Path) -> AsyncIterator[Hook]:
    async with hooked(Telegram(), house, tmp_path / "hook") as hook:
        yield hook


async def test_telegram_is_told_where_to_come_with_which_word_and_for_what(hook: Hook) -> None:
    [told] = [call for call in hook.telegram.calls if call.method == "setWebhook"]

    assert told.parameters == {
        "url": "https://bot.example.org/hook",
        "secret_token": SECRET,
        "allowed_updates": list(KINDS),
        "max_connections": 100,
    }


async def pieces(*parts: bytes) -> AsyncIterator[bytes]:
    """A body whose length nobody tells."""
    for part in parts:
        yield part


@pytest.mark.parametrize("good", [GOOD, [GOOD[:5], GOOD[5:]]], ids=["whole", "in pieces"])
async def test_an_update_is_taken(good: bytes | list[bytes], hook: Hook) -> None:
    content = good if isinstance(good, bytes) else pieces(*good)
    answer = await hook.client.post(PATH, content=content, headers=HEADERS)

    assert (answer.status_code, answer.content) == (200, b"")
    assert 'bot_updates_total{kind="other"} 1.0' in await hook.metrics()


def but(**changed: str | None) -> dict[str, str]:
    """Telegram's headers, with some of them changed, or taken away."""
    changes = {
        "X-Telegram-Bot-Api-Secret-Token": changed.get("secret", SECRET),
        "Content-Type": changed.get("form", "application/json"),
    }
    return {name: value for name, value in changes.items() if value is not None}


REFUSALS: dict[str, tuple[str, dict[str, str], bytes, int]] = {
    "no secret": ("POST", but(secret=None), GOOD, 403),
    "an empty secret": ("POST", but(secret=""), GOOD, 403),
    "another secret": ("POST", but(secret="another-word"), GOOD, 403),
    "half the secret": ("POST", but(secret=SECRET[:-1]), GOOD, 403),
    "more than the secret": ("POST", but(secret=SECRET + "s"), GOOD, 403),
    "the secret in capitals": ("POST", but(secret=SECRET.upper()), GOOD, 403),
    "no secret, and much else": ("PUT", {}, b"a" * (LARGEST + 1), 403),
    "a look": ("GET", but(), b"", 405),
    "another method": ("PUT", but(), GOOD, 405),
    "a form": ("POST", but(form="application/x-www-form-urlencoded"), GOOD, 415),
    "a form with a like name": ("POST", but(form="application/jsonp"), GOOD, 415),
    "no form at all": ("POST", but(form=None), GOOD, 415),
    "too much": ("POST", but(), b"a" * (LARGEST + 1), 413),
    "nothing": ("POST", but(), b"", 400),
    "no JSON": ("POST", but(), b'{"update_id": 7', 400),
    "no text": ("POST", but(), b"\xff\xfe", 400),
    "a list": ("POST", but(), b'[{"update_id": 7}]', 400),
    "a number": ("POST", but(), b"7", 400),
    "depth": ("POST", but(), b"[" * 500_000, 400),
    "no number": ("POST", but(), b'{"message": {}}', 400),
    "a number in words": ("POST", but(), b'{"update_id": "7"}', 400),
    "a number that is none": ("POST", but(), b'{"update_id": true}', 400),
    "a fraction": ("POST", but(), b'{"update_id": 7.5}', 400),
    "an endless number": ("POST", but(), b'{"update_id": ' + b"7" * 5000 + b"}", 400),
}


@pytest.mark.parametrize("name", REFUSALS)
async def test_what_is_no_update_of_telegrams_is_refused(name: str, hook: Hook) -> None:
    method, headers, content, status = REFUSALS[name]
    before = len(hook.telegram.calls)
    answer = await hook.client.request(method, PATH, content=content, headers=headers)

    assert (answer.status_code, answer.content) == (status, b"")
    assert len(hook.telegram.calls) == before
    assert not [line for line in await hook.metrics() if line.startswith("bot_updates_total")]
    assert await hook.carry(hook.say("/africa")) == 200
    assert "Brussels" in hook.said(hook.private)[-1].text


async def test_a_body_that_grows_too_large_is_refused(hook: Hook) -> None:
    content = pieces(*[b"a" * 100_000] * 11)
    answer = await hook.client.post(PATH, content=content, headers=HEADERS)

    assert answer.status_code == 413


async def test_a_body_that_does_not_come_is_not_waited_for(
    hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "READING", 0.1)
    over = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b'{"update_id"'
        await over.wait()

    asking = asyncio.create_task(hook.client.post(PATH, content=slow(), headers=HEADERS))
    await asyncio.sleep(0.3)
    over.set()

    assert (await asking).status_code == 408


async def half_a_request(socket: Path) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """The connection of a request whose body does not come to its end."""
    reader, writer = await asyncio.open_unix_connection(socket)
    head = [f"POST {PATH} HTTP/1.1", *(f"{name}: {value}" for name, value in HEADERS.items())]
    writer.write("\r\n".join([*head, "Content-Length: 99", "", '{"update_id": 7']).encode())
    await writer.drain()
    await asyncio.sleep(0.05)
    return reader, writer


async def test_a_request_that_breaks_off_harms_nobody(hook: Hook, tmp_path: Path) -> None:
    _, writer = await half_a_request(tmp_path / "hook")
    writer.close()
    await writer.wait_closed()

    assert await hook.carry(hook.say("/africa")) == 200


async def test_a_request_that_is_half_there_at_the_end_is_let_go_quietly(
    house: House, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "LAST_MOMENT", 0.2)
    async with hooked(Telegram(), house, tmp_path / "hook"):
        reader, writer = await half_a_request(tmp_path / "hook")

    assert (await reader.read()).startswith(b"HTTP/1.1 408")
    assert not [one for one in caplog.records if one.exc_info]
    writer.close()
    await writer.wait_closed()


@pytest.mark.parametrize(
    ("path", "status"),
    [("/healthz", 200), ("/readyz", 200), ("/metrics", 200), ("/", 404), ("/hook/", 404)],
)
async def test_other_paths_are_for_others(path: str, status: int, hook: Hook) -> None:
    assert (await hook.client.get(path)).status_code == status


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://bot.example.org/telegram/hook", "/telegram/hook"),
        ("https://bot.example.org", "/"),
        ("https://bot.example.org:8443/?a=b", "/"),
        ("https://bot.example.org/a%20h%6Fok", "/a hook"),
    ],
)
def test_the_path_is_that_of_the_address(url: str, path: str) -> None:
    assert path_of(url) == path


async def test_an_answer_of_one_message_goes_back_at_once(hook: Hook) -> None:
    hook.telegram.calls.clear()
    answer = await hook.bring(hook.say("/africa"))
    made = answer.json()

    assert answer.headers["content-type"] == "application/json"
    assert (made["method"], made["chat_id"]) == ("sendMessage", hook.private.id)
    assert "Brussels" in made["text"]
    assert "reply_parameters" not in made
    assert hook.telegram.calls == []
    assert 'bot_answers_total{way="webhook"} 1.0' in await hook.metrics()


async def test_in_a_group_it_goes_back_as_a_reply(hook: Hook) -> None:
    group = hook.telegram.group("Desk", hook.amina)
    hook.telegram.add_bot(group, hook.amina)
    asked = hook.say("/africa@briefing_bot", group)
    made = (await hook.bring(asked)).json()

    assert made["chat_id"] == group.id
    assert made["reply_parameters"]["message_id"] == asked["message"]["message_id"]


async def test_an_answer_of_two_messages_goes_by_calls_in_their_order(hook: Hook) -> None:
    answer = await hook.bring(hook.say("/subscribe"))

    assert (answer.status_code, answer.content) == (200, b"")
    assert ["is subscribed" in said.text for said in hook.said(hook.private)] == [True, False]
    assert 'bot_answers_total{way="call"} 2.0' in await hook.metrics()


async def test_what_is_said_after_the_answer_goes_by_a_call(house: House, tmp_path: Path) -> None:
    class Torn(Register):
        def count(self, line: str, visitor: Visitor) -> None:
            raise RuntimeError(f"{line} can't be counted for {visitor.place}")

    register, sending = house.register, house.sending
    torn = Torn(register.desk, register.editors, sending.database, sending.archive)
    async with hooked(Telegram(), replace(house, register=torn), tmp_path / "hook") as hook:
        answer = await hook.bring(hook.say("/africa"))

        assert "Brussels" in answer.json()["text"]
        assert "Something went wrong" in hook.said(hook.private)[-1].text


def test_an_exchange_holds_one_call_and_of_it_what_is_there() -> None:
    assert exchange.current() is None
    with exchange.opened() as opened:
        assert exchange.current() is opened
        assert opened.take("sendMessage", {"text": "a", "reply_parameters": None})
        assert not opened.take("sendMessage", {"text": "b"})

    assert opened.call == {"method": "sendMessage", "text": "a"}
    assert exchange.current() is None


async def slow_question(hook: Hook, seconds: float) -> Payload:
    """A command of somebody in a group, whose rights Telegram takes its time to tell."""
    group = hook.telegram.group("Desk", hook.amina)
    hook.telegram.add_bot(group, hook.amina)
    hook.telegram.faults.add("getChatMember", faults.slow(seconds))
    return hook.say("/unsubscribe@briefing_bot", group)


def bodies(answers: list[httpx.Response]) -> list[bool]:
    """Whether each says something; all are well."""
    assert {answer.status_code for answer in answers} == {200}
    return [bool(answer.content) for answer in answers]


async def test_the_same_update_meanwhile_waits_and_nothing_is_done_twice(hook: Hook) -> None:
    update = await slow_question(hook, 0.2)
    first = asyncio.create_task(hook.bring(update))
    await until(lambda: not hook.telegram.faults.planned)
    again = [asyncio.create_task(hook.bring(update)) for _ in range(2)]
    await asyncio.sleep(0.05)

    assert not any(task.done() for task in (first, *again))
    assert bodies([await first, *(await asyncio.gather(*again))]) == [True, False, False]
    assert bodies([await hook.bring(update)]) == [False]
    assert 'bot_updates_total{kind="message"} 1.0' in await hook.metrics()


async def unheard(hook: Hook) -> Payload:
    """A question that nobody waited for, once it has been answered."""
    update = await slow_question(hook, 0.2)
    with pytest.raises(httpx.ReadTimeout):
        await hook.bring(update, patience=0.1)
    await until(lambda: update["update_id"] in hook.app._unheard)
    return update


async def test_an_answer_that_nobody_heard_is_given_again_once(hook: Hook) -> None:
    update = await unheard(hook)
    answers = [await hook.bring(update) for _ in range(2)]

    assert bodies(answers) == [True, False]
    assert answers[0].json()["method"] == "sendMessage"
    assert 'bot_updates_total{kind="message"} 1.0' in await hook.metrics()


async def test_who_asks_again_meanwhile_hears_what_the_first_did_not(hook: Hook) -> None:
    update = await slow_question(hook, 0.3)
    with pytest.raises(httpx.ReadTimeout):
        await hook.bring(update, patience=0.1)

    assert bodies([await hook.bring(update)]) == [True]


async def test_a_slow_answer_is_given_to_who_still_waits(hook: Hook) -> None:
    update = await slow_question(hook, 0.1)

    assert bodies([await hook.bring(update)]) == [True]


async def test_of_the_answers_that_nobody_heard_the_newest_are_kept(
    hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "MOST_UNHEARD", 1)
    updates = [await unheard(hook) for _ in range(2)]

    assert bodies([await hook.bring(update) for update in updates]) == [False, True]


async def test_a_turn_that_is_cut_off_at_the_end_is_taken_by_the_next_process(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "LAST_MOMENT", 0.3)
    telegram = Telegram()
    async with hooked(telegram, house, tmp_path / "hook") as hook:
        update = await slow_question(hook, 60)
        first = asyncio.create_task(hook.bring(update))
        await until(lambda: not telegram.faults.planned)
        again = asyncio.create_task(hook.bring(update))
        await asyncio.sleep(0.05)
        hook.service.stop()
        await until(lambda: not hook.app.open)
        late = hook.say("/africa")

        assert (await hook.bring(late)).status_code == 503
        assert [(await task).status_code for task in (first, again)] == [503, 503]
    async with hooked(telegram, house, tmp_path / "hook") as hook:
        for one in (update, late):
            assert await hook.carry(one) == 200
            chat = telegram.chats[one["message"]["chat"]["id"]]
            assert len(hook.said(chat)) == 1


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize(
    "line", ["/settings quiet 3 5", "/unsubscribe", "/privacy delete yes", "/privacy questions on"]
)
async def test_what_has_changed_nothing_does_not_when_it_comes_again(
    line: str, house: House, tmp_path: Path
) -> None:
    telegram = Telegram()
    async with hooked(telegram, house, tmp_path / "hook") as hook:
        early = hook.say(line)
        for update in (early, hook.say("/subscribe"), hook.say("/privacy questions off")):
            assert await hook.carry(update) == 200
        subscribed = standing(house, hook.private)
    async with hooked(telegram, house, tmp_path / "hook") as hook:
        assert await hook.carry(early) == 200
        chat = telegram.chats[early["message"]["chat"]["id"]]
        assert standing(house, chat) == subscribed
        assert not house.sending.database.run_now(gaps.is_counted, chat.id)


async def test_what_is_under_way_at_the_end_is_still_answered(house: House, tmp_path: Path) -> None:
    async with hooked(Telegram(), house, tmp_path / "hook") as hook:
        update = await slow_question(hook, 0.2)
        asking = asyncio.create_task(hook.bring(update))
        await until(lambda: not hook.telegram.faults.planned)

    assert bodies([await asking]) == [True]


class Broken(Desk):
    """It has no answer to /africa."""

    def ask(self, line: str, snapshot: Snapshot | None = None) -> tuple[Page, ...]:
        if line == "/africa":
            raise RuntimeError(f"no answer to {line}")
        return super().ask(line, snapshot)


def broken(house: House) -> House:
    """A house with a desk that has no answer to /africa."""
    desk, sending = house.register.desk, house.sending
    torn = Broken(desk.shelf, desk.renderer, tuple(desk.commands.values()))
    editors = house.register.editors
    return replace(house, register=Register(torn, editors, sending.database, sending.archive))


async def test_an_update_that_cannot_be_handled_is_set_aside_and_harms_only_itself(
    house: House, tmp_path: Path
) -> None:
    async with hooked(Telegram(), broken(house), tmp_path / "hook") as hook:
        answers = [await hook.bring(hook.say(line)) for line in ("/africa", "/summary")]

        assert ["Something went wrong" in answer.json()["text"] for answer in answers] == [
            True,
            False,
        ]
        assert "bot_updates_set_aside_total 1.0" in await hook.metrics()


async def test_an_update_that_cannot_be_read_is_set_aside(
    hook: Hook, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await hook.bring({"update_id": 7, "message": {"message_id": "one", "chat": 7}})

    assert (answer.status_code, answer.content) == (200, b"")
    assert "update 7 was set aside" in caplog.text
    assert "bot_updates_set_aside_total 1.0" in await hook.metrics()
    assert await hook.carry(hook.say("/africa")) == 200


@pytest.mark.parametrize("odd", [[1], {"a": 1}, "one", None, 1.5], ids=repr)
async def test_a_chat_of_an_odd_number_harms_only_itself(odd: Any, hook: Hook) -> None:
    content = {"chat": {"id": odd}, "from": {"id": odd}}

    assert (await hook.bring({"update_id": 7, "message": content})).status_code == 200
    assert await hook.carry(hook.say("/africa")) == 200


async def test_a_stuck_update_is_given_up_and_the_next_has_its_turn(
    hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "LONGEST_TURN", 0.1)
    hook.telegram.faults.add("sendMessage", faults.slow(60))
    stuck = await hook.bring(hook.say("/subscribe"))

    assert (stuck.status_code, stuck.content) == (200, b"")
    assert bodies([await hook.bring(hook.say("/africa"))]) == [True]
    assert "bot_updates_set_aside_total 1.0" in await hook.metrics()
