"""Over HTTP the Bot API takes parameters in every form, keeps the token quiet and stops at once."""

import asyncio
import logging
import signal
import socket
import time

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.simulator.chats import Chat
from bot.simulator.replies import Payload, Reply
from bot.simulator.server import serve
from bot.simulator.telegram import Telegram


async def ask(telegram: Telegram, http_method: str, path: str, **request: object) -> httpx.Response:
    async with serve(telegram) as address, httpx.AsyncClient(trust_env=False) as client:
        return await client.request(http_method, f"{address}{path}", **request)  # type: ignore[arg-type]


async def post(telegram: Telegram, method: str, **request: object) -> Payload:
    response = await ask(telegram, "POST", f"/bot{telegram.token}/{method}", **request)
    document: Payload = response.json()
    return document


@pytest.mark.parametrize("form", ["json", "data", "params", "files"])
async def test_parameters_arrive_in_every_form(telegram: Telegram, chat: Chat, form: str) -> None:
    markup = '{"inline_keyboard": [[{"text": "é", "callback_data": "1"}]]}'
    fields = {"chat_id": str(chat.id), "text": "7", "reply_markup": markup}
    parts = {name: (None, value) for name, value in fields.items()}

    answer = await post(telegram, "sendMessage", **{form: parts if form == "files" else fields})

    assert answer["result"]["text"] == "7"
    assert answer["result"]["reply_markup"]["inline_keyboard"][0][0]["text"] == "é"
    assert telegram.calls[-1].parameters["chat_id"] == chat.id


async def test_a_call_without_parameters_may_be_a_get(telegram: Telegram) -> None:
    response = await ask(telegram, "GET", f"/bot{telegram.token}/getMe")

    assert response.json()["result"]["is_bot"]
    outcome = telegram.calls[-1].outcome
    assert isinstance(outcome, Reply)
    assert outcome.json == response.json()


async def test_a_wrong_token_is_refused(telegram: Telegram) -> None:
    response = await ask(telegram, "POST", "/bot1:wrong/getMe")

    assert response.status_code == 401
    assert response.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_an_unknown_method_is_not_found(telegram: Telegram) -> None:
    answer = await post(telegram, "sendPigeon")

    assert answer == {
        "ok": False,
        "error_code": 404,
        "description": "Not Found: method not found",
    }


@pytest.mark.parametrize(
    ("method", "request_", "problem"),
    [
        ("sendMessage", {"json": {"text": "x"}}, "chat_id is empty"),
        ("sendMessage", {"json": {"chat_id": 1, "text": ""}}, "message text is empty"),
        ("editMessageText", {"json": {"chat_id": 1, "text": "x"}}, "message identifier is not"),
        ("getChatMember", {"json": {"chat_id": 1}}, 'parameter "user_id" is required'),
        ("getMe", {"json": {"x": 1}}, 'the simulator knows no parameter "x" of getMe'),
        ("sendMessage", {"json": {"chat_id": 1, "text": 5}}, 'can\'t parse parameter "text"'),
        ("getUpdates", {"data": {"limit": "many"}}, 'can\'t parse parameter "limit" of getUpd'),
        ("setMyCommands", {"data": {"commands": "[{]"}}, 'can\'t parse parameter "commands"'),
        ("sendChatAction", {"json": {"chat_id": 1, "action": "nap"}}, 'parameter "action"'),
        (
            "setMyCommands",
            {"json": {"commands": [], "scope": {"type": "chat"}}},
            "can't parse BotCommandScope: Empty chat_id",
        ),
        (
            "setMyCommands",
            {"json": {"commands": [], "scope": {"type": "default", "user_id": 5}}},
            "can't parse BotCommandScope: Invalid user_id",
        ),
        (
            "sendMessage",
            {"content": b'{"chat_id": 1, "text": "\\ud83d"}'},
            "strings must be encoded in UTF-8",
        ),
        ("getMe", {"content": b"{"}, "can't parse JSON"),
        ("getMe", {"content": b"[]"}, "the request body must be a JSON object"),
        (
            "getMe",
            {"content": b"x=\xff", "headers": {"content-type": "text/plain"}},
            "strings must be encoded in UTF-8",
        ),
    ],
)
async def test_wrong_parameters_are_named(
    telegram: Telegram, method: str, request_: dict[str, object], problem: str
) -> None:
    as_json = {"headers": {"content-type": "application/json"}} if "content" in request_ else {}

    answer = await post(telegram, method, **(as_json | request_))

    assert answer["error_code"] == 400
    assert problem in answer["description"]


async def test_an_upload_is_no_parameter_the_simulator_knows(telegram: Telegram) -> None:
    nested = 'form-data; boundary="b"'
    body = b'--b\r\nContent-Disposition: form-data; name="x"\r\nContent-Type: multipart/mixed; '
    body += b'boundary="c"\r\n\r\n--c\r\n\r\ny\r\n--c--\r\n--b--\r\n'

    answer = await post(
        telegram, "getMe", content=body, headers={"content-type": f"multipart/{nested}"}
    )

    assert answer["ok"]


async def test_pages_can_be_served_beside_the_bot_api(telegram: Telegram) -> None:
    async def page(_: Request) -> PlainTextResponse:
        return PlainTextResponse("hello")

    beside = [Route("/", page)]
    async with serve(telegram, routes=beside) as address, httpx.AsyncClient(trust_env=False) as web:
        assert (await web.get(address)).text == "hello"


async def test_the_server_stops_within_a_second_under_a_long_poll(telegram: Telegram) -> None:
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        async with serve(telegram) as address:
            url = f"{address}/bot{telegram.token}/getUpdates?timeout=30"
            poll = asyncio.create_task(client.get(url))
            await asyncio.sleep(0.05)
            began = time.perf_counter()

        assert time.perf_counter() - began < 1
        with pytest.raises(httpx.TransportError):
            await poll


async def test_a_client_that_goes_away_ends_its_poll(telegram: Telegram) -> None:
    async with serve(telegram) as address, httpx.AsyncClient(trust_env=False) as client:
        url = f"{address}/bot{telegram.token}/getUpdates?timeout=30"
        with pytest.raises(httpx.ReadTimeout):
            await client.get(url, timeout=0.05)
        await telegram.changes.until(lambda: telegram.calls or None)

    assert [call.method for call in telegram.calls] == ["getUpdates"]


async def test_a_client_that_dies_within_a_call_does_no_harm(
    telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    async with serve(telegram) as address:
        _, writer = await asyncio.open_connection("127.0.0.1", int(address.split(":")[-1]))
        head = f"POST /bot{telegram.token}/getMe HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        writer.write(f"{head}Content-Length: 9\r\n\r\n{{".encode())
        await writer.drain()
        await asyncio.sleep(0.05)
        writer.close()
        await writer.wait_closed()
        await asyncio.sleep(0.05)

    assert telegram.calls == []
    assert caplog.text == ""


async def test_a_port_that_is_taken_is_named(telegram: Telegram) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(OSError, match=f"cannot listen on 127.0.0.1:{port}, it is taken"):
            await serve(telegram, port).__aenter__()


async def test_the_token_is_never_logged_and_signals_are_left_alone(
    telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    handlers = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)

    async with serve(telegram) as address:
        assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == handlers
        reader, writer = await asyncio.open_connection("127.0.0.1", int(address.split(":")[-1]))
        writer.write(f"GET /bot{telegram.token}/getMe HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        assert b"200" in await reader.readline()
        writer.close()
        await writer.wait_closed()

    assert telegram.token not in caplog.text


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Host": "evil.example"}],
    ids=lambda headers: next(iter(headers)),
)
async def test_a_web_page_cannot_call_the_bot_api(headers: dict[str, str]) -> None:
    telegram = Telegram()
    async with serve(telegram) as address, httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{address}/bot{telegram.token}/getMe", headers=headers)

    assert answer.status_code == 403
    assert telegram.calls == []
