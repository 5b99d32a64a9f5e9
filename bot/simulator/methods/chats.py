"""What the bot can learn of chats and their members, and leaving them."""

from bot.simulator import payloads
from bot.simulator.chats import Kind
from bot.simulator.methods.access import open_chat, readable_chat
from bot.simulator.methods.base import ChatId, Method
from bot.simulator.replies import Payload, bad_request
from bot.simulator.telegram import Telegram


class GetChat(Method):
    chat_id: ChatId

    async def answer(self, telegram: Telegram) -> Payload:
        return payloads.full_chat(readable_chat(telegram, self.chat_id))


class GetChatMember(Method):
    chat_id: ChatId
    user_id: int

    async def answer(self, telegram: Telegram) -> Payload:
        chat = open_chat(telegram, self.chat_id)
        person = telegram.people.get(self.user_id)
        if person is None:
            raise bad_request("PARTICIPANT_ID_INVALID")
        return payloads.member(chat, chat.member(person))


class GetChatAdministrators(Method):
    """Other bots are left out, as Telegram does unless asked for them."""

    chat_id: ChatId
    return_bots: bool = False

    async def answer(self, telegram: Telegram) -> list[Payload]:
        chat = open_chat(telegram, self.chat_id)
        if chat.kind is Kind.PRIVATE:
            raise bad_request("there are no administrators in the private chat")
        return [
            payloads.member(chat, member)
            for member in chat.members.values()
            if member.manages
            and (self.return_bots or not member.person.is_bot or member.person == telegram.bot)
        ]


class LeaveChat(Method):
    chat_id: ChatId

    async def answer(self, telegram: Telegram) -> bool:
        chat = open_chat(telegram, self.chat_id)
        if chat.kind is Kind.PRIVATE:
            raise bad_request("chat member status can't be changed in private chats")
        telegram.leave(telegram.bot, chat)
        return True
