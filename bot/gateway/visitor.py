"""The chat and topic that somebody writes from, and whether an operator does."""

from telegram import Message

from bot.publishing.proposal import Who, key_of
from bot.register import Visitor
from bot.subscriptions.rights import Identity
from bot.subscriptions.subscription import GENERAL, Kind, Place


def visitor(
    message: Message, identity: Identity = Identity.UNKNOWN, update: int | None = None
) -> Visitor:
    """Return the chat and topic of a message, and the operator who wrote it.

    `update` is the id of the update that brought it.
    """
    topic = message.message_thread_id if message.is_topic_message else None
    chat = message.chat
    operates = identity is Identity.OPERATOR
    return Visitor(
        Place(chat.id, topic or GENERAL),
        Kind(chat.type),
        chat.title or "",  # a private chat has none
        Who(key_of(chat.id), chat.effective_name or str(chat.id)) if operates else None,
        update,
    )
