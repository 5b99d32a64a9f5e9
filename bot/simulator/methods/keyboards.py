"""Inline keyboards, checked as closely as Telegram checks them."""

import re
from typing import Self

from pydantic import Field, field_validator, model_validator

from bot.simulator.methods.base import Form

MAXIMUM_BUTTONS = 100
MAXIMUM_IN_ROW = 8
MAXIMUM_DATA = 64

_LINK = re.compile(r"(https?://|tg://)[^\s]+", re.IGNORECASE)


class CopyTextButton(Form):
    text: str


class InlineKeyboardButton(Form):
    text: str
    url: str | None = None
    callback_data: str | None = None
    copy_text: CopyTextButton | None = None
    switch_inline_query: str | None = None
    switch_inline_query_current_chat: str | None = None

    @field_validator("text")
    @classmethod
    def _has_words(cls, text: str) -> str:
        if not text.strip():
            raise ValueError("inline keyboard button text must be non-empty")
        return text

    @field_validator("callback_data")
    @classmethod
    def _is_short(cls, data: str | None) -> str | None:
        if data is not None and not 1 <= len(data.encode()) <= MAXIMUM_DATA:
            raise ValueError(f"BUTTON_DATA_INVALID: 1 to {MAXIMUM_DATA} bytes, not {data!r}")
        return data

    @field_validator("url")
    @classmethod
    def _is_link(cls, url: str | None) -> str | None:
        if url is not None and not _LINK.fullmatch(url):
            raise ValueError(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
        return url

    @model_validator(mode="after")
    def _does_one_thing(self) -> Self:
        actions = self.model_dump(exclude_none=True, exclude={"text"})
        if not actions:
            raise ValueError(
                "can't parse inline keyboard button: "
                "Text buttons are unallowed in the inline keyboard"
            )
        if len(actions) > 1:
            raise ValueError(
                f"button {self.text!r} has {len(actions)} actions: {', '.join(actions)} "
                "(stricter than Telegram, which takes one of them)"
            )
        return self


class InlineKeyboardMarkup(Form):
    inline_keyboard: list[list[InlineKeyboardButton]] = Field(default_factory=list)

    @model_validator(mode="after")
    def _is_not_too_big(self) -> Self:
        rows = self.inline_keyboard
        if any(len(row) > MAXIMUM_IN_ROW for row in rows):
            raise ValueError(f"reply markup is too long: at most {MAXIMUM_IN_ROW} buttons in a row")
        if sum(map(len, rows)) > MAXIMUM_BUTTONS:
            raise ValueError(f"reply markup is too long: at most {MAXIMUM_BUTTONS} buttons")
        return self
