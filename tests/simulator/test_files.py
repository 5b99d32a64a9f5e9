"""What people send as a file reaches the bot, which fetches it as from Telegram itself."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import httpx
import pytest
from telegram import Bot, Document, Update
from telegram.error import BadRequest, InvalidToken, NetworkError, TimedOut

from bot.simulator import payloads
from bot.simulator.chats import Chat, Message, Person
from bot.simulator.faults import (
    DOWNLOAD,
    Fault,
    dropped_connection,
    html_page,
    read_timeout,
    server_error,
)
from bot.simulator.methods.files import LARGEST
from bot.simulator.page.keep import restore, write
from bot.simulator.server import serve
from bot.simulator.telegram import Telegram

YAML = "briefing: übung\n...\n".encode()
Send = Callable[..., Message]


@pytest.fixture
def send(telegram: Telegram, amina: Person, chat: Chat) -> Send:
    """Amina sends a file in private."""
    return partial(telegram.send_document, amina, chat)


def told(telegram: Telegram, bot: Bot) -> Document:
    """The document of the update that waits for the bot."""
    (update,) = telegram.updates.waiting
    message = Update.de_json(update.payload, bot).message
    assert message
    assert message.document
    return message.document


async def test_a_file_arrives_with_its_content(telegram: Telegram, send: Send, bot: Bot) -> None:
    send("übung.yaml", YAML)

    document = told(telegram, bot)
    found = await document.get_file()

    assert (document.file_name, document.file_size) == ("übung.yaml", len(YAML))
    assert document.mime_type
    assert found.file_size == len(YAML)
    assert str(found.file_path).endswith("/documents/file_0.yaml")
    assert bytes(await found.download_as_bytearray()) == YAML
    assert [call.method for call in telegram.calls[-2:]] == ["getFile", DOWNLOAD]


def test_a_caption_is_told_with_its_command(telegram: Telegram, send: Send) -> None:
    send("x.yaml", YAML, "/preview it")

    (update,) = telegram.updates.waiting
    message = Update.de_json(update.payload, None).message
    assert message
    assert (message.text, message.caption) == (None, "/preview it")
    assert list(message.parse_caption_entities().values()) == ["/preview"]


def test_in_a_group_privacy_keeps_files_from_the_bot(
    telegram: Telegram, amina: Person, desk: Chat
) -> None:
    telegram.send_document(amina, desk, "x.yaml", YAML, topic="Africa")
    telegram.send_document(amina, desk, "x.yaml", YAML, "for @briefing_bot", topic="Africa")

    (update,) = telegram.updates.waiting
    assert update.content["caption"] == "for @briefing_bot"
    assert update.content["message_thread_id"] == desk.topic("Africa").id


def test_a_reply_to_a_file_shows_it(
    telegram: Telegram, amina: Person, chat: Chat, send: Send
) -> None:
    sent = send("x.yaml", YAML)

    reply = telegram.say(amina, chat, "this one", reply_to=sent)

    assert payloads.message(reply)["reply_to_message"]["document"]["file_name"] == "x.yaml"


def test_the_same_file_is_the_same_wherever_it_is_sent(send: Send) -> None:
    sent = [
        send(name, content).document
        for name, content in (("a.yaml", YAML), ("b.yaml", YAML), ("a.yaml", b"other"))
    ]

    one, renamed, other = (document for document in sent if document)
    assert one.file_unique_id == renamed.file_unique_id != other.file_unique_id
    assert len({document.file_id for document in (one, renamed, other)}) == 3


async def test_a_file_of_more_than_20_megabytes_cannot_be_fetched(
    telegram: Telegram, send: Send, bot: Bot
) -> None:
    send("big.yaml", bytes(LARGEST + 1))
    document = told(telegram, bot)
    telegram.updates.drop()
    send("just.yaml", bytes(LARGEST))

    assert (await told(telegram, bot).get_file()).file_size == LARGEST
    with pytest.raises(BadRequest, match="File is too big"):
        await document.get_file()


async def test_ids_of_no_file_are_refused(send: Send, bot: Bot) -> None:
    elsewhere = Telegram().files.add("x.yaml", YAML)

    with pytest.raises(BadRequest, match="Invalid file_id"):
        await bot.get_file("nonsense")
    with pytest.raises(BadRequest, match="Wrong file_id or the file is temporarily unavailable"):
        await bot.get_file(elsewhere.file_id)
    send("x.yaml", YAML)
    assert (await bot.get_file(elsewhere.file_id)).file_size == len(YAML)


async def test_a_path_of_no_file_is_not_found(telegram: Telegram, send: Send, bot: Bot) -> None:
    send("x", YAML)
    found = await told(telegram, bot).get_file()
    address = str(found.file_path)

    # The library takes every 404 for a wrong token.
    with pytest.raises(InvalidToken, match="Not Found"):
        await bot.request.retrieve(address.replace("file_0", "file_1"))
    with pytest.raises(InvalidToken, match="Unauthorized"):
        await bot.request.retrieve(address.replace(telegram.token, "1:wrong"))


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (server_error(502), NetworkError),
        (html_page(), NetworkError),
        (read_timeout(), TimedOut),
        (dropped_connection(), NetworkError),
    ],
    ids=["server error", "web page", "silence", "cut"],
)
async def test_a_download_meets_faults_like_any_call(
    telegram: Telegram, send: Send, bot: Bot, fault: Fault, error: type[Exception]
) -> None:
    send("x.yaml", YAML)
    found = await told(telegram, bot).get_file()
    telegram.faults.add(DOWNLOAD, fault)

    with pytest.raises(error):
        await found.download_as_bytearray(read_timeout=0.1)

    assert bytes(await found.download_as_bytearray()) == YAML


@pytest.mark.parametrize(
    ("name", "content", "caption", "problem"),
    [
        ("x.yaml", b"", "", "a file has a name and at least one byte"),
        ("", YAML, "", "a file has a name and at least one byte"),
        ("x.yaml", YAML, "x" * 1025, "a caption has 1 to 1024 characters, not 1025"),
    ],
)
def test_files_that_telegram_would_not_carry_are_refused(
    send: Send, name: str, content: bytes, caption: str, problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        send(name, content, caption)


async def test_web_pages_cannot_fetch_files(telegram: Telegram, send: Send) -> None:
    send("x.yaml", YAML)
    async with serve(telegram) as address, httpx.AsyncClient(trust_env=False) as client:
        url = f"{address}/file/bot{telegram.token}/documents/file_0.yaml"
        answer = await client.get(url, headers={"origin": "http://evil.example"})

    assert answer.status_code == 403


async def test_the_content_is_gone_after_a_restart_and_the_message_is_not(
    telegram: Telegram, chat: Chat, send: Send, tmp_path: Path
) -> None:
    sent = send("x.yaml", YAML, "look")
    write(telegram, tmp_path / "chats")
    again = Telegram()

    restore(again, tmp_path / "chats")

    (*_, kept) = again.messages(again.chats[chat.id])
    assert payloads.message(kept) == payloads.message(sent)
    assert kept.document
    assert again.files.find(kept.document.file_id) is None
