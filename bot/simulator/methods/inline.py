"""Answering what is typed behind the bot's name."""

from typing import Literal

from pydantic import Field, field_validator

from bot.simulator.formatting import formatted
from bot.simulator.inline import Card, Cards
from bot.simulator.methods.base import Form, Method
from bot.simulator.methods.keyboards import InlineKeyboardMarkup
from bot.simulator.methods.messages import LinkPreviewOptions, stated
from bot.simulator.replies import bad_request
from bot.simulator.telegram import Telegram

MOST = 50
LONGEST_ID = 64  # bytes of a result's id, and of an offset
LONGEST_PARAMETER = 64


class InputTextMessageContent(Form):
    message_text: str
    parse_mode: str = ""
    link_preview_options: LinkPreviewOptions | None = None


class InlineQueryResultArticle(Form):
    type: Literal["article"]
    id: str
    title: str
    input_message_content: InputTextMessageContent
    reply_markup: InlineKeyboardMarkup | None = None
    url: str | None = None
    description: str = ""
    thumbnail_url: str | None = None
    thumbnail_width: int | None = None
    thumbnail_height: int | None = None

    @field_validator("id")
    @classmethod
    def _is_short(cls, number: str) -> str:
        if not 1 <= len(number.encode()) <= LONGEST_ID:
            raise ValueError("RESULT_ID_INVALID")
        return number

    @field_validator("title")
    @classmethod
    def _is_there(cls, title: str) -> str:
        if not title.strip():
            raise ValueError("ARTICLE_TITLE_EMPTY")
        return title

    @property
    def card(self) -> Card:
        content = self.input_message_content
        text, entities = formatted(content.message_text, content.parse_mode)
        keyboard = stated(self.reply_markup)
        rows = keyboard["inline_keyboard"] if keyboard else ()
        if any("callback_data" in button for row in rows for button in row):
            raise bad_request("the simulator knows no presses below cards: let their buttons link")
        return Card(self.id, self.title, self.description, text, entities, keyboard)


class InlineQueryResultsButton(Form):
    text: str
    start_parameter: str = Field(min_length=1, max_length=LONGEST_PARAMETER, pattern=r"^[\w-]+$")


class AnswerInlineQuery(Method):
    inline_query_id: str
    results: list[InlineQueryResultArticle]
    cache_time: int = Field(default=300, ge=0)
    is_personal: bool = False
    next_offset: str = ""
    button: InlineQueryResultsButton | None = None

    async def answer(self, telegram: Telegram) -> bool:
        if len(self.results) > MOST:
            raise bad_request("RESULTS_TOO_MUCH")
        if len({result.id for result in self.results}) < len(self.results):
            raise bad_request("RESULT_ID_DUPLICATE")
        if len(self.next_offset.encode()) > LONGEST_ID:
            raise bad_request("NEXT_OFFSET_INVALID")
        cards = tuple(result.card for result in self.results)
        telegram.inline.answer(
            self.inline_query_id,
            Cards(cards, self.cache_time, self.is_personal, self.next_offset, stated(self.button)),
        )
        telegram.changes.happened()
        return True
