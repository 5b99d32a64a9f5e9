"""The local Telegram in a terminal: what is typed is said to the bot, a number presses a button."""

import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from prompt_toolkit import PromptSession
from prompt_toolkit.patch_stdout import patch_stdout

from bot.simulator.chats import Message
from bot.simulator.telegram import Telegram


class Conversation:
    """One person's private chat with the bot."""

    def __init__(self, telegram: Telegram) -> None:
        """Open the chat."""
        self._telegram = telegram
        self._person = telegram.person("You")
        self._chat = telegram.private(self._person)

    async def say(self, line: str) -> list[Message]:
        """Say a line, or press the button it numbers; return what the bot said or changed."""
        before = self._said()
        buttons = self._buttons()
        line = line.encode(errors="replace").decode()  # a terminal may hand over half a character
        if line.isdecimal() and buttons:
            self._press(int(line))
        else:
            self._telegram.say(self._person, self._chat, line)
        await self._telegram.settled(patience=60)
        return [message for message in self._said() if message not in before]

    def _press(self, number: int) -> None:
        buttons = self._buttons()
        if not 1 <= number <= len(buttons):
            raise ValueError(f"there is no button {number}: they go from 1 to {len(buttons)}")
        self._telegram.press(self._person, self._last(), buttons[number - 1]["callback_data"])

    def _buttons(self) -> list[dict[str, str]]:
        said = self._said()
        return list(said[-1].buttons) if said else []

    def _last(self) -> Message:
        return self._said()[-1]

    def _said(self) -> list[Message]:
        return self._telegram.messages(self._chat, by=self._telegram.bot)


def shown(message: Message) -> str:
    """Return a message as text, its buttons numbered below it."""
    buttons = [f"[{number}] {one['text']}" for number, one in enumerate(message.buttons, 1)]
    return "\n\n".join([message.text, *(["  ".join(buttons)] if buttons else [])])


def with_links(message: Message) -> str:
    """Return a message as text, and below it where its links lead, each address once."""
    names: dict[str, str] = {}
    for entity in message.entities:
        if entity.url:
            names.setdefault(entity.url, entity.cut(message.text))
    lines = [f"{name}: {address}" for address, name in names.items()]
    return "\n\n".join([shown(message), *(["\n".join(lines)] if lines else [])])


async def converse(conversation: Conversation, write: Callable[[str], None]) -> None:
    """Hold a conversation until the terminal, or what is piped in, comes to its end."""
    async with aclosing(_lines()) as lines:
        async for line in lines:
            if not line.strip():
                continue
            try:
                for message in await conversation.say(line.strip()):
                    write(f"\n{shown(message)}\n")
            except ValueError as error:
                write(f"{error}")


async def _lines() -> AsyncGenerator[str, None]:
    if not sys.stdin.isatty():
        for line in sys.stdin:
            yield line
        return
    session: PromptSession[str] = PromptSession()
    with patch_stdout():
        while True:
            try:
                yield await session.prompt_async("› ")
            except (EOFError, KeyboardInterrupt):
                return
