"""Cards for what is typed behind the bot's name in any chat."""

import logging
from collections.abc import Iterator, Sequence

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
)
from telegram.error import TelegramError
from telegram.helpers import create_deep_linked_url

from bot.answer import Answer
from bot.desk import ASK, Card, Desk
from bot.messages import without_markup

# Telegram hands the same cards out again for so long: as long may a correction be late there.
CACHED = 10  # seconds
_LONGEST_TITLE, _LONGEST_DESCRIPTION = 80, 160
_log = logging.getLogger(__name__)


async def deal(query: InlineQuery, desk: Desk) -> None:
    """Answer with the cards for the words so far: they are the same for everybody."""
    cards = desk.cards(query.query)
    results = list(_results(cards, desk, query.get_bot().username))
    try:
        await query.answer(results, cache_time=CACHED, button=None if results else _button(desk))
    except TelegramError as error:
        # The person has typed on: the next query has its own answer.
        _log.info("cards came too late, or were not accepted: %s", error.message)


def _results(
    cards: Sequence[Card], desk: Desk, username: str
) -> Iterator[InlineQueryResultArticle]:
    label = without_markup(desk.tell(Answer("card"))[0].html)
    for card in cards:
        link = create_deep_linked_url(username, card.payload)
        yield InlineQueryResultArticle(
            f"{card.edition}.{card.payload}",
            card.title[:_LONGEST_TITLE],
            InputTextMessageContent(card.message.html),
            reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton(label, url=link)]]),
            description=_described(card),
        )


def _described(card: Card) -> str:
    """Return how the message begins, without what its title says already."""
    lines = (line.strip() for line in without_markup(card.message.html).splitlines())
    words = " ".join(line for line in lines if line)
    return words.removeprefix(card.title).strip(" ,:·•")[:_LONGEST_DESCRIPTION]


def _button(desk: Desk) -> InlineQueryResultsButton:
    label = without_markup(desk.tell(Answer("no_card"))[0].html)
    return InlineQueryResultsButton(label, start_parameter=ASK)
