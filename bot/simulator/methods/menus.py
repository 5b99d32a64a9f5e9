"""The bot's command menus and their limits."""

import re
from typing import Literal, Self

from pydantic import model_validator

from bot.simulator.menus import Scope
from bot.simulator.methods.access import menu_chat
from bot.simulator.methods.base import ChatId, Form, Method
from bot.simulator.replies import Payload, bad_request
from bot.simulator.telegram import Telegram

MAXIMUM_COMMANDS = 100
MAXIMUM_DESCRIPTION = 256


class BotCommand(Form):
    command: str
    description: str

    @model_validator(mode="after")
    def _is_valid(self) -> Self:
        name = self.command.removeprefix("/")
        if not re.fullmatch(r"[a-z0-9_]{1,32}", name):
            raise ValueError(f"BOT_COMMAND_INVALID: {name!r} is not 1 to 32 of a-z, 0-9 and _")
        if not 1 <= len(self.description) <= MAXIMUM_DESCRIPTION:
            raise ValueError(f"BOT_COMMAND_DESCRIPTION_INVALID: /{name} needs 1 to 256 characters")
        return self


class BotCommandScope(Form):
    type: Literal[
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    ]
    chat_id: ChatId | None = None
    user_id: int | None = None

    @model_validator(mode="after")
    def _names_whom(self) -> Self:
        if self.type.startswith("chat") != (self.chat_id is not None):
            raise ValueError("can't parse BotCommandScope: Empty chat_id specified")
        if (self.type == "chat_member") != (self.user_id is not None):
            raise ValueError("can't parse BotCommandScope: Invalid user_id specified")
        return self


class _Menu(Method):
    """What the three methods share: whom the menu is for."""

    scope: BotCommandScope | None = None
    language_code: str = ""

    def key(self, telegram: Telegram) -> tuple[Scope, str]:
        if self.language_code and not re.fullmatch(r"[a-z]{2}", self.language_code):
            raise bad_request("invalid language code specified")
        if self.scope is None:
            return Scope(), self.language_code
        chat_id = self.scope.chat_id
        chat = menu_chat(telegram, chat_id) if chat_id is not None else None
        scope = Scope(self.scope.type, chat.id if chat else None, self.scope.user_id)
        return scope, self.language_code


class SetMyCommands(_Menu):
    commands: list[BotCommand]

    async def answer(self, telegram: Telegram) -> bool:
        if len(self.commands) > MAXIMUM_COMMANDS:
            raise bad_request(f"BOT_COMMANDS_TOO_MUCH: at most {MAXIMUM_COMMANDS}")
        names = [(entry.command.removeprefix("/"), entry.description) for entry in self.commands]
        telegram.menus.set(*self.key(telegram), tuple(names))
        telegram.changes.happened()
        return True


class GetMyCommands(_Menu):
    async def answer(self, telegram: Telegram) -> list[Payload]:
        commands = telegram.menus.get(*self.key(telegram))
        return [{"command": name, "description": words} for name, words in commands]


class DeleteMyCommands(_Menu):
    async def answer(self, telegram: Telegram) -> bool:
        telegram.menus.delete(*self.key(telegram))
        telegram.changes.happened()
        return True
