"""What the page's server gives and refuses, and how chats are kept between two starts."""

import asyncio
import json
import signal
import sys
import webbrowser
from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.briefing.library import Library, Snapshot
from bot.briefing.model import Briefing
from bot.locally import show
from bot.simulator.api import call, download
from bot.simulator.chats import Chat, Person
from bot.simulator.inline import Card, Cards
from bot.simulator.page.keep import kept, restore, write
from bot.simulator.page.notices import Notices
from bot.simulator.page.routes import routes
from bot.simulator.page.stage import Stage, opened
from bot.simulator.page.view import View
from bot.simulator.server import application, serve
from bot.simulator.telegram import Telegram
from tests.browser.front import simulating
from tests.conftest import BRIEFINGS
from tests.subscriptions.edits import NEW_DECISION, edition
from tests.test_command_line import bot

ADDRESS = "http://127.0.0.1:8080"

CARD = Card("1", "Africa", "What is planned there", "Much is planned.", ())


@pytest.fixture
def stage() -> Stage:
    return opened(Telegram())


@pytest.fixture
def notices(stage: Stage) -> Notices:
    return Notices(stage.telegram.changes.happened)


@pytest.fixture
async def web(stage: Stage, notices: Notices) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on the page, as far as its headers go."""
    app = application(stage.telegram, routes(stage, notices))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url=ADDRESS, headers={"origin": ADDRESS}
    ) as web:
        yield web


@pytest.fixture
def you(stage: Stage) -> Person:
    return stage.people[0]


@pytest.fixture
def room(stage: Stage) -> Chat:
    return next(chat for chat in stage.telegram.chats.values() if chat.title == "Press room")


async def act(web: httpx.AsyncClient, name: str, **fields: object) -> tuple[int, dict[str, Any]]:
    answer = await web.post(f"/acts/{name}", json=fields)
    return answer.status_code, answer.json()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/page.css", "text/css"),
        ("/page.js", "text/javascript"),
        ("/text.js", "text/javascript"),
        ("/behind.js", "text/javascript"),
        ("/icon.svg", "image/svg+xml"),
    ],
)
async def test_files_come_with_a_policy_that_lets_nothing_else_in(
    web: httpx.AsyncClient, path: str, kind: str
) -> None:
    answer = await web.get(path)

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_nothing_else_is_served(web: httpx.AsyncClient) -> None:
    for path in ("/stage.py", "/../stage.py", "/%2e%2e/stage.py", "/page.html"):
        assert (await web.get(path)).status_code == 404


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8080", "169.254.0.1", ""])
async def test_another_hosts_name_is_refused(web: httpx.AsyncClient, host: str) -> None:
    answer = await web.get("/", headers={"host": host})

    assert answer.status_code == 400
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://127.0.0.1:9999", "http://localhost:8080", "null", ""]
)
async def test_other_sites_cannot_act(
    web: httpx.AsyncClient, stage: Stage, room: Chat, origin: str
) -> None:
    answer = await web.post("/acts/remove", json={"chat": room.id}, headers={"origin": origin})

    assert answer.status_code == 403
    assert room.member(stage.telegram.bot).present


async def test_a_request_that_says_nothing_of_its_origin_cannot_act(
    web: httpx.AsyncClient, room: Chat
) -> None:
    del web.headers["origin"]

    answer = await web.post("/acts/remove", json={"chat": room.id})

    assert answer.status_code == 403


async def test_somebody_speaks_and_the_bot_is_told(
    web: httpx.AsyncClient, stage: Stage, you: Person
) -> None:
    status, done = await act(web, "say", person=you.id, chat=you.id, text="/summary")

    assert status == 200
    assert stage.telegram.private(you).messages[done["message"]].text == "/summary"
    assert stage.telegram.updates.waiting[-1].content["text"] == "/summary"


async def test_somebody_edits_what_they_said(
    web: httpx.AsyncClient, stage: Stage, you: Person
) -> None:
    said = stage.telegram.say(you, stage.telegram.private(you), "/summary")

    status, _ = await act(web, "edit", person=you.id, chat=you.id, message=said.id, text="/africa")

    assert status == 200
    assert stage.telegram.current(said).text == "/africa"
    assert stage.telegram.updates.waiting[-1].kind == "edited_message"


async def test_somebody_chooses_a_card(web: httpx.AsyncClient, stage: Stage, you: Person) -> None:
    _, typed = await act(web, "type", person=you.id, chat=you.id, words="africa")
    stage.telegram.inline.answer(typed["query"], Cards((CARD,), 5, is_personal=False))

    status, done = await act(
        web, "choose", person=you.id, chat=you.id, query=typed["query"], card=CARD.id
    )

    assert status == 200
    assert stage.telegram.private(you).messages[done["message"]].text == CARD.text


@pytest.mark.parametrize("query", ["", "5"])
async def test_no_card_is_chosen_that_was_not_dealt(
    web: httpx.AsyncClient, stage: Stage, you: Person, query: str
) -> None:
    _, typed = await act(web, "type", person=you.id, chat=you.id, words="africa")
    stage.telegram.inline.answer(typed["query"], Cards((CARD,), 5, is_personal=False))

    status, done = await act(
        web, "choose", person=you.id, chat=you.id, query=query or typed["query"], card="another"
    )

    assert (status, done["problem"]) == (400, "the bot has dealt no such card")


def test_somebody_on_the_stage_is_an_operator(stage: Stage) -> None:
    [operator] = stage.operators

    assert operator.first_name == "Operator"
    assert operator.id in stage.telegram.chats


async def test_somebody_speaks_in_a_topic(
    web: httpx.AsyncClient, stage: Stage, you: Person
) -> None:
    forum = next(chat for chat in stage.telegram.chats.values() if chat.is_forum)
    topic = forum.topic("Africa").id

    _, done = await act(web, "say", person=you.id, chat=forum.id, topic=topic, text="hello")

    assert forum.messages[done["message"]].topic == topic


async def test_somebody_sends_a_file(web: httpx.AsyncClient, stage: Stage, you: Person) -> None:
    file = {"file_name": "x.yaml", "content": b64encode(b"briefing: x").decode(), "caption": "look"}

    status, done = await act(web, "send", person=you.id, chat=you.id, **file)

    said = stage.telegram.private(you).messages[done["message"]]
    assert (status, said.text) == (200, "look")
    assert said.document
    stored = stage.telegram.files.find(said.document.file_id)
    assert stored
    assert (said.document.file_name, stored.content) == ("x.yaml", b"briefing: x")


async def test_somebody_sends_a_file_into_a_topic(
    web: httpx.AsyncClient, stage: Stage, you: Person
) -> None:
    forum = next(chat for chat in stage.telegram.chats.values() if chat.is_forum)
    topic = forum.topic("Africa").id

    _, done = await act(
        web, "send", person=you.id, chat=forum.id, topic=topic, file_name="x", content="eA=="
    )

    assert forum.messages[done["message"]].topic == topic


async def test_a_button_is_pressed_by_its_data(
    web: httpx.AsyncClient, stage: Stage, you: Person
) -> None:
    chat = stage.telegram.private(you)
    keyboard = {"inline_keyboard": [[{"text": "More", "callback_data": "/x"}]]}
    sent = stage.telegram.post(chat, text="one", keyboard=keyboard)
    fields = {"person": you.id, "chat": chat.id, "message": sent.id}

    status, done = await act(web, "press", **fields, button="/x")

    assert status == 200
    assert stage.telegram.updates.waiting[-1].content["id"] == done["query"]
    assert await act(web, "press", **fields, button="/y") == (
        400,
        {"problem": f"message {sent.id} has no button '/y'; its buttons: 'More'"},
    )
    stage.telegram.delete(you, sent)
    status, done = await act(web, "press", **fields, button="/x")
    assert (status, done["problem"]) == (400, "this message has been deleted")


async def test_the_bot_comes_and_goes(
    web: httpx.AsyncClient, stage: Stage, you: Person, room: Chat
) -> None:
    bot = stage.telegram.bot

    assert (await act(web, "remove", chat=room.id))[0] == 200
    assert not room.member(bot).present
    assert (await act(web, "add", chat=room.id))[0] == 200
    assert room.member(bot).present
    assert (await act(web, "add", chat=room.id))[0] == 400
    assert (await act(web, "block", person=you.id))[0] == 200
    status, done = await act(web, "say", person=you.id, chat=you.id, text="x")
    assert status == 400
    assert "has blocked the bot" in done["problem"]
    assert (await act(web, "unblock", person=you.id))[0] == 200
    assert (await act(web, "say", person=you.id, chat=you.id, text="x"))[0] == 200


async def test_groups_are_upgraded_once(web: httpx.AsyncClient, room: Chat) -> None:
    status, done = await act(web, "upgrade", chat=room.id)

    assert (status, done["chat"]) == (200, room.migrated_to)
    assert (await act(web, "upgrade", chat=room.id))[0] == 400


async def test_roles_are_given_and_taken(web: httpx.AsyncClient, stage: Stage, room: Chat) -> None:
    person = stage.people[3]
    fields = {"person": person.id, "chat": room.id}

    await act(web, "cast", **fields, role="anonymous")
    assert room.member(person).anonymous
    await act(web, "cast", **fields, role="administrator")
    assert room.member(person).manages
    assert not room.member(person).anonymous
    await act(web, "cast", **fields, role="member")
    assert not room.member(person).manages


@pytest.mark.parametrize("kind", ["flood", "error", "drop", "late", "outage"])
async def test_faults_are_planned_and_taken_back(
    web: httpx.AsyncClient, stage: Stage, kind: str
) -> None:
    assert (await act(web, "fail", kind=kind))[0] == 200
    assert stage.telegram.faults.planned

    assert (await act(web, "mend"))[0] == 200
    assert not stage.telegram.faults.planned


@pytest.mark.parametrize(
    ("name", "body", "problem"),
    [
        ("fly", "{}", "nobody can fly"),
        ("say", "", "the body: Invalid JSON"),
        ("say", "[" * 100_000, "the body: Invalid JSON"),
        ("say", "[]", "the body: Input should be an object"),
        ("say", '{"person": 1}', "chat: Field required"),
        ("say", '{"person": "1", "chat": 1, "text": ""}', "person: Input should be a valid int"),
        ("say", '{"person": 1, "chat": 1, "text": "x"}', "there is no chat with the id 1"),
        ("send", '{"person": 1, "chat": 1, "file_name": "x", "content": "x"}', "content: B"),
        ("mend", '{"chat": 1}', "chat: Extra inputs are not permitted"),
        ("remove", '{"chat": 7000000001}', "this is a private chat"),
        ("block", '{"person": 8000000001}', "there is nobody with the id 8000000001"),
        ("fail", '{"kind": "flood", "seconds": 0}', "seconds: Input should be greater"),
        ("cast", '{"person": 1, "chat": 1, "role": "king"}', "role: Input should be 'member'"),
    ],
)
async def test_wrong_input_is_refused_with_its_place(
    web: httpx.AsyncClient, name: str, body: str, problem: str
) -> None:
    answer = await web.post(f"/acts/{name}", content=body)

    assert answer.status_code == 400
    assert answer.json()["problem"].startswith(problem)


@pytest.mark.parametrize("text", ['"\\ud83d"', '" "', json.dumps("x" * 4097)])
async def test_a_text_that_telegram_would_not_carry_is_refused(
    web: httpx.AsyncClient, stage: Stage, you: Person, text: str
) -> None:
    body = f'{{"person": {you.id}, "chat": {you.id}, "text": {text}}}'

    answer = await web.post("/acts/say", content=body)

    assert answer.status_code == 400
    assert not stage.telegram.private(you).messages


async def test_an_empty_file_is_refused(web: httpx.AsyncClient, stage: Stage, you: Person) -> None:
    status, done = await act(web, "send", person=you.id, chat=you.id, file_name="x", content="")

    assert (status, done["problem"]) == (400, "a file has a name and at least one byte")
    assert not stage.telegram.private(you).messages


async def test_an_act_is_not_done_by_following_a_link(web: httpx.AsyncClient) -> None:
    assert (await web.get("/acts/mend")).status_code == 405


def test_a_page_is_told_everything_once_and_then_what_is_new(
    stage: Stage, notices: Notices, you: Person
) -> None:
    view = View(stage, notices)

    first, second = view.look(), view.look()

    assert first["fresh"]
    assert len(first["self"]["people"]) == 5
    assert len(first["chats"]) == 7
    assert second == {}
    said = stage.telegram.say(you, stage.telegram.private(you), "/africa")
    news = view.look()
    assert [one["text"] for one in news["messages"]] == ["/africa"]
    assert news["messages"][0]["author"] == you.id
    stage.telegram.delete(you, said)
    assert view.look()["gone"] == [{"chat": you.id, "message": said.id}]


async def test_a_page_is_told_of_calls_and_how_they_ended(stage: Stage, notices: Notices) -> None:
    telegram, view = stage.telegram, View(stage, notices)
    view.look()

    await call(telegram, telegram.token, "getMe", {})
    await call(telegram, telegram.token, "sendMessage", {"chat_id": 1, "text": "x"})

    good, bad = view.look()["wire"]
    assert (good["method"], good["ok"], good["answer"]["ok"]) == ("getMe", True, True)
    assert (bad["ok"], bad["said"]) == (False, "Bad Request: chat not found")
    assert bad["parameters"] == {"chat_id": 1, "text": "x"}


async def test_a_page_is_told_how_much_was_downloaded(
    stage: Stage, notices: Notices, you: Person
) -> None:
    telegram, view = stage.telegram, View(stage, notices)
    telegram.send_document(you, telegram.private(you), "x.yaml", b"briefing: x")
    view.look()

    await download(telegram, telegram.token, "documents/file_0.yaml")
    await download(telegram, telegram.token, "documents/file_1.yaml")

    good, bad = view.look()["wire"]
    assert (good["method"], good["ok"], good["answer"]) == ("download", True, "11 bytes")
    assert (bad["ok"], bad["said"]) == (False, "Not Found")


@pytest.mark.parametrize(
    ("kind", "said"), [("outage", "502, no JSON"), ("drop", "connection dropped")]
)
async def test_a_page_is_told_of_answers_that_never_came(
    web: httpx.AsyncClient, stage: Stage, notices: Notices, kind: str, said: str
) -> None:
    telegram, view = stage.telegram, View(stage, notices)
    view.look()
    await act(web, "fail", kind=kind)

    await call(telegram, telegram.token, "sendMessage", {"chat_id": 1, "text": "x"})

    [wire] = view.look()["wire"]
    assert (wire["ok"], wire["said"]) == (False, said)


def test_a_page_is_told_of_toasts_while_it_is_open(
    stage: Stage, notices: Notices, you: Person
) -> None:
    queries = stage.telegram.queries
    message = stage.telegram.post(stage.telegram.private(you), text="x")
    query = queries.press(you, message, "/x")
    view = View(stage, notices)
    view.look()

    queries.answer(query.id, text="Noted.", alert=True, url="")

    [toast] = view.look()["toasts"]
    assert (toast["query"], toast["person"], toast["text"]) == (query.id, you.id, "Noted.")
    assert "toasts" not in View(stage, notices).look()


def test_a_page_is_told_of_cards(stage: Stage, notices: Notices, you: Person) -> None:
    view = View(stage, notices)
    view.look()
    query = stage.telegram.type_inline(you, "africa")

    stage.telegram.inline.answer(query.id, Cards((CARD,), 5, is_personal=False))

    shown = {"id": CARD.id, "title": CARD.title, "description": CARD.description}
    assert view.look()["cards"] == [{"query": query.id, "cards": [shown]}]
    assert "cards" not in view.look()
    assert "cards" not in View(stage, notices).look()


def test_a_page_is_told_of_edits(stage: Stage, tmp_path: Path) -> None:
    before = Library(BRIEFINGS).reload()
    (tmp_path / "marrakesh-2022.yaml").write_text("briefing: x\n")
    problems = Library(tmp_path).reload().problems
    rung: list[int] = []
    notices = Notices(lambda: rung.append(1), clock=lambda: 5.0)
    view = View(stage, notices)
    view.look()

    notices.tell(before, type(before)(before.briefings, problems))

    [notice] = view.look()["notices"]
    assert rung == [1]
    assert notice["editions"] == {"marrakesh-2022": 1}
    assert notice["changes"] == {"marrakesh-2022": []}
    assert notice["problems"][0]["file"].endswith("marrakesh-2022.yaml")
    json.dumps(notice)


def test_a_page_is_told_what_an_edit_changed(
    stage: Stage, notices: Notices, briefing: Briefing
) -> None:
    again = edition(briefing, 1, resolutions=(*briefing.resolutions, NEW_DECISION))
    states = [Snapshot({one.briefing: one}) for one in (briefing, again)]

    notices.tell(states[0], states[1])

    [notice] = json.loads(json.dumps(View(stage, notices).look()["notices"]))
    [change] = notice["changes"]["marrakesh-2022"]
    assert change == {
        "what": "added",
        "section": "resolutions",
        "entry": "new-decision",
        "before": "",
        "after": "The ministers welcomed a new member.",
        "field": "",
    }


async def test_the_stream_tells_what_happens_and_ends_with_the_server(
    stage: Stage, notices: Notices, you: Person
) -> None:
    telegram = stage.telegram
    async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
        async with serve(telegram, 0, routes(stage, notices)) as address:
            async with client.stream("GET", f"{address}/events") as stream:
                lines = stream.aiter_lines()
                assert stream.headers["content-type"].startswith("text/event-stream")
                assert json.loads((await anext(lines)).removeprefix("data: "))["fresh"]
                assert await anext(lines) == ""
                telegram.say(you, telegram.private(you), "/africa")
                news = json.loads((await anext(lines)).removeprefix("data: "))
                assert news["messages"][0]["text"] == "/africa"
            idle = asyncio.create_task(client.get(f"{address}/events"))
            await asyncio.sleep(0.05)
        with pytest.raises(httpx.TransportError):
            await idle


def test_the_chats_are_kept_in_a_file(stage: Stage, you: Person, tmp_path: Path) -> None:
    file = tmp_path / "chats.json"
    stage.telegram.say(you, stage.telegram.private(you), "/who 🇳🇬 https://example.org")
    keyboard = {"inline_keyboard": [[{"text": "More", "callback_data": "/x"}]]}
    stage.telegram.post(stage.telegram.private(you), text="one", keyboard=keyboard)

    write(stage.telegram, file)
    again = Telegram()
    restore(again, file)

    before, after = (View(opened(one), Notices(print)).look() for one in (stage.telegram, again))
    assert after["chats"] == before["chats"]
    assert after["messages"] == before["messages"]
    assert after["self"]["people"] == before["self"]["people"]
    assert [one.name for one in tmp_path.iterdir()] == ["chats.json"]


def test_a_file_that_is_not_there_yet_is_a_new_beginning(tmp_path: Path) -> None:
    telegram = Telegram()

    restore(telegram, tmp_path / "none.json")

    assert telegram.chats == {}


@pytest.mark.parametrize("content", ["", "[]", '{"people": [], "chats": [{}]}', "\xff"])
def test_a_damaged_file_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "chats.json"
    file.write_bytes(content.encode("latin-1"))

    with pytest.raises(ValueError, match="this file keeps no chats: "):
        restore(Telegram(), file)


def test_a_file_in_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="there is no folder"):
        restore(Telegram(), tmp_path / "nowhere" / "chats.json")


def test_a_file_with_strangers_in_it_is_refused(stage: Stage, tmp_path: Path) -> None:
    file = tmp_path / "chats.json"
    write(stage.telegram, file)
    world = json.loads(file.read_text("utf-8"))
    world["people"] = world["people"][:1]
    file.write_text(json.dumps(world), "utf-8")

    with pytest.raises(ValueError, match="there is nobody with the id"):
        restore(Telegram(), file)


async def test_chats_are_kept_while_the_bot_runs_and_once_more_at_the_end(
    stage: Stage, you: Person, tmp_path: Path
) -> None:
    file, ending = tmp_path / "chats.json", asyncio.Event()

    async def served() -> None:
        await ending.wait()

    serving = asyncio.create_task(served())
    keeping = asyncio.create_task(kept(stage.telegram, file, serving))
    await asyncio.sleep(0)
    stage.telegram.say(you, stage.telegram.private(you), "last words")
    await asyncio.sleep(0)
    ending.set()
    await asyncio.wait_for(keeping, 20)

    assert "last words" in file.read_text("utf-8")


async def test_a_damaged_file_is_said_with_its_option(tmp_path: Path) -> None:
    file = tmp_path / "chats.json"
    file.write_text("{}")

    code, _, err = await bot("simulate", "--port", "0", "--keep", str(file))

    assert code == 2
    assert f"--keep {file}: this file keeps no chats: people: Field required" in err


async def test_what_is_said_is_there_after_another_start(tmp_path: Path) -> None:
    file = tmp_path / "chats.json"
    for visit in range(2):
        async with simulating("--keep", str(file)) as (address, process):
            async with httpx.AsyncClient(trust_env=False, headers={"origin": address}) as web:
                said = {"person": 7000000001, "chat": 7000000001, "text": f"/africa {visit}"}
                assert (await web.post(f"{address}/acts/say", json=said)).status_code == 200
            process.send_signal(signal.SIGINT)
            assert await asyncio.wait_for(process.wait(), 15) == 0

    texts = [
        said["text"] for chat in json.loads(file.read_text())["chats"] for said in chat["messages"]
    ]
    assert [text for text in texts if text.startswith("/africa")] == ["/africa 0", "/africa 1"]


@pytest.mark.parametrize(
    ("display", "terminal", "shown"),
    [(":0", True, ["http://x"]), (":0", False, []), ("", True, [])],
    ids=["somebody sits there", "no terminal", "no screen"],
)
def test_the_browser_opens_only_where_somebody_sits_at_a_screen(
    monkeypatch: pytest.MonkeyPatch, display: str, *, terminal: bool, shown: list[str]
) -> None:
    opened_pages: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened_pages.append)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)

    show("http://x")

    assert opened_pages == shown


async def test_chats_that_cannot_be_kept_are_said_and_the_bot_goes_on(
    stage: Stage, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    serving = asyncio.create_task(asyncio.sleep(0.05))

    await asyncio.wait_for(kept(stage.telegram, tmp_path / "gone" / "chats.json", serving), 20)

    assert "the chats were not kept" in caplog.text
