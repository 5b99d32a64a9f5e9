"""How many members, those of a continent, the organisations; or one country."""

from collections.abc import Iterator

from bot.answer import Answer, page_asked, page_of, pages_of
from bot.briefing.countries import country_code
from bot.briefing.document import Path
from bot.briefing.library import Snapshot
from bot.briefing.lookup import Found, find_member
from bot.briefing.model import Briefing, Member, Outsider

USAGE = "[country]"
SIZE = 30
ALL, AFRICA, ORGANISATIONS, BASIS = "all", "africa", "organisations", "basis"
LISTS = (AFRICA, "americas", "asia", "europe", "oceania", ORGANISATIONS, ALL)
_ALSO = {
    "list": ALL,
    "african": AFRICA,
    "america": "americas",
    "american": "americas",
    "asian": "asia",
    "european": "europe",
    "organisation": ORGANISATIONS,
    "organization": ORGANISATIONS,
    "organizations": ORGANISATIONS,
}


def answer(snapshot: Snapshot, words: str) -> Answer:
    """Return the count, a list, how it was made, or one country."""
    briefing = snapshot.current
    asked, number = page_asked(words)
    if not asked:
        return _count(briefing)
    which = _ALSO.get(asked.lower(), asked.lower())
    if which in LISTS:
        listed = _listed(briefing, which)
        organisations = len([member for member in listed if member.organisation])
        page = page_of(listed, number, SIZE)
        values = {"which": which, "page": page, "organisations": organisations}
        return Answer("member_list", values)
    if which == BASIS:
        return Answer("member_basis")
    found = find_member(briefing, asked)
    if len(found.named) != 1:
        return _unclear(asked, found)
    entry = found.named[0]
    return Answer("member" if isinstance(entry, Member) else "outsider", {"entry": entry})


def questions(briefing: Briefing) -> Iterator[tuple[Path, str]]:
    """Yield the count, how it is known, the lists, and every member and outsider."""
    membership = briefing.membership
    yield ("membership",), ""
    yield ("membership", "basis"), BASIS
    for which in LISTS:
        for number in pages_of(_listed(briefing, which), SIZE):
            yield ("membership",), f"{which} page {number}"
    for index, member in enumerate(membership.members):
        yield ("membership", "members", index), member.id
    for index, outsider in enumerate(membership.outsiders):
        yield ("membership", "outsiders", index), outsider.id


def _count(briefing: Briefing) -> Answer:
    wanted = briefing.membership.difference
    difference = next((one for one in briefing.differences if one.id == wanted), None)
    return Answer("members", {"difference": difference})


def _listed(briefing: Briefing, which: str) -> list[Member]:
    return [
        member
        for member in briefing.membership.members
        if which in (ALL, (member.region or "").lower())
        or (which == ORGANISATIONS and member.organisation)
    ]


def _unclear(asked: str, found: Found[Member | Outsider]) -> Answer:
    values = {
        "asked": asked,
        "code": country_code(asked),
        "entries": found.named or found.near,
        "named": bool(found.named),
    }
    # A country that is no member is an answer, not a gap.
    return Answer("no_member", values, missed="" if found.named or values["code"] else asked)
