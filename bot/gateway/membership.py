"""What happens to the chats themselves: the bot comes and goes, groups move, topics reopen."""

from telegram import ChatMember, ChatMemberUpdated, Message

from bot.register import Register
from bot.subscriptions.membership import Presence
from bot.subscriptions.subscription import Place


def presences(changed: ChatMemberUpdated) -> tuple[Presence, Presence]:
    """Return what the bot was in a chat before, and what it is now."""
    return _presence(changed.old_chat_member, changed), _presence(changed.new_chat_member, changed)


async def note(register: Register, message: Message, place: Place) -> None:
    """Follow what Telegram notes about a chat."""
    if message.migrate_to_chat_id:
        await register.migrated(place.chat, message.migrate_to_chat_id)
    elif message.migrate_from_chat_id:
        await register.migrated(message.migrate_from_chat_id, place.chat)
    elif message.forum_topic_reopened:
        await register.reopened(place)
    elif message.new_chat_title:
        await register.renamed(place.chat, message.new_chat_title)


def _presence(member: ChatMember, changed: ChatMemberUpdated) -> Presence:
    absent = member.status in {ChatMember.LEFT, ChatMember.BANNED}
    if member.status == ChatMember.RESTRICTED:
        present = bool(getattr(member, "is_member", True))
        return Presence(present, present and bool(getattr(member, "can_send_messages", True)))
    if changed.chat.type == changed.chat.CHANNEL and not absent:
        # In a channel only administrators write, and only those who have that right.
        return Presence(present=True, may_write=bool(getattr(member, "can_post_messages", False)))
    return Presence(not absent, not absent)
