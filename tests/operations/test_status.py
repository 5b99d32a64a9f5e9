"""`python -m bot status`, and what operators decide on messages in doubt."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.briefing.model import Briefing
from bot.desk import renderer
from bot.messages import Message
from bot.operations import decide
from bot.operations.publish import Act, committed
from bot.operations.status import status_of
from bot.outbox.delivery import Step, WhenUncertain
from bot.publishing.proposal import Kind as What
from bot.sending.proposals import Proposals
from bot.store import digests, moves, pauses, publications, subscriptions
from bot.store.database import Database
from bot.store.lock import SendingLock
from bot.store.overview import Tally, somebody_sends
from bot.store.tables import DIGEST, delivery, publication
from bot.subscriptions.said import Part
from bot.subscriptions.subscription import Kind, Place, Reason
from bot.subscriptions.visit import Erase, Start, Stop, Visit
from bot.subscriptions.wish import Rhythm, Wish
from tests.operations.town import FAST, NAME, Town, subscribe

NOW = datetime.now(UTC)


def change(database: Database, chat: int, **values: object) -> None:
    """Let something become of the messages to a chat."""
    found = database.run_now(subscriptions.find, Place(chat))
    assert found is not None
    chosen = delivery.update().where(delivery.c.subscription == found.id).values(**values)
    database.run_now(lambda connection: connection.execute(chosen))


def steps(database: Database) -> list[str]:
    """What has become of each message."""
    query = delivery.select().order_by(delivery.c.id)
    return [row.step for row in database.run_now(lambda one: one.execute(query).all())]


def in_doubt(database: Database, briefing: Briefing, chats: range) -> None:
    """Let messages to some chats be in doubt; nobody sends."""
    for chat in chats:
        subscribe(database, chat, f"Desk {chat}")
    database.run_now(committed, Act(What.PUBLISH, briefing, Proposals(renderer(), 1, ())), NOW)
    for chat in chats:
        change(database, chat, step=Step.UNCERTAIN, due=None, why="It may have arrived.")


@pytest.fixture
def doubtful(town: Town, briefing: Briefing) -> Town:
    """Three messages that may have arrived."""
    in_doubt(town.database, briefing, range(1, 4))
    return town


def test_either_database_tells_how_things_stand(either: Database, briefing: Briefing) -> None:
    in_doubt(either, briefing, range(1, 4))
    either.run_now(pauses.pause, 1, Reason.BLOCKED, NOW)
    change(either, 2, step=Step.PENDING)
    change(either, 3, step=Step.FAILED, done=NOW)
    lock = SendingLock(either)

    found = either.run_now(status_of, [NAME], NOW)
    free = somebody_sends(either)
    lock.take()
    taken = somebody_sends(either)
    lock.release()

    assert found is not None
    assert sum(found.groups.values()) == 3
    assert [tally for _, tally in found.editions] == [Tally(open=1, uncertain=1, failed=1)]
    assert [(one.number, one.title) for one in found.doubts] == [(1, "Desk 1")]
    assert found.failures == [("It may have arrived.", 1)]
    assert (free, taken) == (False, True)


def test_before_anything_is_stored_it_says_so_and_makes_no_database(
    town: Town, tmp_path: Path
) -> None:
    file = tmp_path / "none" / "bot.sqlite3"

    done = town.bot("status", BOT_DATABASE__URL=f"sqlite:///{file}")

    assert done.code == 0
    assert f"{NAME}  edition 1; not published yet" in done.out
    assert "Nothing is stored yet" in done.out
    assert not file.parent.exists()


def test_an_empty_file_is_nothing_stored_and_stays_empty(town: Town, tmp_path: Path) -> None:
    file = tmp_path / "empty.sqlite3"
    file.touch()

    done = town.bot("status", BOT_DATABASE__URL=f"sqlite:///{file}")

    assert "Nothing is stored yet" in done.out


def test_tables_without_anything_in_them_are_nothing_stored(town: Town) -> None:
    assert "Nothing is stored yet" in town.bot("status").out


def test_a_digest_is_counted_apart_from_editions(town: Town) -> None:
    town.resident("Dauda", Wish(rhythm=Rhythm.WEEKLY))
    [reader] = town.database.run_now(digests.digests_due, NOW + timedelta(days=8), 1)
    issue = publications.Issue("digest", DIGEST, NAME, 1, None, WhenUncertain.HOLD, NOW)
    town.database.run_now(digests.digest, issue, reader, [Part(Message("one"))])
    change(town.database, reader.place.chat, step=Step.UNCERTAIN, why="It may have arrived.")

    done = town.bot("status")

    assert "digests of the last 7 days  1 uncertain" in done.out
    assert f"Dauda ({reader.place.chat}), a digest. It may have arrived." in done.out


def test_a_database_of_another_version_is_left_as_it_is(town: Town) -> None:
    newer = "UPDATE alembic_version SET version_num = '9999'"
    town.database.run_now(lambda connection: connection.exec_driver_sql(newer))

    done = town.bot("status")

    assert done.code == 2
    assert "of another version of the bot (revision 9999" in done.err


@pytest.mark.usefixtures("online")
def test_it_shows_who_reads_what_went_out_and_who_sends(town: Town) -> None:
    chats = town.residents(3)
    town.resident("Dauda", Wish(rhythm=Rhythm.WEEKLY))
    visit = Visit(Place(-5), Kind.SUPERGROUP, "Desk", NOW)
    town.database.run_now(subscriptions.apply, visit, Start(Wish(rhythm=Rhythm.DAILY)))
    town.database.run_now(pauses.pause, chats[0].id, Reason.BLOCKED, NOW)
    town.bot("publish", NAME, "--yes", **FAST)
    town.edit("edition: 1\n", "edition: 2\n")
    lock = SendingLock(town.database)
    assert lock.take()

    done = town.bot("status")
    lock.release()
    after = town.bot("status")

    assert done.code == 0
    assert f"{NAME}  edition 2; published: edition 1, " in done.out
    assert "Subscriptions: 4 active, 1 paused, 0 ended" in done.out
    assert "at once              2              0              0" in done.out
    assert "daily                0              1              0" in done.out
    assert "weekly               1              0              0" in done.out
    assert "1  blocked  The person blocked the bot or is gone. It goes on if unblocked." in done.out
    assert "UTC: 2 sent, 1 paused" in done.out
    assert "A process of the bot is running, and sends." in done.out
    assert "Nobody sends now" in after.out
    assert max(map(len, done.out.splitlines())) <= 80


@pytest.mark.usefixtures("online")
def test_briefings_that_differ_from_what_is_out_are_named(town: Town) -> None:
    town.bot("publish", NAME, "--yes")
    town.edit("title: Global Coalition", "title: The Coalition")
    other = town.bot("status")
    town.edit("edition: 1\n", "editoin: 1\n")
    broken = town.bot("status")
    town.file.unlink()
    gone = town.bot("status")

    assert "edition 1 with other words: write `edition: 2`; published" in other.out
    assert "the file has problems (python -m bot check); published" in broken.out
    assert "no file any more; published: edition 1" in gone.out


def test_titles_are_shown_without_what_would_change_the_terminal(doubtful: Town) -> None:
    title = "\x1b]0;gone\x07[link=x]\u202eDesk\u2066\nnew line[/]"
    doubtful.database.run_now(moves.rename, 1, title)

    done = doubtful.bot("status")

    assert "]0;gone[link=x]Desk new line[/] (1)" in done.out
    assert not {"\x1b", "\x07", "\u202e", "\u2066"} & set(done.out)


def test_many_in_doubt_are_counted_and_not_all_listed(town: Town, briefing: Briefing) -> None:
    in_doubt(town.database, briefing, range(1, 31))

    done = town.bot("status")

    assert "30 uncertain" in done.out
    assert "and 10 more" in done.out


def test_refusals_are_shown_with_their_reason(doubtful: Town) -> None:
    for chat in (1, 2):
        change(doubtful.database, chat, step=Step.FAILED, done=NOW, why="Telegram refused it.")

    done = doubtful.bot("status")

    assert "Not sent, in the last 30 days" in done.out
    assert "2  Telegram refused it." in done.out


def test_one_is_sent_again_and_one_is_let_rest(doubtful: Town) -> None:
    resent = doubtful.bot("resend", "1")
    dropped = doubtful.bot("drop", "2")

    assert (resent.code, dropped.code) == (0, 0)
    assert "1 message to be sent again." in resent.out
    assert "once a bot runs" in resent.out
    assert "1 message left to rest" in dropped.out
    assert steps(doubtful.database) == [Step.PENDING, Step.CANCELLED, Step.UNCERTAIN]


def test_all_can_be_decided_at_once(doubtful: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decide, "_AT_ONCE", 2)

    resent = doubtful.bot("resend", "--all")

    assert "3 messages to be sent again." in resent.out
    assert steps(doubtful.database) == [Step.PENDING] * 3


def test_what_cannot_be_sent_again_says_why(doubtful: Town) -> None:
    database = doubtful.database
    for chat, what in ((1, Stop()), (2, Erase())):
        found = database.run_now(subscriptions.visit, Place(chat), Kind.PRIVATE, "", NOW)
        database.run_now(subscriptions.apply, found, what)
    old = publication.update().values(at=NOW - timedelta(days=8))
    database.run_now(lambda connection: connection.execute(old))

    status = doubtful.bot("status")
    resent = doubtful.bot("resend", "--all")
    dropped = doubtful.bot("drop", "--all")

    assert "a chat whose data was deleted" in status.out
    assert resent.code == 1
    assert "1  is not sent: its chat has unsubscribed; drop it" in resent.out
    assert "2  can't be sent: the data of its chat was deleted; drop it" in resent.out
    assert "3  is not sent: it is of more than 7 days ago; drop it" in resent.out
    assert "3 messages left to rest" in dropped.out
    assert steps(database) == [Step.CANCELLED] * 3


@pytest.mark.parametrize("command", ["resend", "drop"])
def test_a_number_that_is_not_in_doubt_is_named(doubtful: Town, command: str) -> None:
    done = doubtful.bot(command, "99")

    assert done.code == 1
    assert "99  is not uncertain" in done.out
    assert steps(doubtful.database) == [Step.UNCERTAIN] * 3


@pytest.mark.parametrize("words", [["resend"], ["drop"], ["drop", "1", "--all"]])
def test_what_is_meant_has_to_be_said(town: Town, words: list[str]) -> None:
    done = town.bot(*words)

    assert done.code == 2
    assert "or --all" in done.err


def test_before_anything_is_stored_there_is_nothing_to_decide(town: Town, tmp_path: Path) -> None:
    file = tmp_path / "bot" / "empty.sqlite3"
    url = f"sqlite:///{file}"

    missing = town.bot("resend", "--all", BOT_DATABASE__URL=url)
    assert not file.parent.exists()
    file.parent.mkdir()
    file.touch()
    empty = town.bot("drop", "--all", BOT_DATABASE__URL=url)

    assert missing.code == 2
    assert "nothing to decide" in missing.err
    assert "0 messages left to rest" in empty.out
