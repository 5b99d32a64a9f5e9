"""Command menus are kept by scope and language, and people see the narrowest that fits."""

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    BotCommandScopeChatMember,
)
from telegram.error import BadRequest, Forbidden

from bot.simulator.chats import Chat, Person
from bot.simulator.telegram import Telegram


def menu(name: str) -> list[BotCommand]:
    return [BotCommand(name, f"What /{name} does")]


async def test_a_menu_is_kept_by_scope_and_language(telegram: Telegram, bot: Bot) -> None:
    groups = BotCommandScopeAllGroupChats()
    await bot.set_my_commands(menu("who"))
    await bot.set_my_commands(menu("qui"), scope=groups, language_code="fr")

    assert await bot.get_my_commands() == tuple(menu("who"))
    assert await bot.get_my_commands(groups, "fr") == tuple(menu("qui"))
    assert await bot.get_my_commands(groups) == ()
    assert len(telegram.menus.all()) == 2
    await bot.delete_my_commands()
    assert await bot.get_my_commands() == ()


async def test_the_narrowest_menu_is_seen(
    telegram: Telegram, amina: Person, chat: Chat, desk: Chat, bot: Bot
) -> None:
    ken = telegram.person("Ken")
    telegram.join(ken, desk)
    assert telegram.menus.seen_by(ken, desk) == ()

    def seen(person: Person, place: Chat) -> str:
        return telegram.menus.seen_by(person, place)[0][0]

    await bot.set_my_commands(menu("default"))
    await bot.set_my_commands(menu("defaut"), language_code="fr")
    assert (seen(amina, chat), seen(ken, desk)) == ("defaut", "default")
    await bot.set_my_commands(menu("private"), BotCommandScopeAllPrivateChats())
    await bot.set_my_commands(menu("groups"), BotCommandScopeAllGroupChats())
    await bot.set_my_commands(menu("ranks"), BotCommandScopeAllChatAdministrators())
    assert (seen(amina, chat), seen(ken, desk)) == ("private", "groups")
    assert seen(amina, desk) == "ranks"
    await bot.set_my_commands(menu("rank"), BotCommandScopeChatAdministrators(desk.id))
    assert (seen(amina, desk), seen(ken, desk)) == ("rank", "groups")
    await bot.set_my_commands(menu("ken"), BotCommandScopeChatMember(desk.id, ken.id))
    await bot.set_my_commands(menu("amina"), BotCommandScopeChat(chat.id))
    assert (seen(amina, chat), seen(ken, desk)) == ("amina", "ken")


async def test_an_operators_menu_is_theirs_alone_until_it_is_deleted(
    telegram: Telegram, amina: Person, chat: Chat, desk: Chat, bot: Bot
) -> None:
    ken = telegram.person("Ken")
    telegram.say(ken, telegram.private(ken), "/start")
    await bot.set_my_commands(menu("who"), BotCommandScopeAllPrivateChats())
    await bot.set_my_commands(menu("publish"), BotCommandScopeChat(chat.id))

    assert telegram.menus.seen_by(amina, chat) == (("publish", "What /publish does"),)
    assert telegram.menus.seen_by(amina, desk) == ()
    assert telegram.menus.seen_by(ken, telegram.private(ken))[0][0] == "who"

    await bot.delete_my_commands(BotCommandScopeChat(chat.id))
    assert telegram.menus.seen_by(amina, chat)[0][0] == "who"


async def test_a_menu_needs_a_chat_that_the_bot_knows(
    telegram: Telegram, amina: Person, chat: Chat, desk: Chat, bot: Bot
) -> None:
    stranger = telegram.private(telegram.person("Ken"))
    telegram.block(amina)
    telegram.remove_bot(desk, amina)

    assert await bot.set_my_commands(menu("publish"), BotCommandScopeChat(chat.id))
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.set_my_commands(menu("publish"), BotCommandScopeChat(stranger.id))
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.delete_my_commands(BotCommandScopeChat(stranger.id))
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.set_my_commands(menu("publish"), BotCommandScopeChat(desk.id))


@pytest.mark.parametrize(
    ("commands", "problem"),
    [
        ([BotCommand("Who", "x")], "Bot_command_invalid: 'Who'"),
        ([BotCommand("x" * 33, "x")], "Bot_command_invalid"),
        ([BotCommand("who", "x" * 257)], "Bot_command_description_invalid: /who"),
        ([BotCommand("who", "x")] * 101, "Bot_commands_too_much: at most 100"),
    ],
)
async def test_commands_that_telegram_refuses_are_refused(
    bot: Bot, commands: list[BotCommand], problem: str
) -> None:
    with pytest.raises(BadRequest, match=f"(?i){problem}"):
        await bot.set_my_commands(commands)


async def test_a_menu_for_nobody_is_refused(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Invalid language code specified"):
        await bot.set_my_commands(menu("who"), language_code="fra")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.set_my_commands(menu("who"), BotCommandScopeChat(5))
