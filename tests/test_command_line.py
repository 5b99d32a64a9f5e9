"""The command line as others call it: exit codes, what is printed, how the bot ends."""

import asyncio
import json
import os
import shutil
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from bot.briefing.reading import LARGEST
from bot.listening import bound
from bot.simulator import faults
from bot.simulator.server import serve
from bot.simulator.telegram import Telegram
from tests.conftest import BRIEFINGS, ROOT
from tests.databases import Server

CANARY = "4815162342:canary-that-must-never-be-seen"


async def bot(*words: str, stdin: str = "", **variables: str) -> tuple[int, str, str]:
    """Run a command to its end."""
    process = await start(*words, **variables)
    out, err = await asyncio.wait_for(process.communicate(stdin.encode()), 60)
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


async def start(*words: str, **variables: str) -> Process:
    environment = {name: value for name, value in os.environ.items() if "BOT" not in name}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *words,
        cwd=ROOT, env=environment | variables, stdin=PIPE, stdout=PIPE, stderr=PIPE,
    )  # fmt: skip


@asynccontextmanager
async def running(address: str, *words: str, **variables: str) -> AsyncIterator[Process]:
    with TemporaryDirectory() as folder:
        process = await start(
            "run", *words, TELEGRAM_BOT_TOKEN=CANARY, BOT_TELEGRAM__API_URL=address,
            **({"BOT_DATABASE__URL": database_in(Path(folder))} | variables),
        )  # fmt: skip
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()


def database_in(folder: Path) -> str:
    return f"sqlite:///{folder / 'bot.sqlite3'}"


async def test_one_question_is_answered_and_the_command_ends() -> None:
    code, out, _ = await bot("chat", "/who monguno")

    assert code == 0
    assert out.startswith("Major-Gen. Babagana Monguno, National Security Adviser, Nigeria")
    assert "called for" in out
    assert "Blueprint ¶6" in out


async def test_a_conversation_is_held_with_what_is_piped_in() -> None:
    code, out, _ = await bot("chat", stdin="/summary\n\n1\n99\n")

    assert code == 0
    assert "Decisions · page 1" in out
    assert "there is no button 99" in out


async def test_the_shipped_briefings_are_clean() -> None:
    code, out, err = await bot("check")

    assert (code, out) == (0, "")
    assert "no problem" in err


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    folder = tmp_path / "briefings"
    shutil.copytree(BRIEFINGS, folder)
    file = folder / "marrakesh-2022.yaml"
    file.write_text(file.read_text("utf-8").replace("edition: 1", "editoin: 1"), "utf-8")
    return file


async def test_a_problem_is_shown_with_its_place_and_the_way_out(broken: Path) -> None:
    code, out, _ = await bot("check", str(broken))

    line = broken.read_text("utf-8").splitlines().index("editoin: 1") + 1
    assert code == 1
    assert f"{broken}:{line}:1: unknown key `editoin`" in out
    assert "Did you mean `edition`?" in out
    assert f"  {line} | editoin: 1\n" in out


async def test_problems_come_as_json_and_as_annotations_too(broken: Path) -> None:
    code, out, _ = await bot("check", str(broken.parent), "--format", "json")
    problems = json.loads(out)
    github_code, github, _ = await bot("check", str(broken), "--format", "github")

    assert (code, github_code) == (1, 1)
    assert problems[0].keys() >= {"file", "line", "column", "message", "hint", "excerpt"}
    assert github.startswith(f"::error file={broken},line=")


@pytest.mark.parametrize(
    "words",
    [["check", "nowhere.yaml"], ["check", "--format", "xml"], ["check", "--config", "no.yaml"], []],
    ids=["no such file", "no such format", "no such settings", "no command"],
)
async def test_wrong_use_ends_with_2(words: list[str]) -> None:
    code, _, _ = await bot(*words)

    assert code == 2


async def test_an_empty_folder_is_wrong_use(tmp_path: Path) -> None:
    code, _, err = await bot("check", str(tmp_path))

    assert code == 2
    assert "no *.yaml file" in err


async def test_a_file_that_is_not_used_for_its_name_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "odd.yml").write_text("edition: two", "utf-8")

    code, out, err = await bot("check", str(tmp_path))

    assert code == 1
    assert "odd.yml:1:1: `odd.yml` is not used" in out
    assert "Rename it to odd.yaml." in out
    assert err.startswith("1 file checked: ")


async def test_an_unknown_setting_is_refused_with_the_nearest_name() -> None:
    code, _, err = await bot("chat", "/help", BOT_TELEGRAM__API_ULR="http://127.0.0.1")

    assert code == 2
    assert "Did you mean `BOT_TELEGRAM__API_URL`?" in err


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "webhook.url: missing"),
        ({"BOT_WEBHOOK__URL": "https://a.example/b"}, "BOT_WEBHOOK__SECRET: missing"),
        (
            {"BOT_WEBHOOK__URL": "https://a.example/b", "BOT_WEBHOOK__SECRET": "two words"},
            "BOT_WEBHOOK__SECRET: should be 1 to 256 of A-Z, a-z, 0-9, _ and -",
        ),
    ],
    ids=["no address", "no secret", "a secret that Telegram would refuse"],
)
async def test_webhook_mode_says_what_it_lacks(given: dict[str, str], words: str) -> None:
    code, _, err = await bot(
        "run", TELEGRAM_BOT_TOKEN=CANARY, BOT_TELEGRAM__MODE="webhook", **given
    )

    assert code == 2
    assert words in err


async def test_without_a_sound_briefing_nothing_starts(tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").write_text("")

    code, _, err = await bot("chat", "/help", BOT_BRIEFINGS__PATH=str(tmp_path))

    assert code == 1
    assert "the file is empty" in err


async def test_the_schema_beside_the_briefings_is_the_one_that_is_printed() -> None:
    code, out, _ = await bot("schema")

    assert code == 0
    assert out == (BRIEFINGS / "briefing.schema.json").read_text("utf-8")


async def test_a_fingerprint_is_printed(tmp_path: Path) -> None:
    text = tmp_path / "source.txt"
    text.write_text("One two three four.\n\nFive six seven.\n")

    code, out, _ = await bot("fingerprint", str(text))

    assert code == 0
    assert [len(row.split()) for row in json.loads(out)["paragraphs"]] == [2, 1]


async def test_a_source_that_is_no_text_is_wrong_use(tmp_path: Path) -> None:
    text = tmp_path / "source.bin"
    text.write_bytes(b"\xff\xfe")

    code, _, err = await bot("fingerprint", str(text))

    assert code == 2
    assert str(text) in err


async def test_run_answers_on_a_bot_api_server_and_ends_cleanly_on_sigterm() -> None:
    telegram = Telegram(token=CANARY)
    amina = telegram.person("Amina")
    chat = telegram.private(amina)
    async with serve(telegram) as address, running(address) as process:
        telegram.say(amina, chat, "/africa")
        await telegram.settled(30)
        process.send_signal(signal.SIGTERM)
        _, err = await asyncio.wait_for(process.communicate(), 15)

    [answer] = telegram.messages(chat, by=telegram.bot)
    assert "Brussels" in answer.text
    assert process.returncode == 0
    assert CANARY not in err.decode()


async def test_a_database_that_falls_silent_does_not_hold_up_the_end(postgresql: Server) -> None:
    telegram, url = Telegram(token=CANARY), postgresql.blank()
    async with serve(telegram) as address, running(address, BOT_DATABASE__URL=url) as process:
        assert process.stderr is not None
        await logged(process.stderr, "this process sends what is published")
        with silenced(url):
            await asyncio.sleep(1)
            process.send_signal(signal.SIGTERM)
            _, err = await asyncio.wait_for(process.communicate(), 15)

    assert "this process waits no longer" in err.decode()
    assert process.returncode == 1


@contextmanager
def silenced(url: str) -> Iterator[None]:
    """Let nothing on the server work for whoever is connected to this database."""
    others = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
    with psycopg.connect(url) as connection:
        query = f"{others} AND pid <> pg_backend_pid()"
        found = [number for (number,) in connection.execute(query.encode())]
        for number in found:
            os.kill(number, signal.SIGSTOP)
        try:
            yield
        finally:
            for number in found:
                os.kill(number, signal.SIGCONT)


@pytest.mark.untraced
@pytest.mark.parametrize("listen", ["127.0.0.1:{port}", "unix:{folder}/missing/bot.sock"])
async def test_an_address_where_nothing_can_listen_is_told_in_a_line(
    listen: str, tmp_path: Path
) -> None:
    with bound("127.0.0.1:0") as taken:
        port = taken.getsockname()[1]
        where = listen.format(port=port, folder=tmp_path)
        async with (
            serve(Telegram(token=CANARY)) as address,
            running(address, BOT_HTTP__LISTEN=where) as process,
        ):
            _, err = await asyncio.wait_for(process.communicate(), 15)

    assert process.returncode == 2
    assert err.decode().splitlines()[-1].startswith(f"{where}: can't listen there: ")
    assert "Traceback" not in err.decode()


async def test_a_webhook_without_a_token_is_no_local_telegram() -> None:
    code, _, err = await bot("run", BOT_TELEGRAM__MODE="webhook")

    assert (code, err) == (2, "TELEGRAM_BOT_TOKEN is not set, but telegram.mode is webhook. "
                              "Set it, or the mode.\n")  # fmt: skip


@pytest.mark.untraced
async def test_a_command_is_answered_though_the_bot_is_killed_meanwhile() -> None:
    telegram = Telegram(token=CANARY)
    amina = telegram.person("Amina")
    chat = telegram.private(amina)
    telegram.faults.add("sendMessage", faults.slow(30))
    async with serve(telegram) as address:
        telegram.say(amina, chat, "/africa")
        async with running(address):
            # While it answers it asks for more: what is unfinished must not be gone by that.
            async with asyncio.timeout(20):
                while telegram.faults._plans or polls(telegram) < 3:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
        async with running(address):
            await telegram.settled(30)

    assert 1 <= len(telegram.messages(chat, by=telegram.bot)) <= 2


def polls(telegram: Telegram) -> int:
    return sum(call.method == "getUpdates" for call in telegram.calls)


@pytest.mark.untraced
async def test_a_broken_edit_does_not_take_content_away(tmp_path: Path) -> None:
    shutil.copytree(BRIEFINGS, tmp_path / "briefings")
    file = tmp_path / "briefings/marrakesh-2022.yaml"
    sound = file.read_text("utf-8")
    telegram = Telegram(token=CANARY)
    amina = telegram.person("Amina")
    chat = telegram.private(amina)

    async def asked() -> str:
        telegram.say(amina, chat, "/start")
        await telegram.settled(30)
        return telegram.messages(chat, by=telegram.bot)[-1].text

    async with serve(telegram) as address:
        variables = {"BOT_BRIEFINGS__PATH": str(file.parent)}
        async with running(address, **variables) as process:
            assert process.stderr is not None
            before = await asked()
            file.write_text(sound[: sound.index("\n", len(sound) // 2)], "utf-8")
            await logged(process.stderr, "the file has no end mark")
            assert await asked() == before
            file.write_text(
                sound.replace("title: Global Coalition", "title: The Coalition"), "utf-8"
            )
            await logged(process.stderr, "1 briefing(s) served\n")
            assert "The Coalition" in await asked()


async def logged(stream: asyncio.StreamReader, words: str) -> None:
    async with asyncio.timeout(20):
        while words not in (await stream.readline()).decode():
            pass


async def test_the_token_is_never_written_even_when_everything_is_logged(
    tmp_path: Path,
) -> None:
    telegram = Telegram(token="1:other")
    script = tmp_path / "loud.py"
    script.write_text(
        "import logging, sys\n"
        "from bot import __main__, logs\n"
        "start = logs.start\n"
        "logs.start = lambda secrets=(), level=0: (start(secrets, logging.DEBUG),\n"
        "    logging.getLogger('httpx').setLevel(logging.DEBUG))\n"
        "sys.argv = ['bot', 'run']\n"
        "__main__.app()\n"
    )
    async with serve(telegram) as address:
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(script), cwd=ROOT, stderr=PIPE, stdout=PIPE,
            env=os.environ | {"TELEGRAM_BOT_TOKEN": CANARY, "BOT_TELEGRAM__API_URL": address,
                              "BOT_DATABASE__URL": database_in(tmp_path),
                              "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        lines: list[bytes] = []
        async with asyncio.timeout(20):
            while process.stderr and b"refuses the token" not in b"".join(lines):
                lines.append(await process.stderr.readline())
        process.terminate()
        out, err = await asyncio.wait_for(process.communicate(), 15)

    text = b"".join([*lines, out, err]).decode()
    assert "<secret>" in text
    assert CANARY not in text
    assert process.returncode == 0


async def test_a_port_that_is_taken_is_said_with_the_way_out() -> None:
    async with serve(Telegram()) as address:
        code, _, err = await bot("simulate", "--port", address.rpartition(":")[2])

    assert code == 2
    assert "--port" in err


async def test_without_a_token_a_local_telegram_starts(unused_port: int) -> None:
    process = await start("simulate", "--port", str(unused_port))
    assert process.stdout is not None
    async with asyncio.timeout(20):
        line = (await process.stdout.readline()).decode()
    process.send_signal(signal.SIGINT)
    await asyncio.wait_for(process.communicate(), 15)

    assert f"http://127.0.0.1:{unused_port}" in line
    assert process.returncode == 0


@pytest.fixture
async def unused_port() -> int:
    async with serve(Telegram()) as address:
        return int(address.rpartition(":")[2])


async def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "large.yaml"
    file.write_bytes(b"a" * (LARGEST + 1))

    code, out, _ = await bot("check", str(file))

    assert code == 1
    assert "too large" in out


@pytest.mark.parametrize("question", ["", " ", "a" * 5000], ids=["nothing", "blank", "too long"])
async def test_what_cannot_be_said_in_telegram_is_wrong_use(question: str) -> None:
    code, _, err = await bot("chat", question)

    assert code == 2
    assert "1 to 4096 characters" in err


async def test_half_a_character_is_answered_all_the_same() -> None:
    code, out, _ = await bot("chat", "/who \udcff")

    assert code == 0
    assert "name nobody as" in out


async def test_in_the_terminal_links_are_written_out() -> None:
    _, out, _ = await bot("chat", "/who usman")

    assert "Blueprint ¶7: https://www.blueprint.ng/" in out


async def test_a_proxy_that_cannot_be_used_is_said_in_a_line(tmp_path: Path) -> None:
    code, _, err = await bot(
        "run", TELEGRAM_BOT_TOKEN=CANARY, ALL_PROXY="socks5://127.0.0.1:9", NO_PROXY="",
        BOT_DATABASE__URL=database_in(tmp_path),
    )  # fmt: skip

    assert code == 2
    assert "SOCKS" in err
    assert len(err.splitlines()) == 1


async def test_a_text_without_words_has_no_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("\n")

    code, _, err = await bot("fingerprint", str(tmp_path / "empty.txt"))

    assert code == 2
    assert "no paragraph has three words" in err
