"""What one open page shows, told as what has changed since it was last told."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from bot.simulator import payloads
from bot.simulator.chats import Chat, Message
from bot.simulator.page.notices import Notices
from bot.simulator.page.stage import Stage, role
from bot.simulator.replies import FILE, Payload, Reply
from bot.simulator.telegram import Call

# Of what there is when a page opens, the newest that it is given.
WIRE = 200
NOTICES = 20


class View:
    """Remembers what a page knows; the first look tells everything, later ones what is new."""

    def __init__(self, stage: Stage, notices: Notices) -> None:
        self._telegram, self._stage, self._notices = stage.telegram, stage, notices
        self._known: dict[str, Any] = {}
        self._calls = max(0, len(stage.telegram.calls) - WIRE)
        self._notice = max(0, len(notices.all) - NOTICES)
        self._toasts = len(stage.telegram.toasts)
        self._dealt = len(stage.telegram.inline.answers)
        self._fresh = True

    def look(self) -> Payload:
        """What is new, by kind; kinds without news are left out."""
        found = {
            "fresh": self._fresh,
            "self": self._news("self", self._self()),
            "chats": [piece for chat in self._chats() if (piece := self._chat_news(chat))],
            "messages": [self._message(said) for said in self._new_messages()],
            "gone": self._gone(),
            "wire": [_wire(call) for call in self._new_calls()],
            "toasts": list(self._new_toasts()),
            "cards": list(self._new_cards()),
            "notices": [notice.payload for notice in self._new_notices()],
        }
        self._fresh = False
        return {name: value for name, value in found.items() if value}

    def _self(self) -> Payload:
        return {
            "bot": payloads.user(self._telegram.bot),
            "people": [payloads.user(person) for person in self._stage.people],
            "waiting": len(self._telegram.updates.waiting),
            "faults": self._telegram.faults.planned,
        }

    def _chats(self) -> list[Chat]:
        return list(self._telegram.chats.values())

    def _chat_news(self, chat: Chat) -> Payload | None:
        return self._news(f"chat {chat.id}", self._chat(chat))

    def _chat(self, chat: Chat) -> Payload:
        people = self._stage.people
        return {
            **payloads.chat(chat),
            "title": chat.title,
            "topics": [asdict(topic) for topic in chat.topics.values()],
            "roles": {person.id: role(chat, person) for person in people},
            "bot": chat.member(self._telegram.bot).status,
            "migrated_to": chat.migrated_to,
            "commands": {
                person.id: self._telegram.menus.seen_by(person, chat) for person in people
            },
        }

    def _news(self, key: str, value: Payload) -> Payload | None:
        if self._known.get(key) == value:
            return None
        self._known[key] = value
        return value

    def _new_messages(self) -> Iterator[Message]:
        for chat in self._chats():
            for said in chat.messages.values():
                key = f"message {chat.id} {said.id}"
                if self._known.get(key) is not said:
                    self._known[key] = said
                    yield said

    def _gone(self) -> list[Payload]:
        gone = [
            (key, said)
            for key, said in self._known.items()
            if isinstance(said, Message) and said.id not in said.chat.messages
        ]
        for key, _ in gone:
            del self._known[key]
        return [{"chat": said.chat.id, "message": said.id} for _, said in gone]

    def _message(self, said: Message) -> Payload:
        """As the Bot API has it, and what only clients know: who wrote, and in which topic."""
        return payloads.message(said) | {"author": said.author.id, "topic": said.topic}

    def _new_calls(self) -> list[Call]:
        calls = self._telegram.calls[self._calls :]
        self._calls += len(calls)
        return calls

    def _new_toasts(self) -> Iterator[Payload]:
        for toast in self._telegram.toasts[self._toasts :]:
            self._toasts += 1
            query = toast.query
            yield {
                "query": query.id,
                "person": query.person.id,
                "text": toast.text,
                "alert": toast.alert,
                "url": toast.url,
            }

    def _new_cards(self) -> Iterator[Payload]:
        for query, dealt in list(self._telegram.inline.answers.items())[self._dealt :]:
            self._dealt += 1
            cards = [
                {"id": card.id, "title": card.title, "description": card.description}
                for card in dealt.cards
            ]
            yield {"query": query, "cards": cards}

    def _new_notices(self) -> Iterator[Any]:
        for notice in self._notices.all[self._notice :]:
            self._notice += 1
            yield notice


def _wire(call: Call) -> Payload:
    outcome = call.outcome
    common = {
        "method": call.method,
        "parameters": call.parameters,
        "at": call.at,
        "seconds": call.seconds,
    }
    if not isinstance(outcome, Reply):
        return common | {"ok": False, "said": str(outcome)}
    if outcome.content_type == FILE:
        return common | {"ok": True, "answer": f"{len(outcome.body)} bytes"}
    if outcome.content_type != "application/json":
        return common | {"ok": False, "said": f"{outcome.status}, no JSON"}
    reply = outcome.json
    said = {} if reply["ok"] else {"said": reply["description"]}
    return common | {"ok": reply["ok"], "answer": reply} | said
