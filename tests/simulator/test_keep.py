"""What happened to chats and members is there again after a restart."""

import json
from pathlib import Path

from bot.simulator import payloads
from bot.simulator.chats import Chat, End, Person, Status
from bot.simulator.page.keep import restore, write
from bot.simulator.telegram import Telegram


def test_ends_links_rights_and_origins_are_kept(
    telegram: Telegram, amina: Person, desk: Chat, tmp_path: Path
) -> None:
    channel = telegram.channel("News", amina)
    telegram.link(channel, desk)
    telegram.say(amina, channel, "posted")
    telegram.restrict(telegram.bot, desk)
    telegram.private(amina)
    telegram.delete_account(amina)
    write(telegram, tmp_path / "chats")
    again = Telegram()

    restore(again, tmp_path / "chats")

    bot = again.chats[desk.id].member(telegram.bot)
    assert (bot.status, bot.has("can_send_messages")) == (Status.RESTRICTED, False)
    assert again.chats[channel.id].linked_to == desk.id
    assert again.chats[amina.id].end is End.DEACTIVATED
    (*_, before), (*_, after) = telegram.messages(desk), again.messages(again.chats[desk.id])
    assert payloads.message(after) == payloads.message(before)
    assert after.origin["is_automatic_forward"]


def test_how_often_a_message_was_edited_is_kept(
    telegram: Telegram, amina: Person, chat: Chat, tmp_path: Path
) -> None:
    telegram.edit(amina, telegram.messages(chat)[-1], "/help")
    write(telegram, tmp_path / "chats")
    again = Telegram()

    restore(again, tmp_path / "chats")

    (kept,) = again.messages(again.chats[chat.id])
    assert (kept.text, kept.edits, kept.edit_date) == ("/help", 1, telegram.now)


def test_a_file_from_before_there_were_ends_and_links_can_be_read(
    telegram: Telegram, desk: Chat, tmp_path: Path
) -> None:
    write(telegram, tmp_path / "chats")
    kept = json.loads((tmp_path / "chats").read_text())
    for chat in kept["chats"]:
        del chat["end"], chat["linked_to"]
        for one in chat["members"]:
            del one["without"]
        for said in chat["messages"]:
            del said["origin"], said["document"], said["edits"]
    (tmp_path / "chats").write_text(json.dumps(kept))
    again = Telegram()

    restore(again, tmp_path / "chats")

    assert set(again.chats) == {desk.id}
