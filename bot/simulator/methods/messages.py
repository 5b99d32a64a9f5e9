"""Sending, editing and deleting messages."""

from typing import Any, Literal

from bot.simulator import payloads
from bot.simulator.chats import Chat, Message
from bot.simulator.formatting import formatted
from bot.simulator.methods.access import (
    open_chat,
    open_topic,
    own_message,
    visible_topic,
    writable_chat,
)
from bot.simulator.methods.base import ChatId, Form, Method
from bot.simulator.methods.keyboards import InlineKeyboardMarkup
from bot.simulator.replies import Payload, RefusedError, bad_request
from bot.simulator.telegram import Telegram

DELETABLE_FOR = 48 * 3600


class LinkPreviewOptions(Form):
    is_disabled: bool | None = None
    url: str | None = None
    prefer_small_media: bool | None = None
    prefer_large_media: bool | None = None
    show_above_text: bool | None = None


class ReplyParameters(Form):
    message_id: int
    chat_id: ChatId | None = None
    allow_sending_without_reply: bool = False
    quote_parse_mode: str = ""  # goes along with every reply, and there is never a quote to parse


class SendMessage(Method):
    chat_id: ChatId
    text: str
    message_thread_id: int | None = None
    parse_mode: str = ""
    link_preview_options: LinkPreviewOptions | None = None
    disable_notification: bool = False
    protect_content: bool = False
    reply_parameters: ReplyParameters | None = None
    reply_markup: InlineKeyboardMarkup | None = None

    async def answer(self, telegram: Telegram) -> Payload:
        chat = writable_chat(telegram, self.chat_id)
        text, entities = formatted(self.text, self.parse_mode)
        replied = _replied(chat, self.reply_parameters)
        inherited = replied.topic if replied else None
        topic = open_topic(telegram, chat, self.message_thread_id or inherited)
        telegram.limits.spend(chat)
        message = telegram.post(
            chat,
            text=text,
            entities=entities,
            topic=topic,
            reply_to=replied.id if replied else None,
            silent=self.disable_notification,
            link_preview=stated(self.link_preview_options),
            keyboard=stated(self.reply_markup),
        )
        return payloads.message(message)


class EditMessageText(Method):
    text: str
    chat_id: ChatId
    message_id: int
    parse_mode: str = ""
    link_preview_options: LinkPreviewOptions | None = None
    reply_markup: InlineKeyboardMarkup | None = None

    async def answer(self, telegram: Telegram) -> Payload:
        message = own_message(telegram, open_chat(telegram, self.chat_id), self.message_id)
        text, entities = formatted(self.text, self.parse_mode)
        return _revised(
            telegram,
            message,
            text=text,
            entities=entities,
            link_preview=stated(self.link_preview_options),
            keyboard=stated(self.reply_markup),
        )


class EditMessageReplyMarkup(Method):
    chat_id: ChatId
    message_id: int
    reply_markup: InlineKeyboardMarkup | None = None

    async def answer(self, telegram: Telegram) -> Payload:
        message = own_message(telegram, open_chat(telegram, self.chat_id), self.message_id)
        return _revised(telegram, message, keyboard=stated(self.reply_markup))


class DeleteMessage(Method):
    chat_id: ChatId
    message_id: int

    async def answer(self, telegram: Telegram) -> bool:
        chat = open_chat(telegram, self.chat_id)
        message = chat.messages.get(self.message_id)
        if message is None:
            raise bad_request("message to delete not found")
        if telegram.now - message.date > DELETABLE_FOR:
            raise bad_request("message can't be deleted for everyone")
        if not chat.may_delete(telegram.bot, message):
            raise bad_request("message can't be deleted")
        telegram.withdraw(message)
        return True


class SendChatAction(Method):
    chat_id: ChatId
    action: Literal[
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
    message_thread_id: int | None = None

    async def answer(self, telegram: Telegram) -> bool:
        visible_topic(writable_chat(telegram, self.chat_id), self.message_thread_id)
        return True


def _replied(chat: Chat, reply: ReplyParameters | None) -> Message | None:
    if reply is None:
        return None
    if reply.chat_id not in {None, chat.id}:
        raise bad_request("the simulator knows replies within one chat only")
    replied = chat.messages.get(reply.message_id)
    if replied is None and not reply.allow_sending_without_reply:
        raise bad_request("message to be replied not found")
    return replied


def _revised(telegram: Telegram, message: Message, **content: Any) -> Payload:
    if all(getattr(message, name) == value for name, value in content.items()):
        raise _not_modified()
    telegram.limits.spend(message.chat)
    return payloads.message(telegram.revise(message, **content))


def _not_modified() -> RefusedError:
    return bad_request(
        "message is not modified: specified new message content and reply markup "
        "are exactly the same as a current content and reply markup of the message"
    )


def stated(form: Form | None) -> Payload | None:
    """What the bot has put into a form; nothing if that is nothing."""
    stated = form.model_dump(exclude_none=True) if form else {}
    return stated if any(stated.values()) else None
