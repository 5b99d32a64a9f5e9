"""The command menus that Telegram shows, from the registry."""

import logging
from collections.abc import Collection, Sequence
from contextlib import suppress

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.commands import COMMANDS, OF_OPERATORS, Listed, line_of, name_of
from bot.store import menus
from bot.store.database import Database, UnavailableError

_LONGEST = 256  # characters of a description
_PRIVATE_ONLY = frozenset({"start"})
_log = logging.getLogger(__name__)


async def show(bot: Bot, operators: Collection[int], database: Database) -> None:
    """Set the menu of each scope; without one people can still type."""
    private = [_entry(command) for command in COMMANDS]
    everywhere = [entry for entry in private if entry.command not in _PRIVATE_ONLY]
    scopes: list[tuple[BotCommandScope, list[BotCommand]]] = [
        (BotCommandScopeDefault(), everywhere),
        (BotCommandScopeAllPrivateChats(), private),
        (BotCommandScopeAllGroupChats(), everywhere),
    ]
    for scope, commands in scopes:
        await _set(bot, scope, commands)
    for operator in sorted(operators):
        await show_operator(bot, operator, database)
    for former in await database.run(menus.given) - set(operators):
        await _hide(bot, former, database)


async def show_operator(bot: Bot, operator: int, database: Database) -> None:
    """Set an operator's own menu; before their first word to the bot, that can't be done."""
    commands = [_entry(command) for command in (*COMMANDS, *OF_OPERATORS)]
    try:
        await bot.set_my_commands(commands, scope=BotCommandScopeChat(operator))
        await database.run(menus.give, operator)
    except (TelegramError, UnavailableError):
        _log.info("operator %s gets the operators' menu after sending /start to the bot", operator)


async def _hide(bot: Bot, former: int, database: Database) -> None:
    with suppress(BadRequest, Forbidden):  # who has blocked the bot sees no menu
        await bot.delete_my_commands(BotCommandScopeChat(former))
    await database.run(menus.take, former)


async def _set(bot: Bot, scope: BotCommandScope, commands: Sequence[BotCommand]) -> None:
    try:
        await bot.set_my_commands(commands, scope=scope)
    except TelegramError as error:
        _log.warning("the menu for %s was not set: %s", scope.type, error.message)


def _entry(command: Listed) -> BotCommand:
    return BotCommand(name_of(command), line_of(command)[:_LONGEST])
