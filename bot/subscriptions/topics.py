"""What a chat can choose to be told about."""

from bot.briefing.model import Briefing
from bot.subscriptions.wish import MEMBERS


def choices(briefing: Briefing) -> tuple[tuple[str, str], ...]:
    """Return what there is to choose among, each with its name: the topics, and the members."""
    names = {topic.id: topic.name for topic in briefing.topics}
    return tuple((names | {MEMBERS: "Members"}).items())
