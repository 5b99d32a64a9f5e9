"""Every method there is, by the name under which a bot calls it."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.simulator.methods.base import Method
from bot.simulator.methods.chats import GetChat, GetChatAdministrators, GetChatMember, LeaveChat
from bot.simulator.methods.files import GetFile
from bot.simulator.methods.inline import AnswerInlineQuery
from bot.simulator.methods.menus import DeleteMyCommands, GetMyCommands, SetMyCommands
from bot.simulator.methods.messages import (
    DeleteMessage,
    EditMessageReplyMarkup,
    EditMessageText,
    SendChatAction,
    SendMessage,
)
from bot.simulator.methods.queries import AnswerCallbackQuery
from bot.simulator.methods.receiving import (
    DeleteWebhook,
    GetMe,
    GetUpdates,
    GetWebhookInfo,
    SetWebhook,
)

_METHODS: tuple[type[Method], ...] = (
    GetMe,
    GetUpdates,
    SetWebhook,
    DeleteWebhook,
    GetWebhookInfo,
    SetMyCommands,
    GetMyCommands,
    DeleteMyCommands,
    SendMessage,
    EditMessageText,
    EditMessageReplyMarkup,
    DeleteMessage,
    SendChatAction,
    AnswerCallbackQuery,
    AnswerInlineQuery,
    GetFile,
    GetChat,
    GetChatMember,
    GetChatAdministrators,
    LeaveChat,
)

METHODS: Mapping[str, type[Method]] = MappingProxyType(
    {method.name(): method for method in _METHODS}
)
