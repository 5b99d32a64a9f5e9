"""Which chats, topics and messages the bot can reach, refused in Telegram's words otherwise."""

from bot.simulator.chats import GENERAL_TOPIC, Chat, Kind, Message, Status
from bot.simulator.methods.base import ChatId
from bot.simulator.replies import bad_request, forbidden
from bot.simulator.telegram import Telegram


def readable_chat(telegram: Telegram, chat_id: ChatId) -> Chat:
    """A chat the bot is or has been in."""
    chat = telegram.chats.get(chat_id) if isinstance(chat_id, int) else None
    if chat is None or (telegram.bot.id not in chat.members and chat.kind is not Kind.PRIVATE):
        raise bad_request("chat not found")
    return chat


def open_chat(telegram: Telegram, chat_id: ChatId) -> Chat:
    """A chat in which the bot may act."""
    chat = readable_chat(telegram, chat_id)
    if chat.migrated_to:
        raise bad_request(
            "group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to
        )
    bot = chat.member(telegram.bot)
    if chat.kind is Kind.PRIVATE and bot.status is Status.KICKED:
        raise forbidden("bot was blocked by the user")
    if chat.kind is Kind.PRIVATE and not bot.present:
        raise forbidden("bot can't initiate conversation with a user")
    if bot.status is Status.KICKED:
        raise forbidden(f"bot was kicked from the {chat.kind} chat")
    if not bot.present:
        raise forbidden(f"bot is not a member of the {chat.kind} chat")
    return chat


def open_topic(telegram: Telegram, chat: Chat, thread_id: int | None) -> int | None:
    """A topic in which the bot may write; the General topic is no topic here, as at Telegram."""
    if thread_id is None:
        return None
    topic = chat.topics.get(thread_id)
    if topic is None:
        raise bad_request("message thread not found")
    if topic.closed and not chat.member(telegram.bot).manages:
        raise bad_request("TOPIC_CLOSED")
    return topic.id


def visible_topic(chat: Chat, thread_id: int | None) -> None:
    """Other than for messages, General may be named by its number."""
    if thread_id is None or (thread_id == GENERAL_TOPIC and chat.is_forum):
        return
    if thread_id not in chat.topics:
        raise bad_request("message thread not found")


def own_message(telegram: Telegram, chat: Chat, message_id: int) -> Message:
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request("message to edit not found")
    if message.author != telegram.bot or message.service:
        raise bad_request("message can't be edited")
    return message
