"""Who there is and where they meet: people, chats, and their coming and going."""

import time
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from bot.simulator import payloads
from bot.simulator.changes import Changes
from bot.simulator.chats import Chat, End, Kind, Member, Message, Person, Status, Topic
from bot.simulator.privacy import hears
from bot.simulator.updates import Clock, Updates

# Beyond 32 bits on purpose, as Telegram's ids are.
_BOT_ID = 8_000_000_001
_FIRST_PERSON_ID = 7_000_000_000
_FIRST_GROUP_ID = -4_000_000_000
_FIRST_SUPERGROUP_ID = -1_002_000_000_000


class World:
    """People and places around one bot; what it may know of them goes into its updates.

    Mistakes of whoever plays the people raise ValueError. All of it belongs to one event loop.
    """

    def __init__(self, username: str, *, privacy: bool = True, clock: Clock = time.time) -> None:
        self.bot = Person(_BOT_ID, "Briefing bot", username, is_bot=True)
        self.privacy = privacy
        self.clock = clock
        self.changes = Changes()
        self.updates = Updates(clock, self.changes)
        self.people: dict[int, Person] = {self.bot.id: self.bot}
        self.chats: dict[int, Chat] = {}

    @property
    def now(self) -> int:
        return int(self.clock())

    def person(
        self, first_name: str, username: str = "", *, is_bot: bool = False, language_code: str = ""
    ) -> Person:
        number = _FIRST_PERSON_ID + len(self.people)
        person = Person(number, first_name, username, is_bot, language_code)
        self.people[person.id] = person
        return person

    def private(self, person: Person) -> Chat:
        """The chat with the bot; the bot may write in it once the person has spoken."""
        if person.id not in self.chats:
            chat = Chat(person.id, Kind.PRIVATE, person.first_name)
            chat.members[person.id] = Member(person, Status.MEMBER)
            self.chats[person.id] = chat
        return self.chats[person.id]

    def group(
        self, title: str, owner: Person, *, supergroup: bool = False, topics: tuple[str, ...] = ()
    ) -> Chat:
        """A group without the bot; with topics it is a supergroup."""
        if not (supergroup or topics):
            return self._found(Kind.GROUP, title, owner)
        chat = self._found(Kind.SUPERGROUP, title, owner)
        for name in topics:
            self.open_topic(chat, name)
        return chat

    def channel(self, title: str, owner: Person) -> Chat:
        return self._found(Kind.CHANNEL, title, owner)

    def open_topic(self, chat: Chat, name: str) -> Topic:
        if chat.kind is not Kind.SUPERGROUP:
            raise ValueError(f"{chat.title} is a {chat.kind}: only supergroups have topics")
        chat.is_forum = True
        topic = Topic(chat.last_message_id + 1, name)
        chat.topics[topic.id] = topic
        created = {"name": name, "icon_color": 7322096}
        self._note(chat, chat.owner, {"forum_topic_created": created}, topic.id)
        return topic

    def close_topic(self, chat: Chat, name: str) -> None:
        self._turn_topic(chat, chat.topic(name), closed=True)

    def reopen_topic(self, chat: Chat, name: str) -> None:
        self._turn_topic(chat, chat.topic(name), closed=False)

    def delete_topic(self, chat: Chat, name: str) -> None:
        del chat.topics[chat.topic(name).id]
        self.changes.happened()

    def add_bot(self, chat: Chat, by: Person) -> None:
        """In a channel the bot becomes an administrator: bots cannot be anything else there."""
        is_channel = chat.kind is Kind.CHANNEL
        status = Status.ADMINISTRATOR if is_channel else Status.MEMBER
        self._become(chat, Member(self.bot, status), by)
        if not is_channel:
            self._note(chat, by, {"new_chat_members": [payloads.user(self.bot)]})

    def remove_bot(self, chat: Chat, by: Person) -> None:
        self._become(chat, Member(self.bot, Status.KICKED), by)

    def join(self, person: Person, chat: Chat) -> None:
        self._become(chat, Member(person, Status.MEMBER), person)
        if chat.kind is not Kind.CHANNEL:
            self._note(chat, person, {"new_chat_members": [payloads.user(person)]})

    def leave(self, person: Person, chat: Chat) -> None:
        self._become(chat, Member(person, Status.LEFT), person)
        if chat.kind is not Kind.CHANNEL:
            self._note(chat, person, {"left_chat_member": payloads.user(person)})

    def promote(
        self,
        person: Person,
        chat: Chat,
        *,
        anonymous: bool = False,
        without: Collection[str] = (),
    ) -> None:
        """Make somebody an administrator; `without` names the rights that are not given."""
        self._check_present(person, chat)
        if unknown := set(without) - set(payloads.rights(chat.kind)):
            raise ValueError(f"an administrator of a {chat.kind} has no right {min(unknown)!r}")
        status = Status.CREATOR if person == chat.owner else Status.ADMINISTRATOR
        self._become(chat, Member(person, status, anonymous, frozenset(without)), chat.owner)

    def demote(self, person: Person, chat: Chat) -> None:
        self._check_present(person, chat)
        self._become(chat, Member(person, Status.MEMBER), chat.owner)

    def restrict(self, person: Person, chat: Chat, *, can_send_messages: bool = False) -> None:
        self._check_present(person, chat)
        if chat.kind is not Kind.SUPERGROUP:
            raise ValueError(f"{chat.title} is a {chat.kind}: only supergroups restrict members")
        without = frozenset() if can_send_messages else frozenset({"can_send_messages"})
        self._become(chat, Member(person, Status.RESTRICTED, without=without), chat.owner)

    def link(self, channel: Chat, group: Chat) -> None:
        """From now on what is posted in the channel is discussed in the group."""
        if (channel.kind, group.kind) != (Kind.CHANNEL, Kind.SUPERGROUP):
            raise ValueError("a channel is discussed in a supergroup")
        channel.linked_to, group.linked_to = group.id, channel.id
        self.changes.happened()

    def delete_account(self, person: Person) -> None:
        self.private(person).end = End.DEACTIVATED
        self.changes.happened()

    def forget(self, chat: Chat) -> None:
        """The chat vanishes, and nobody is told."""
        chat.end = End.VANISHED
        self.changes.happened()

    def block(self, person: Person) -> None:
        self._become(self.private(person), Member(self.bot, Status.KICKED), person)

    def unblock(self, person: Person) -> None:
        self._become(self.private(person), Member(self.bot, Status.MEMBER), person)

    def migrate(self, group: Chat, *, new_first: bool = False) -> Chat:
        """Upgrade a group: the supergroup has its own id and its own messages.

        Each tells of the other; with `new_first`, what the supergroup tells comes first.
        """
        if group.kind is not Kind.GROUP or group.migrated_to:
            raise ValueError(f"{group.title} is no group that could still become a supergroup")
        upgraded = self._found(Kind.SUPERGROUP, group.title, group.owner)
        upgraded.members = dict(group.members)
        group.migrated_to = upgraded.id
        notes = [
            (group, {"migrate_to_chat_id": upgraded.id}),
            (upgraded, {"migrate_from_chat_id": group.id}),
        ]
        for chat, service in reversed(notes) if new_first else notes:
            self._note(chat, group.owner, service)
        return upgraded

    def _turn_topic(self, chat: Chat, topic: Topic, *, closed: bool) -> None:
        chat.topics[topic.id] = replace(topic, closed=closed)
        told = "forum_topic_closed" if closed else "forum_topic_reopened"
        self._note(chat, chat.owner, {told: {}}, topic.id)

    def _found(self, kind: Kind, title: str, owner: Person) -> Chat:
        first = _FIRST_GROUP_ID if kind is Kind.GROUP else _FIRST_SUPERGROUP_ID
        # The first message tells of the founding; so no topic is number 1, which means General.
        chat = Chat(first - len(self.chats), kind, title, last_message_id=1)
        chat.members[owner.id] = Member(owner, Status.CREATOR)
        self.chats[chat.id] = chat
        self.changes.happened()
        return chat

    def _become(self, chat: Chat, member: Member, by: Person) -> None:
        before = chat.member(member.person)
        if before.status is Status.CREATOR and member.status is not Status.CREATOR:
            raise ValueError(f"{before.person.first_name} owns {chat.title} and stays its owner")
        chat.members[member.person.id] = member
        about_the_bot = member.person == self.bot
        if about_the_bot or chat.member(self.bot).manages:
            kind = "my_chat_member" if about_the_bot else "chat_member"
            self.updates.add(kind, payloads.member_updated(chat, by, self.now, before, member))
        self.changes.happened()

    def _note(
        self, chat: Chat, author: Person, service: Mapping[str, Any], topic: int | None = None
    ) -> None:
        self._tell(chat.post(author, self.now, service=service, topic=topic))

    def _tell(self, message: Message, *, edited: bool = False) -> None:
        """An update for the bot, if it hears the message."""
        self.changes.happened()
        if hears(self.bot, message, privacy=self.privacy):
            kind = "channel_post" if message.chat.kind is Kind.CHANNEL else "message"
            self.updates.add(f"edited_{kind}" if edited else kind, payloads.message(message))

    def _check_present(self, person: Person, chat: Chat) -> None:
        if chat.end:
            raise ValueError(f"{chat.title}: {chat.end}")
        if not chat.member(person).present:
            raise ValueError(
                f"{person.first_name} is not in {chat.title}: let them join() it first, "
                "or add_bot() where it is the bot"
            )
