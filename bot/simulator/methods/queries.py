"""Answering the press of a button."""

from bot.simulator.methods.base import Method
from bot.simulator.replies import bad_request
from bot.simulator.telegram import Telegram

MAXIMUM_TEXT = 200


class AnswerCallbackQuery(Method):
    callback_query_id: str
    text: str = ""
    show_alert: bool = False
    url: str = ""
    cache_time: int = 0

    async def answer(self, telegram: Telegram) -> bool:
        if len(self.text) > MAXIMUM_TEXT:
            raise bad_request("MESSAGE_TOO_LONG")
        telegram.queries.answer(
            self.callback_query_id, text=self.text, alert=self.show_alert, url=self.url
        )
        telegram.changes.happened()
        return True
