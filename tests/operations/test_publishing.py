"""`python -m bot publish` as operators call it, with a Telegram it can reach."""

import os
import pty
import signal
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.operations import publish
from bot.operations.progress import Watch
from bot.simulator import faults
from bot.store.database import Database
from bot.store.lock import SendingLock
from bot.store.migrate import migrate, revision_of
from bot.subscriptions.wish import Rhythm, Wish
from tests.conftest import ROOT
from tests.operations.town import FAST, NAME, NOWHERE, PATIENCE, Ended, Town, ended

pytestmark = pytest.mark.usefixtures("online")


def test_a_dry_run_shows_what_would_go_to_whom_and_stores_nothing(town: Town) -> None:
    for name in ("Amina", "Boukar"):
        town.resident(name)
    town.resident("Chioma", Wish(topics=frozenset({"africa"})))
    town.resident("Dauda", Wish(rhythm=Rhythm.DAILY))
    town.resident("Eno", Wish(topics=frozenset({"no-longer-there"})))

    done = town.bot("publish", NAME, "--dry-run")

    assert done.code == 0
    assert "brings      all of it for the first time:" in done.out
    assert "at once     3 chats" in done.out
    assert "2 of them: everything" in done.out
    assert "1 of them: africa" in done.out
    assert "1 chat chose topics that it brings nothing about" in done.out
    assert "in digests  1 chat" in done.out
    assert "takes       at least 1 s, with 30 messages a second" in done.out
    assert "The article reports that the Coalition recognised" in done.out
    assert "[Decisions]  [Who spoke]" in done.out
    assert max(map(len, done.out.splitlines())) <= 80
    assert not town.is_published


def test_many_choices_of_topics_are_summed_up(town: Town) -> None:
    for topic in ("africa", "iraq-syria", "finance", "defeat-of-isis", "members"):
        town.resident("Amina", Wish(topics=frozenset({topic, "africa"})))
        town.resident("Amina", Wish(topics=frozenset({topic, "africa", "gone"})))

    done = town.bot("publish", NAME, "--dry-run")

    assert done.out.count("1 of them: africa") == 8
    assert "2 of them: 2 other choices of topics" in done.out


def test_a_dry_run_makes_no_database(town: Town, tmp_path: Path) -> None:
    file = tmp_path / "none" / "bot.sqlite3"

    done = town.bot("publish", NAME, "--dry-run", BOT_DATABASE__URL=f"sqlite:///{file}")

    assert done.code == 0
    assert "at once     0 chats" in done.out
    assert not file.parent.exists()


def test_a_dry_run_leaves_the_tables_of_an_older_version_alone(town: Town, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'older.sqlite3'}"
    with closing(Database(url)) as older:
        older.run_now(migrate, "0002")

    done = town.bot("publish", NAME, "--dry-run", BOT_DATABASE__URL=url)

    assert (done.code, "its tables are of another version" in done.err) == (2, True)
    with closing(Database(url)) as older:
        assert older.run_now(revision_of) == "0002"


@pytest.mark.untraced
def test_it_sends_itself_where_no_bot_runs_and_never_twice(town: Town) -> None:
    chats = town.residents(20)

    first = town.bot("publish", NAME, "--yes", **FAST)
    again = town.bot("publish", NAME, **FAST)

    assert (first.code, again.code) == (0, 0)
    assert "20 messages sent, in" in first.out
    assert "Edition 1: 0/20 sent" in first.out
    assert "It was published on" in again.out
    assert "Nothing is sent twice." in " ".join(again.out.split())
    assert "20 messages sent.\n" in again.out
    assert {len(town.arrived(chat)) for chat in chats} == {1}


def test_a_running_bot_sends_it_and_publish_shows_how_far_it_is(town: Town) -> None:
    chats = town.residents(5)
    with town.running() as bot:
        done = town.bot("publish", NAME, "--yes")

        assert bot.poll() is None
    assert done.code == 0
    assert "Another process of the bot sends it." in done.out
    assert "5 messages sent" in done.out
    assert {len(town.arrived(chat)) for chat in chats} == {1}


@pytest.mark.untraced
def test_publish_takes_over_where_the_running_bot_dies(town: Town) -> None:
    chats = town.residents(30)
    with town.running(BOT_SENDING__RATE="5") as bot:
        watching = town.start("publish", NAME, "--yes", BOT_SENDING__RATE="100")
        town.until_arrived(chats, 3)
        time.sleep(0.1)  # not during a call, which would be in doubt for half a minute
        bot.kill()
        done = ended(watching)

    assert done.code == 0
    assert "Another process of the bot sends it." in done.out
    assert "30 messages sent" in done.out
    assert all(town.arrived(chat) for chat in chats)


def test_without_a_token_it_waits_for_somebody_who_sends(town: Town) -> None:
    chat = town.resident("Amina")

    done = town.bot("publish", NAME, "--yes", TELEGRAM_BOT_TOKEN="")

    assert done.code == 0
    assert "It is published. 1 message waiting for a running bot" in done.out
    assert town.arrived(chat) == []
    town.bot("publish", NAME, **FAST)
    assert len(town.arrived(chat)) == 1


@pytest.mark.untraced
def test_ctrl_c_stops_cleanly_and_the_same_command_goes_on(town: Town) -> None:
    chats = town.residents(30)
    process = town.start("publish", NAME, "--yes", BOT_SENDING__RATE="10")
    town.until_arrived(chats, 3)

    process.send_signal(signal.SIGINT)
    stopped = ended(process)
    again = town.bot("publish", NAME, **FAST)

    assert stopped.code == 128 + signal.SIGINT
    assert "on their way" in stopped.out
    assert "the same command goes on where it was" in " ".join(stopped.out.split())
    assert again.code == 0
    assert "30 messages sent" in again.out
    assert "of them now, in" in again.out
    assert {len(town.arrived(chat)) for chat in chats} == {1}


def test_it_only_watches_where_a_bot_sends_and_there_is_no_token(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.residents(2)
    lock = SendingLock(town.database)
    assert lock.take()
    monkeypatch.setattr(publish, "Watch", partial(Watch, patience=0.2))

    unwilling = town.bot("publish", NAME, "--yes", TELEGRAM_BOT_TOKEN="")
    town.telegram.token = "1:another"
    shut_out = town.bot("publish", NAME)
    lock.release()

    for done in (unwilling, shut_out):
        assert done.code == 1
        assert "Another process of the bot sends it." in done.out
        assert "2  on their way" in done.out
        assert "Nothing has moved for" in done.err


def test_where_all_is_settled_no_token_and_no_network_is_needed(town: Town) -> None:
    chat = town.resident("Amina")
    town.bot("publish", NAME, "--yes", **FAST)
    town.address = NOWHERE

    again = town.bot("publish", NAME)
    dry = town.bot("publish", NAME, "--dry-run")

    assert (again.code, dry.code) == (0, 0)
    assert again.out == dry.out
    assert "1 message sent.\n" in again.out
    assert len(town.arrived(chat)) == 1


def test_where_nobody_is_written_to_at_once_it_is_published_all_the_same(town: Town) -> None:
    town.resident("Dauda", Wish(rhythm=Rhythm.DAILY))

    done = town.bot("publish", NAME, "--yes")

    assert done.code == 0
    assert "at once     0 chats" in done.out
    assert "0 messages sent." in done.out
    assert town.is_published


def test_an_edition_that_changes_nothing_a_chat_sees_is_sent_to_nobody(town: Town) -> None:
    town.resident("Amina")
    town.bot("publish", NAME, "--yes", **FAST)
    town.edit("edition: 1\n", "edition: 2\n")

    done = town.bot("publish", NAME, "--yes", **FAST)

    assert "brings      nothing that a chat would see" in done.out
    assert "0 messages sent." in done.out


def test_what_may_have_arrived_is_left_to_the_operator(town: Town) -> None:
    town.edit("edition: 1\n", "edition: 1\nwhen_uncertain: hold\n")
    chat = town.resident("Amina [red]\u202e\x1b[31m")
    town.telegram.faults.add("sendMessage", faults.dropped_connection(effect=True))

    published = town.bot("publish", NAME, "--yes")
    status = town.bot("status")
    [number] = [line.split()[0] for line in status.out.splitlines() if "Amina" in line]
    resent = town.bot("resend", number)
    again = town.bot("publish", NAME)

    assert published.code == 0
    assert "1  uncertain  may have arrived" in published.out
    assert f"{number}  Amina [red][31m ({chat.id}), {NAME}, edition 1." in status.out
    assert f"python -m bot resend {number} " in status.out
    assert f"python -m bot drop {number} " in status.out
    assert "1 message to be sent again." in resent.out
    assert again.code == 0
    assert len(town.arrived(chat)) == 2


def test_without_a_terminal_and_without_yes_nothing_happens(town: Town) -> None:
    done = town.bot("publish", NAME)

    assert done.code == 2
    assert "add --yes" in done.err
    assert not town.is_published


def test_an_unknown_briefing_is_answered_with_those_there_are(town: Town) -> None:
    done = town.bot("publish", "marakesh", "--yes")

    assert done.code == 2
    assert f"marakesh: no such briefing. There is: {NAME}" in done.err


def test_a_briefing_with_problems_is_not_published(town: Town) -> None:
    town.edit("edition: 1\n", "editoin: 1\n")

    done = town.bot("publish", NAME, "--yes")

    assert done.code == 1
    assert "unknown key `editoin`" in done.err
    assert "its file has problems" in done.err


def test_other_words_under_a_published_number_are_refused(town: Town) -> None:
    town.bot("publish", NAME, "--yes")
    town.edit("title: Global Coalition", "title: The Coalition")

    done = town.bot("publish", NAME, "--yes")

    assert done.code == 1
    assert "write `edition: 2`" in " ".join(done.err.split())


def test_a_correction_says_what_it_brings(town: Town) -> None:
    chat = town.resident("Amina")
    choosy = town.resident("Boukar", Wish(topics=frozenset({"africa"})))
    town.bot("publish", NAME, "--yes", **FAST)
    town.edit("edition: 1\n", "edition: 2\n")
    town.edit("still attacks in Iraq and Syria and is an", "attacks in Iraq and Syria and is an")

    done = town.bot("publish", NAME, "--yes", **FAST)

    assert "brings      1 reworded" in done.out
    assert "2 messages sent, in" in done.out
    assert len(town.arrived(chat)) == len(town.arrived(choosy)) == 2  # corrections go to all


def test_a_refused_token_publishes_nothing(town: Town) -> None:
    town.telegram.token = "1:another"

    done = town.bot("publish", NAME, "--yes")

    assert done.code == 1
    assert "Telegram refuses the token; check TELEGRAM_BOT_TOKEN. Nothing was" in done.err
    assert not town.is_published


def test_a_network_that_is_away_publishes_nothing(town: Town) -> None:
    town.address = NOWHERE

    done = town.bot("publish", NAME, "--yes")

    assert done.code == 1
    assert "can't be reached: Connection refused. Nothing was published." in in_a_row(done.err)
    assert not town.is_published


def in_a_row(text: str) -> str:
    return " ".join(text.split())


def test_a_database_that_is_away_is_said_in_a_line(town: Town) -> None:
    url = "postgresql://nobody@127.0.0.1:9/none"

    for command in (["publish", NAME, "--yes"], ["status"], ["resend", "--all"]):
        done = town.bot(*command, BOT_DATABASE__URL=url)

        assert done.code == 2
        assert "database.url: the database can't be used" in done.err
        assert "Traceback" not in done.err


@pytest.mark.untraced
def test_in_a_terminal_it_asks_and_takes_no_for_an_answer(town: Town) -> None:
    town.resident("Amina")

    done = in_terminal(town, b"n\n", "publish", NAME)

    assert done.code == 1
    assert "Publish edition 1 to 1 chat? [y/N]:" in done.out
    assert "Nothing was published." in done.out
    assert not town.is_published


def in_terminal(town: Town, typed: bytes, *words: str) -> Ended:
    """Run a command with somebody at the terminal."""
    ours, theirs = pty.openpty()
    environment = dict(os.environ) | town.environment(TERM="xterm")
    with subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "bot", *words],
        cwd=ROOT, env=environment, stdin=theirs, stdout=theirs, stderr=theirs,
    ) as process:  # fmt: skip
        os.close(theirs)
        os.write(ours, typed)  # it waits there for the question
        out = read_to_the_end(ours)
        return Ended(process.wait(PATIENCE), out, "")


def read_to_the_end(terminal: int) -> str:
    found = b""
    with open(terminal, "rb", buffering=0) as stream:
        try:
            while piece := stream.read(4096):
                found += piece
        except OSError:  # so a terminal ends on Linux
            pass
    return found.decode()


def test_before_its_embargo_is_over_it_is_agreed_and_not_sent(town: Town) -> None:
    chat = town.resident("Amina")
    over = datetime.now(UTC) + timedelta(days=3)
    town.edit("edition: 1\n", f"edition: 1\nnot_before: {over:%Y-%m-%d}T00:00Z\n")

    done = town.bot("publish", NAME, "--yes")
    stands = town.bot("status")

    assert done.code == 0
    assert f"It is agreed, and goes out on {over:%-d %B %Y}" in " ".join(done.out.split())
    assert f"goes out on {over:%-d %B %Y}" in " ".join(stands.out.split())
    assert (town.arrived(chat), town.is_published) == ([], False)


def test_the_moment_that_it_waits_for_is_named_before_the_question(town: Town) -> None:
    over = datetime.now(UTC) + timedelta(days=3)
    town.edit("edition: 1\n", f"edition: 1\nnot_before: {over:%Y-%m-%d}T00:00Z\n")

    done = town.bot("publish", NAME, "--dry-run")

    assert f"embargo     it goes out on {over.day} {over:%B %Y}, 00:00 UTC, and not" in done.out


def test_an_embargo_that_is_over_is_not_named(town: Town) -> None:
    town.edit("edition: 1\n", "edition: 1\nnot_before: 2022-05-11T09:00Z\n")

    assert "embargo" not in town.bot("publish", NAME, "--dry-run").out


def test_a_file_that_was_only_begun_is_not_agreed_to(town: Town) -> None:
    town.edit("edition: 1\n", "edition: 1\nnot_before: 2099-01-01T00:00Z\n")

    done = town.bot("publish", NAME, "--yes")

    assert done.code == 1
    assert "until 1 January 2099, which is for files that are not ready" in " ".join(
        done.err.split()
    )
    assert not town.is_published


def test_where_two_have_to_agree_the_first_only_proposes(town: Town) -> None:
    chat = town.resident("Amina")
    two = {"BOT_PUBLISHING__APPROVALS": "2"}

    first = town.bot("publish", NAME, "--yes", **two)
    again = town.bot("publish", NAME, "--yes", **two)

    for done in (first, again):
        assert done.code == 0
        assert "It is proposed, and nothing is sent yet." in " ".join(done.out.split())
        assert "Another operator has to agree" in " ".join(done.out.split())
    assert (town.arrived(chat), town.is_published) == ([], False)


def test_the_second_may_agree_in_a_terminal_too(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = town.resident("Amina")
    two = {"BOT_PUBLISHING__APPROVALS": "2"}
    for user in (4000001, 4000002):
        monkeypatch.setattr(os, "getuid", lambda user=user: user)
        done = town.bot("publish", NAME, "--yes", **two)

    assert done.code == 0
    assert "1 message sent" in done.out
    assert len(town.arrived(chat)) == 1


def test_who_takes_another_name_in_a_terminal_is_still_one_operator(town: Town) -> None:
    chat = town.resident("Amina")
    for name in ("amina", "boukar"):
        names = dict.fromkeys(("LOGNAME", "USER", "LNAME", "USERNAME"), name)
        done = town.bot("publish", NAME, "--yes", BOT_PUBLISHING__APPROVALS="2", **names)

    assert "It is proposed, and nothing is sent yet." in " ".join(done.out.split())
    assert (town.arrived(chat), town.is_published) == ([], False)
