"""Which chats, topics and messages the bot can reach, refused in Telegram's words otherwise."""

from bot.simulator.chats import GENERAL_TOPIC, Chat, End, Kind, Message, Status
from bot.simulator.methods.base import ChatId
from bot.simulator.replies import bad_request, forbidden
from bot.simulator.telegram import Telegram


def readable_chat(telegram: Telegram, chat_id: ChatId) -> Chat:
    """A chat the bot is or has been in."""
    chat = telegram.chats.get(chat_id) if isinstance(chat_id, int) else None
    if chat is None or chat.end is End.VANISHED or _is_strange(telegram, chat):
        raise bad_request("chat not found")
    return chat


def open_chat(telegram: Telegram, chat_id: ChatId) -> Chat:
    """A chat in which the bot may act."""
    chat = readable_chat(telegram, chat_id)
    if chat.migrated_to:
        raise bad_request(
            "group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to
        )
    if chat.kind is Kind.PRIVATE:
        _check_open_to_the_bot(telegram, chat)
    bot = chat.member(telegram.bot)
    if bot.status is Status.KICKED:
        raise forbidden(f"bot was kicked from the {chat.kind} chat")
    if not bot.present:
        raise forbidden(f"bot is not a member of the {chat.kind} chat")
    return chat


def writable_chat(telegram: Telegram, chat_id: ChatId) -> Chat:
    """A chat in which the bot may say something."""
    chat = open_chat(telegram, chat_id)
    bot = chat.member(telegram.bot)
    if chat.kind is Kind.CHANNEL and not (bot.manages and bot.has("can_post_messages")):
        raise bad_request("need administrator rights in the channel chat")
    if not bot.has("can_send_messages"):
        raise bad_request("not enough rights to send text messages to the chat")
    return chat


def open_topic(telegram: Telegram, chat: Chat, thread_id: int | None) -> int | None:
    """A topic in which the bot may write; the General topic is no topic here, as at Telegram."""
    if thread_id is None:
        return None
    topic = chat.topics.get(thread_id)
    if topic is None:
        raise bad_request("message thread not found")
    bot = chat.member(telegram.bot)
    if topic.closed and not (bot.manages and bot.has("can_manage_topics")):
        raise bad_request("TOPIC_CLOSED")
    return topic.id


def visible_topic(chat: Chat, thread_id: int | None) -> None:
    """Other than for messages, General may be named by its number."""
    if thread_id is None or (thread_id == GENERAL_TOPIC and chat.is_forum):
        return
    if thread_id not in chat.topics:
        raise bad_request("message thread not found")


def menu_chat(telegram: Telegram, chat_id: ChatId) -> Chat:
    """A chat that can have a menu: also that of a person who has blocked the bot."""
    chat = readable_chat(telegram, chat_id)
    if chat.kind is not Kind.PRIVATE:
        return open_chat(telegram, chat_id)
    if telegram.bot.id not in chat.members:
        raise bad_request("chat not found")
    return chat


def own_message(telegram: Telegram, chat: Chat, message_id: int) -> Message:
    """A message that the bot may edit: for that it need not be allowed to send any more."""
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request("message to edit not found")
    if message.author != telegram.bot or message.service or not _may_edit_in(telegram, chat):
        raise bad_request("message can't be edited")
    return message


def _may_edit_in(telegram: Telegram, chat: Chat) -> bool:
    bot = chat.member(telegram.bot)
    allowed = bot.has("can_post_messages") or bot.has("can_edit_messages")
    return chat.kind is not Kind.CHANNEL or (bot.manages and allowed)


def _is_strange(telegram: Telegram, chat: Chat) -> bool:
    """Whether the bot was never there; of people it may know without having met them."""
    return chat.kind is not Kind.PRIVATE and telegram.bot.id not in chat.members


def _check_open_to_the_bot(telegram: Telegram, chat: Chat) -> None:
    bot = chat.member(telegram.bot)
    if chat.end is End.DEACTIVATED:
        raise forbidden("user is deactivated")
    if bot.status is Status.KICKED:
        raise forbidden("bot was blocked by the user")
    if not bot.present:
        raise forbidden("bot can't initiate conversation with a user")
