"""The command menus that Telegram shows, from the registry."""

import logging

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

from bot.commands import COMMANDS, line_of, name_of

_LONGEST = 256  # characters of a description
_PRIVATE_ONLY = frozenset({"start"})
_log = logging.getLogger(__name__)


async def show(bot: Bot) -> None:
    """Set the menu of each scope; without one people can still type."""
    private = [BotCommand(name_of(command), line_of(command)[:_LONGEST]) for command in COMMANDS]
    everywhere = [entry for entry in private if entry.command not in _PRIVATE_ONLY]
    scopes: list[tuple[BotCommandScope, list[BotCommand]]] = [
        (BotCommandScopeDefault(), everywhere),
        (BotCommandScopeAllPrivateChats(), private),
        (BotCommandScopeAllGroupChats(), everywhere),
    ]
    for scope, commands in scopes:
        try:
            await bot.set_my_commands(commands, scope=scope)
        except TelegramError as error:
            _log.warning("the menu for %s was not set: %s", scope.type, error.message)
