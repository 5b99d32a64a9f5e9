"""Telegram itself, as far as one bot can tell: what people say and do, and what the bot answers."""

import time
from dataclasses import dataclass
from typing import Any

from bot.simulator import payloads
from bot.simulator.chats import Chat, Kind, Member, Message, Person, Status
from bot.simulator.entities import detected, utf16_length
from bot.simulator.faults import Fault, Faults, Outcome
from bot.simulator.files import Files
from bot.simulator.formatting import MAXIMUM_CAPTION, MAXIMUM_LENGTH
from bot.simulator.inline import DEADLINE as INLINE_DEADLINE
from bot.simulator.inline import Card, ChatType, Inline, InlineQuery
from bot.simulator.limits import Limits
from bot.simulator.menus import Menus
from bot.simulator.queries import DEADLINE, Queries, Query, Toast
from bot.simulator.replies import Payload, Reply
from bot.simulator.updates import Clock
from bot.simulator.world import World


@dataclass(frozen=True)
class Call:
    """One call of the Bot API and what became of it.

    `outcome` is what the caller got. `reply` is what Telegram made of the call, and is missing
    where a fault kept it from taking place.
    """

    method: str
    parameters: Payload
    outcome: Outcome
    at: float
    seconds: float
    fault: Fault | None = None
    reply: Reply | None = None


class Telegram(World):
    """One bot's Telegram: people act through its methods, the bot through the Bot API."""

    def __init__(
        self,
        username: str = "briefing_bot",
        *,
        token: str = "",
        privacy: bool = True,
        clock: Clock = time.time,
    ) -> None:
        super().__init__(username, privacy=privacy, clock=clock)
        self.token = token or f"{self.bot.id}:simulated"
        self.queries = Queries(clock)
        self.inline = Inline(clock)
        self.menus = Menus()
        self.files = Files()
        self.faults = Faults()
        self.limits = Limits(clock)
        self.calls: list[Call] = []

    def record(self, call: Call) -> None:
        """A call of the bot has come to its end."""
        self.calls.append(call)
        self.changes.happened()

    def say(
        self,
        person: Person,
        chat: Chat,
        text: str,
        *,
        topic: str | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """A reply stays in the topic of the message it answers, unless another is named."""
        return self._utter(person, chat, topic, reply_to, _spoken(text))

    def send_document(  # noqa: PLR0913 - a file, what is said to it, and where
        self,
        person: Person,
        chat: Chat,
        file_name: str,
        content: bytes,
        caption: str = "",
        *,
        topic: str | None = None,
    ) -> Message:
        """Somebody sends a file, which the bot may fetch."""
        words = _spoken(caption, MAXIMUM_CAPTION) if caption.strip() else {}
        document = self.files.add(file_name, content)
        return self._utter(person, chat, topic, None, words | {"document": document})

    def say_as(self, channel: Chat, chat: Chat, text: str) -> Message:
        """The owner of a channel speaks in a supergroup as the channel."""
        if channel.kind is not Kind.CHANNEL or chat.kind is not Kind.SUPERGROUP:
            raise ValueError("people speak as a channel, and in a supergroup")
        self._check_may_speak(channel.owner, chat)
        origin = payloads.as_channel(channel)
        message = chat.post(channel.owner, self.now, origin=origin, **_spoken(text))
        self._tell(message)
        return message

    def edit(self, person: Person, message: Message, text: str) -> Message:
        shown = self.current(message)
        if shown.author != person:
            raise ValueError(f"{person.first_name} can edit only their own messages")
        edited = shown.chat.edit(shown, self.now, **_spoken(text))
        self._tell(edited, edited=True)
        return edited

    def delete(self, person: Person, message: Message) -> None:
        """Somebody deletes a message for everybody; the bot is not told."""
        shown = self.current(message)
        self._check_present(person, shown.chat)
        if not shown.chat.may_delete(person, shown):
            raise ValueError(f"{person.first_name} may not delete what others said")
        self.withdraw(shown)

    def press(self, person: Person, message: Message, button: str) -> Query:
        """Press a button of the message as it stands now; name it by its text or callback data."""
        shown = self.current(message)
        self._check_present(person, shown.chat)
        query = self.queries.press(person, shown, _callback_data(shown, button))
        self.updates.add("callback_query", payloads.callback_query(query), lifetime=DEADLINE)
        return query

    def type_inline(
        self, person: Person, words: str, chat: Chat | None = None, *, offset: str = ""
    ) -> InlineQuery:
        """Type something behind the bot's name; without a chat, in one that the bot is not in."""
        query, is_new = self.inline.type(person, words, offset, _chat_type(person, chat))
        if is_new:
            content = payloads.inline_query(query)
            self.updates.add("inline_query", content, lifetime=INLINE_DEADLINE)
        return query

    def choose(self, person: Person, chat: Chat, card: Card, topic: str | None = None) -> Message:
        """Send a card into a chat."""
        content: Payload = {"text": card.text, "entities": card.entities, "keyboard": card.keyboard}
        content["origin"] = payloads.by_way_of(self.bot, person)
        return self._utter(person, chat, topic, None, content)

    def current(self, message: Message) -> Message:
        if message.id not in message.chat.messages:
            raise ValueError(f"message {message.id} in {message.chat.title} has been deleted")
        return message.chat.messages[message.id]

    def post(self, chat: Chat, **content: Any) -> Message:
        """The bot says something."""
        message = chat.post(self.bot, self.now, **content)
        self.changes.happened()
        self._discuss(message)
        return message

    def revise(self, message: Message, **content: Any) -> Message:
        """The bot edits what it said."""
        revised = message.chat.edit(self.current(message), self.now, **content)
        self.changes.happened()
        return revised

    def withdraw(self, message: Message) -> None:
        """A message stands there no longer."""
        del message.chat.messages[message.id]
        self.changes.happened()

    def messages(self, chat: Chat, by: Person | None = None) -> list[Message]:
        """What stands in the chat now, oldest first; with `by`, only what they said."""
        standing = list(chat.messages.values())  # at once, for who looks from another thread
        return [said for said in standing if by is None or said.author.id == by.id]

    @property
    def toasts(self) -> list[Toast]:
        return self.queries.toasts

    async def settled(self, patience: float = 20) -> None:
        """Wait until the bot has confirmed every update there is by now."""
        await self.updates.settled(patience)

    def _utter(
        self,
        person: Person,
        chat: Chat,
        topic: str | None,
        reply_to: Message | None,
        content: Payload,
    ) -> Message:
        self._check_may_speak(person, chat)
        inherited = reply_to.topic if reply_to else None
        message = chat.post(
            person,
            self.now,
            topic=chat.topic(topic).id if topic else inherited,
            reply_to=reply_to.id if reply_to else None,
            anonymous=chat.member(person).anonymous,
            **content,
        )
        self._tell(message)
        self._discuss(message)
        return message

    def _discuss(self, post: Message) -> None:
        """Copy a channel's post into the group that discusses the channel."""
        if post.chat.kind is not Kind.CHANNEL or post.chat.linked_to is None:
            return
        copy = self.chats[post.chat.linked_to].post(
            post.chat.owner,
            self.now,
            text=post.text,
            entities=post.entities,
            document=post.document,
            origin=payloads.copied(post),
        )
        self._tell(copy)

    def _check_may_speak(self, person: Person, chat: Chat) -> None:
        self._check_present(person, chat)
        if not chat.member(person).has("can_send_messages"):
            raise ValueError(f"{person.first_name} may not write in {chat.title}")
        if chat.migrated_to:
            raise ValueError(f"{chat.title} was upgraded: speak in chats[{chat.migrated_to}]")
        if chat.kind is Kind.CHANNEL and not chat.member(person).manages:
            raise ValueError(f"{person.first_name} only reads {chat.title}: promote() them first")
        if chat.kind is Kind.PRIVATE:
            self._meet_the_bot(person, chat)

    def _meet_the_bot(self, person: Person, chat: Chat) -> None:
        if chat.member(self.bot).status is Status.KICKED:
            raise ValueError(f"{person.first_name} has blocked the bot: unblock() it first")
        chat.members[self.bot.id] = Member(self.bot, Status.MEMBER)


def _spoken(text: str, longest: int = MAXIMUM_LENGTH) -> Payload:
    spoken = text.strip()
    if not 0 < utf16_length(spoken) <= longest:
        what = "message" if longest == MAXIMUM_LENGTH else "caption"
        raise ValueError(f"a {what} has 1 to {longest} characters, not {len(spoken)}")
    return {"text": spoken, "entities": detected(spoken)}


def _chat_type(person: Person, chat: Chat | None) -> ChatType:
    if chat is None:
        return ChatType.PRIVATE
    return ChatType.SENDER if chat.id == person.id else ChatType(chat.kind)


def _callback_data(message: Message, name: str) -> str:
    for button in message.buttons:
        if name in {button["text"], button.get("callback_data")}:
            if "callback_data" not in button:
                raise ValueError(f"the button {name!r} opens something, the bot is told nothing")
            return str(button["callback_data"])
    texts = ", ".join(repr(button["text"]) for button in message.buttons) or "none"
    raise ValueError(f"message {message.id} has no button {name!r}; its buttons: {texts}")
