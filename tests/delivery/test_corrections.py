"""Every message is put right once, though the bot is killed and the network fails."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from bot.briefing.library import load
from bot.briefing.model import Briefing
from bot.desk import renderer
from bot.sending.correction import correct
from bot.sending.edition import draft, publish
from bot.sending.sender import IN_FLIGHT, utc_now
from bot.simulator.chats import Chat, Message
from bot.simulator.faults import Fault, Faults, dropped_connection, server_error
from bot.simulator.telegram import Telegram
from bot.store.database import Connection, Database
from tests.delivery import book
from tests.delivery.history import End
from tests.delivery.run import Order, environment, finish, kill_again_and_again
from tests.delivery.server import Plan
from tests.delivery.worker import Workshop
from tests.operations.town import served, subscribe
from tests.subscriptions.edits import edition, within

CHATS, DELETED, KILLS = 90, 12, 6


class Lossy(Faults):
    """Loses some of what is sent or changed, or the answer to it."""

    def __init__(self) -> None:
        """Draw the same each time."""
        super().__init__()
        self.random = Random(5)  # noqa: S311 - chance by a seed
        self.ambiguous = 0

    def take(self, method: str, chat_id: object) -> Fault | None:
        """Draw for messages; everything else is left alone."""
        if method not in {"sendMessage", "editMessageText"} or self.random.random() > 0.15:
            return super().take(method, chat_id)
        self.ambiguous += method == "sendMessage"
        effect = self.random.random() < 0.5
        return self.random.choice((dropped_connection, server_error))(effect=effect)


@pytest.mark.untraced
def test_no_kill_and_no_fault_keeps_a_message_from_being_put_right(
    database: Database, tmp_path: Path
) -> None:
    telegram, url = Telegram(), database.url.render_as_string()
    chats = [resident(telegram, database, number) for number in range(CHATS)]
    stranger = resident(telegram, None, CHATS)
    before, after = editions()
    order = Order(Plan(CHATS), KILLS, life=0.8, patience=150)
    with served(telegram) as address:
        workshop = Workshop(environment(address, url), tmp_path / "output")
        database.run_now(lambda connection: publishing(connection, before))
        assert finish(order, url, workshop)
        for chat in chats[:DELETED]:
            telegram.delete(chat.members[chat.id].person, said(telegram, chat)[0])
        telegram.faults = faults = Lossy()
        database.run_now(correct, after, renderer(), utc_now())
        kills = kill_again_and_again(order, url, workshop)
        assert finish(order, url, workshop)

    assert not book.left(url)
    for chat in chats[DELETED:]:
        [message] = said(telegram, chat)
        assert (message.edits, message.text.count("✎ Corrected")) == (1, 1)
    doubted = {row.chat for row in book.rows(url) if row.step == End.UNCERTAIN}
    notices = Counter(len(said(telegram, chat)) for chat in chats[:DELETED])
    # Of unknown outcome twice in a row: whether it is sent a third time, an operator says.
    unsaid = {chat.id for chat in chats[:DELETED] if not said(telegram, chat)}
    assert unsaid <= doubted
    assert set(notices) <= {0, 1, 2}
    assert notices[2] <= faults.ambiguous + len(kills) * IN_FLIGHT
    assert said(telegram, stranger) == []
    assert len(kills) == KILLS


def resident(telegram: Telegram, database: Database | None, number: int) -> Chat:
    """Somebody who has met the bot, and subscribed where there is a database."""
    person = telegram.person(f"Reader {number}")
    chat = telegram.private(person)
    telegram._meet_the_bot(person, chat)
    if database is not None:
        subscribe(database, chat.id)
    return chat


def said(telegram: Telegram, chat: Chat) -> list[Message]:
    """What the bot has said there."""
    return telegram.messages(chat, by=telegram.bot)


def editions() -> tuple[Briefing, Briefing]:
    """The shipped briefing with something wrong in its summary, and as it should be."""
    right = load(book.BRIEFING).briefing
    assert right is not None
    wrong = within(right.summary, "summary-africa", text="The article reports something else.")
    return edition(right, 1, summary=wrong), edition(right, 2)


def publishing(connection: Connection, briefing: Briefing) -> int:
    """Publish an edition."""
    return publish(connection, draft(connection, briefing), renderer(), utc_now())
