"""python-telegram-bot as it comes: it answers each /summary with the same text.

`ptb.py polling AT_ONCE` or `ptb.py webhook PORT`.
"""

import os
import sys
from typing import Any

from telegram import Update
from telegram.ext import Application, CommandHandler

SECRET = "secret"  # noqa: S105 - of this measurement
TEXT = ("x" * 59 + " ") * 100


async def answer(update: Update, _: Any) -> None:
    """Answer one command."""
    if update.message is not None:
        await update.message.reply_text(TEXT[: int(os.environ["LENGTH"])], parse_mode="HTML")


def main() -> None:
    """Answer until killed."""
    mode, number = sys.argv[1], int(sys.argv[2])
    builder = Application.builder().token("1:x").base_url(f"{os.environ['API']}/bot")
    if mode == "polling" and number > 1:
        builder = builder.concurrent_updates(number)
    application = builder.build()
    application.add_handler(CommandHandler("summary", answer))
    if mode == "polling":
        application.run_polling()
    else:
        address = f"http://127.0.0.1:{number}/hook"
        application.run_webhook(
            "127.0.0.1", number, "hook", webhook_url=address, secret_token=SECRET
        )


main()
