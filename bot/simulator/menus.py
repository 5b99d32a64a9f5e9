"""The bot's command menus: by scope and language, and which of them a person sees."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.simulator.chats import Chat, Kind, Person

Commands = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Scope:
    """Whom a menu is for; chat and user are set where the type speaks of one."""

    type: str = "default"
    chat_id: int | None = None
    user_id: int | None = None


class Menus:
    """Commands with their descriptions, as set by the bot."""

    def __init__(self) -> None:
        self._commands: dict[tuple[Scope, str], Commands] = {}

    def set(self, scope: Scope, language: str, commands: Commands) -> None:
        self._commands[scope, language] = commands

    def get(self, scope: Scope, language: str) -> Commands:
        return self._commands.get((scope, language), ())

    def delete(self, scope: Scope, language: str) -> None:
        self._commands.pop((scope, language), None)

    def all(self) -> Mapping[tuple[Scope, str], Commands]:
        return dict(self._commands)

    def seen_by(self, person: Person, chat: Chat) -> Commands:
        """The first menu set, from the narrowest scope to the widest, own language first."""
        for scope in _scopes(person, chat):
            for language in (person.language_code, ""):
                if commands := self.get(scope, language):
                    return commands
        return ()


def _scopes(person: Person, chat: Chat) -> Iterator[Scope]:
    if chat.kind is Kind.PRIVATE:
        yield Scope("chat", chat.id)
        yield Scope("all_private_chats")
    else:
        manages = chat.member(person).manages
        yield Scope("chat_member", chat.id, person.id)
        if manages:
            yield Scope("chat_administrators", chat.id)
        yield Scope("chat", chat.id)
        if manages:
            yield Scope("all_chat_administrators")
        yield Scope("all_group_chats")
    yield Scope()
