"""What an edition brings to those who have not read it yet: in the words that stand by now."""

from collections.abc import Sequence

from bot.briefing.model import Briefing
from bot.subscriptions.joined import both, goes_on
from bot.subscriptions.letters import SUMMARY, with_all_sources
from bot.subscriptions.news import Item, News, in_order


def as_it_stands(news: News, later: Sequence[News]) -> News:
    """Return an edition's news as corrections among later ones, the oldest first, have left them.

    What was withdrawn since, or is as it was before the edition, is left out.
    """
    found = (_by_now(item, later) for item in news.items)
    items = tuple(item for item in found if item is not None)
    briefing = with_all_sources((news, *later))
    if news.first:
        briefing = _summed_up(briefing, items)
    return News(briefing, in_order(items), news.first, news.at, news.correction)


def _by_now(item: Item, later: Sequence[News]) -> Item | None:
    """What others only published counts once a correction takes it up, or changes nothing else."""
    stands = last = item
    for news in later:
        then = next((one for one in news.items if goes_on(last, one)), None)
        last = then or last
        if news.correction and (then or not news.items):
            stands = last
    return item if stands is item else both(item, stands)


def _summed_up(briefing: Briefing, items: Sequence[Item]) -> Briefing:
    """Let the summary say the same as the items."""
    said = {item.entry: item for item in items if item.section == SUMMARY}
    lines = tuple(
        line.model_copy(update={"text": one.after, "cite": one.cite, "inference": one.inference})
        for line in briefing.summary
        if (one := said.get(line.id))
    )
    return briefing.model_copy(update={"summary": lines})
