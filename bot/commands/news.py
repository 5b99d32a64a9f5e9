"""What the latest edition changed, or the one you name."""

from bot.answer import Answer, page_asked
from bot.briefing.library import Snapshot
from bot.subscriptions.letters import news_letter
from bot.subscriptions.rights import Action
from bot.subscriptions.visit import Decision, Visit

USAGE = "[edition]"


def action(words: str) -> Action:
    """Return what right it takes."""
    return Action.LOOK


def decide(snapshot: Snapshot, words: str, visit: Visit) -> Decision:
    """Return a page of what an edition brought."""
    asked, page = page_asked(words)
    published = {str(news.briefing.edition): news for news in visit.editions}
    if not published:
        return Decision(Answer("no_news", {"asked": "", "editions": ()}))
    latest = next(iter(published))
    if asked and asked not in published:
        return Decision(Answer("no_news", {"asked": asked, "editions": tuple(published)}))
    letter = news_letter(published[asked or latest], page)
    return Decision(letter.answer, briefing=letter.briefing)
