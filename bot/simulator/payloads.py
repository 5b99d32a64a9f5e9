"""People, chats and messages in the form the Bot API gives them."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.simulator.chats import Chat, Kind, Member, Message, Person, Status
from bot.simulator.files import Stored
from bot.simulator.inline import InlineQuery
from bot.simulator.queries import Query
from bot.simulator.replies import Payload

# Telegram shows one and the same account for every anonymous administrator, for everybody who
# speaks as a channel, and for the posts of a linked channel.
ANONYMOUS = Person(1087968824, "Group", "GroupAnonymousBot", is_bot=True)
AS_CHANNEL = Person(136817688, "Channel", "Channel_Bot", is_bot=True)
LINKED_CHANNEL = Person(777000, "Telegram")

_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories",
)  # fmt: skip
_RIGHTS_BY_KIND: Mapping[Kind, tuple[str, ...]] = {
    Kind.GROUP: ("can_pin_messages",),
    Kind.SUPERGROUP: ("can_pin_messages", "can_manage_topics"),
    Kind.CHANNEL: ("can_post_messages", "can_edit_messages"),
}
_PERMISSIONS_TO_SEND = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos",
    "can_send_videos", "can_send_video_notes", "can_send_voice_notes", "can_send_polls",
    "can_send_other_messages", "can_add_web_page_previews", "can_react_to_messages",
)  # fmt: skip
_OTHER_PERMISSIONS = (
    "can_edit_tag", "can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics",
)  # fmt: skip


def user(person: Person) -> Payload:
    return _present(
        id=person.id,
        is_bot=person.is_bot,
        first_name=person.first_name,
        username=person.username or None,
        language_code=person.language_code or None,
    )


def chat(place: Chat) -> Payload:
    if place.kind is Kind.PRIVATE:
        person = place.members[place.id].person
        username = person.username or None
        return _present(id=place.id, type="private", first_name=place.title, username=username)
    is_forum = place.is_forum or None
    return _present(id=place.id, type=place.kind, title=place.title, is_forum=is_forum)


def full_chat(place: Chat) -> Payload:
    gifts = dict.fromkeys(
        (
            "unlimited_gifts",
            "limited_gifts",
            "unique_gifts",
            "premium_subscription",
            "gifts_from_channels",
        ),
        False,
    )
    linked = _present(linked_chat_id=place.linked_to)
    return (
        chat(place)
        | linked
        | {
            "accent_color_id": place.id % 7,
            "max_reaction_count": 11,
            "accepted_gift_types": gifts,
        }
    )


def message(said: Message) -> Payload:
    return _without_reply(said) | _present(reply_to_message=_replied(said))


def file(stored: Stored) -> Payload:
    document = stored.document
    return {
        "file_id": document.file_id,
        "file_unique_id": document.file_unique_id,
        "file_size": document.file_size,
        "file_path": stored.path,
    }


def member(of_chat: Chat, who: Member) -> Payload:
    payload: Payload = {"user": user(who.person), "status": who.status}
    match who.status:
        case Status.CREATOR:
            payload["is_anonymous"] = who.anonymous
        case Status.ADMINISTRATOR:
            payload |= {right: who.has(right) for right in rights(of_chat.kind)}
            payload |= {"can_be_edited": False, "is_anonymous": who.anonymous}
        case Status.RESTRICTED:
            payload |= dict.fromkeys(_PERMISSIONS_TO_SEND, who.has("can_send_messages"))
            payload |= dict.fromkeys(_OTHER_PERMISSIONS, False)
            payload |= {"is_member": True, "until_date": 0}
        case Status.KICKED:
            payload["until_date"] = 0
    return payload


def rights(kind: Kind) -> tuple[str, ...]:
    """What an administrator may be given."""
    return _RIGHTS + _RIGHTS_BY_KIND[kind]


def member_updated(of_chat: Chat, by: Person, date: int, before: Member, after: Member) -> Payload:
    return {
        "chat": chat(of_chat),
        "from": user(by),
        "date": date,
        "old_chat_member": member(of_chat, before),
        "new_chat_member": member(of_chat, after),
    }


def callback_query(query: Query) -> Payload:
    return {
        "id": query.id,
        "from": user(query.person),
        "message": message(query.message),
        "chat_instance": str(query.message.chat.id),
        "data": query.data,
    }


def inline_query(query: InlineQuery) -> Payload:
    return {
        "id": query.id,
        "from": user(query.person),
        "query": query.words,
        "offset": query.offset,
        "chat_type": query.chat_type,
    }


def by_way_of(bot: Person, person: Person) -> Payload:
    """The origin of a card that somebody chose."""
    return {"from": user(person), "via_bot": user(bot)}


def as_channel(speaker: Chat) -> Payload:
    """The origin of what somebody says as a channel."""
    return {"from": user(AS_CHANNEL), "sender_chat": chat(speaker)}


def copied(post: Message) -> Payload:
    """The origin of a channel's post in the group that discusses it."""
    channel = chat(post.chat)
    source = {"type": "channel", "date": post.date, "chat": channel, "message_id": post.id}
    return {
        "from": user(LINKED_CHANNEL),
        "sender_chat": channel,
        "forward_origin": source,
        "is_automatic_forward": True,
    }


def _without_reply(said: Message) -> Payload:
    in_topic = said.topic is not None
    return _present(
        message_id=said.id,
        message_thread_id=said.topic if in_topic else _thread(said),
        is_topic_message=in_topic or None,
        **_origin(said),
        chat=chat(said.chat),
        date=said.date,
        edit_date=said.edit_date,
        **_content(said),
        link_preview_options=said.link_preview,
        reply_markup=said.keyboard,
        **said.service,
    )


def _content(said: Message) -> Payload:
    text = said.text or None
    entities = [_present(**vars(entity)) for entity in said.entities] or None
    if said.document is None:
        return {"text": text, "entities": entities}
    return {"document": asdict(said.document), "caption": text, "caption_entities": entities}


def _origin(said: Message) -> Payload:
    if said.origin:
        return dict(said.origin)
    if said.chat.kind is Kind.CHANNEL:
        return {"sender_chat": chat(said.chat)}
    if said.anonymous:
        return {"from": user(ANONYMOUS), "sender_chat": chat(said.chat)}
    return {"from": user(said.author)}


def _replied(said: Message) -> Payload | None:
    """What it replies to: in a topic, Telegram names the topic's first message if nothing else."""
    first = None if said.topic == said.id else said.topic
    replied = said.chat.messages.get(said.reply_to or first or 0)
    return _without_reply(replied) if replied else None


def _thread(said: Message) -> int | None:
    """In a supergroup a chain of replies has a thread id too, though it is no topic."""
    if said.chat.kind is not Kind.SUPERGROUP or said.reply_to is None:
        return None
    replied = said.chat.messages.get(said.reply_to)
    return (_thread(replied) if replied else None) or said.reply_to


def _present(**values: Any) -> Payload:
    return {name: value for name, value in values.items() if value is not None}
