"""What the latest edition changed, or the one you name."""

from bot.answer import Answer, page_asked
from bot.briefing.library import Snapshot
from bot.subscriptions.letters import news_letter
from bot.subscriptions.rights import Action
from bot.subscriptions.visit import Decision, Visit

USAGE = "[edition]"
EDITIONS = 8


def action(words: str) -> Action:
    """Return what right it takes."""
    return Action.LOOK


def decide(snapshot: Snapshot, words: str, visit: Visit) -> Decision:
    """Return a page of what an edition brought."""
    asked, page = page_asked(words)
    published = {str(news.briefing.edition): news for news in visit.editions}
    chosen = published.get(asked or next(iter(published), ""))
    if chosen is None:
        return Decision(Answer("no_news", {"asked": asked, "editions": tuple(published)}))
    if chosen.first and not asked:
        return Decision(Answer("first_news", {"edition": chosen.briefing.edition}))
    letter = news_letter(chosen, page)
    return Decision(letter.answer, briefing=letter.briefing)
