"""aiogram as it comes: it answers each /summary with the same text.

`aiogram_echo.py polling` or `aiogram_echo.py webhook PORT`, with the answer in the response.
"""

import asyncio
import os
import sys
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

SECRET = "secret"  # noqa: S105 - of this measurement
TEXT = ("x" * 59 + " ") * 100


async def polling(bot: Bot, dispatcher: Dispatcher) -> None:
    """Answer by calls."""

    @dispatcher.message(Command("summary"))
    async def answer(message: Message) -> None:
        await message.answer(TEXT[: int(os.environ["LENGTH"])], parse_mode="HTML")

    await dispatcher.start_polling(bot)


def webhook(bot: Bot, dispatcher: Dispatcher, port: int) -> None:
    """Answer in the response."""

    @dispatcher.message(Command("summary"))
    async def answer(message: Message) -> Any:
        return message.answer(TEXT[: int(os.environ["LENGTH"])], parse_mode="HTML")

    async def tell(bot: Bot) -> None:
        await bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token=SECRET)

    dispatcher.startup.register(tell)
    app = web.Application()
    handler = SimpleRequestHandler(dispatcher, bot, secret_token=SECRET, handle_in_background=False)
    handler.register(app, path="/hook")
    setup_application(app, dispatcher, bot=bot)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


def main() -> None:
    """Answer until killed."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["API"]))
    bot, dispatcher = Bot("1:x", session=session), Dispatcher()
    if sys.argv[1] == "polling":
        asyncio.run(polling(bot, dispatcher))
    else:
        webhook(bot, dispatcher, int(sys.argv[2]))


main()
