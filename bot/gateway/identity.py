"""As whom somebody writes or presses a button, from what Telegram tells of it."""

import logging
from collections.abc import Collection, Mapping

from telegram import Bot, CallbackQuery, Chat, Message, Update, User
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot.subscriptions.rights import Action, Identity, may

_STATUSES: Mapping[str, Identity] = {
    ChatMemberStatus.OWNER: Identity.OWNER,
    ChatMemberStatus.ADMINISTRATOR: Identity.ADMINISTRATOR,
    ChatMemberStatus.MEMBER: Identity.MEMBER,
    ChatMemberStatus.RESTRICTED: Identity.RESTRICTED,
    ChatMemberStatus.LEFT: Identity.OUTSIDER,
    ChatMemberStatus.BANNED: Identity.OUTSIDER,
}
_LEADING = frozenset({Identity.OWNER, Identity.ADMINISTRATOR})
_log = logging.getLogger(__name__)


async def identify(
    bot: Bot, update: Update, action: Action, operators: Collection[int] = ()
) -> Identity:
    """Return the identity behind an update, as far as the action needs to know it.

    Telegram is asked only where it makes a difference, and each time anew.
    """
    identity = await _identify(bot, update, action)
    user = update.effective_user
    is_operator = user is not None and user.id in operators
    return Identity.OPERATOR if identity is Identity.PERSON and is_operator else identity


async def _identify(bot: Bot, update: Update, action: Action) -> Identity:
    query, message = update.callback_query, update.effective_message
    if query is not None:
        return await _behind_press(bot, query, action)
    if message is None or update.guest_message is not None:
        return Identity.GUEST
    if update.edited_message is not None or update.edited_channel_post is not None:
        by = _by_sender(message)
        return Identity.EDITED if by in {None, Identity.ANONYMOUS_ADMINISTRATOR} else by
    if update.channel_post is not None:
        return Identity.CHANNEL_POST
    return _by_sender(message) or await _in_chat(bot, message.chat, message.from_user, action)


async def _behind_press(bot: Bot, query: CallbackQuery, action: Action) -> Identity:
    if query.message is None:
        return Identity.GUEST
    if query.from_user.is_bot:
        return Identity.OTHER_BOT
    return await _in_chat(bot, query.message.chat, query.from_user, action)


def _by_sender(message: Message) -> Identity | None:
    if message.is_automatic_forward:
        return Identity.LINKED_CHANNEL
    if message.sender_chat is not None:
        own = message.sender_chat.id == message.chat.id
        return Identity.ANONYMOUS_ADMINISTRATOR if own else Identity.OTHER_CHANNEL
    if message.from_user is not None and message.from_user.is_bot:
        return Identity.OTHER_BOT
    return None


async def _in_chat(bot: Bot, chat: Chat, user: User | None, action: Action) -> Identity:
    if user is None:
        return Identity.UNKNOWN
    if chat.type == Chat.PRIVATE:
        return Identity.PERSON
    in_channel = chat.type == Chat.CHANNEL
    if action is Action.OPERATE or (may(Identity.MEMBER, action) and not in_channel):
        return Identity.MEMBER
    try:
        member = await bot.get_chat_member(chat.id, user.id)
    except (TelegramError, KeyError, TypeError) as error:
        _log.warning("whether somebody is an administrator could not be found out: %s", error)
        return Identity.UNKNOWN
    identity = _STATUSES.get(member.status, Identity.UNKNOWN)
    return Identity.READER if in_channel and identity not in _LEADING else identity
