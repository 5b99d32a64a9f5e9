"""How many members, the African ones, the newest; or one country."""

from collections.abc import Iterator

from bot.answer import Answer, page_asked, page_of
from bot.briefing.countries import country_code
from bot.briefing.document import Path
from bot.briefing.library import Snapshot
from bot.briefing.lookup import Found, find_member
from bot.briefing.model import Briefing, Member, Outsider

USAGE = "[country]"
SIZE = 30
AFRICAN = ("africa", "african")
ALL = ("all", "list")


def answer(snapshot: Snapshot, words: str) -> Answer:
    """Return the count, a list, or one country."""
    briefing = snapshot.current
    asked, number = page_asked(words)
    if not asked:
        return _count(briefing)
    if asked.lower() in (*AFRICAN, *ALL):
        return _list(briefing, asked.lower(), number)
    found = find_member(briefing, asked)
    if len(found.named) != 1:
        return _unclear(asked, found)
    entry = found.named[0]
    return Answer("member" if isinstance(entry, Member) else "outsider", {"entry": entry})


def questions(briefing: Briefing) -> Iterator[tuple[Path, str]]:
    """Yield the count, the lists, and every member and outsider."""
    membership = briefing.membership
    yield ("membership",), ""
    for which in (*AFRICAN[:1], *ALL[:1]):
        for number in range(1, len(membership.members) // SIZE + 2):
            yield ("membership",), f"{which} page {number}"
    for index, member in enumerate(membership.members):
        yield ("membership", "members", index), member.id
    for index, outsider in enumerate(membership.outsiders):
        yield ("membership", "outsiders", index), outsider.id


def _count(briefing: Briefing) -> Answer:
    wanted = briefing.membership.difference
    difference = next((one for one in briefing.differences if one.id == wanted), None)
    return Answer("members", {"difference": difference})


def _list(briefing: Briefing, asked: str, number: int) -> Answer:
    african = asked in AFRICAN
    members = [
        member for member in briefing.membership.members if not african or member.region == "Africa"
    ]
    return Answer("member_list", {"african": african, "page": page_of(members, number, SIZE)})


def _unclear(asked: str, found: Found[Member | Outsider]) -> Answer:
    values = {
        "asked": asked,
        "code": country_code(asked),
        "entries": found.named or found.near,
        "named": bool(found.named),
    }
    # A country that is no member is an answer, not a gap.
    return Answer("no_member", values, missed="" if found.named or values["code"] else asked)
