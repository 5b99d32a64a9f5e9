"""Everything that can be an answer: the command that gives it, and the words it is known by."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from bot.briefing.countries import country_name, country_names, flag
from bot.briefing.lookup import names_of
from bot.briefing.model import Africa, Briefing, Claim, Member, Outsider, Speaker
from bot.briefing.words import Words

BY_NAME = frozenset({"person", "member", "source", "meeting"})  # kinds that only a name leads to
DISTINCT = frozenset({"person", "member"})  # kinds of which one is never as good as another
UNSAID = "unsaid"  # the kind of what stands for all that nothing answers; it is never shown


@dataclass(frozen=True)
class Entry:
    """One answer. A name or a way of asking finds it by itself; its text is what it says."""

    line: str  # the command, like `/who monguno`
    label: str  # on a button
    kind: str  # one of the kinds in the files of words, or a command
    names: tuple[str, ...] = ()
    text: str = ""
    asked: tuple[str, ...] = ()
    of: tuple[str, ...] = ()  # names of whom it belongs to: they are none of its own
    elsewhere: bool = False  # it stands in the communiqué, and not in the article

    def __hash__(self) -> int:
        """Hash what tells entries apart: the ways of asking are many."""
        return hash((self.line, self.label))

    @property
    def is_organisation(self) -> bool:
        """Whether it is a member, or none, that is no country: it has no flag."""
        return self.kind == "member" and self.label in self.names


def entries_of(briefing: Briefing, words: Words) -> list[Entry]:
    """Return the entries of a briefing, and the commands that are asked for in words."""
    found = {entry.line: entry for entry in _entries(briefing)}
    for one in words.asked:
        entry = found.get(one.line)
        if entry is None and one.label is not None:
            entry = Entry(one.line, one.label, "command")
        if entry is not None:
            found[one.line] = replace(entry, asked=(*entry.asked, *one.asked))
    return list(found.values())


def unsaid_of(words: Words) -> list[Entry]:
    """Return what stands for the questions that nothing answers."""
    return [Entry("", one, UNSAID, (one,)) for one in words.unsaid]


def _entries(briefing: Briefing) -> Iterator[Entry]:
    for difference in briefing.differences:
        told = " ".join(reading.text for reading in difference.readings)
        question = difference.question
        yield Entry(f"/differences {difference.id}", question, "difference", (question,), told)
    for speaker in briefing.speakers:
        yield from _of_speaker(speaker)
    yield from _of_membership(briefing)
    yield from _of_decisions(briefing)
    texts = {one.id for one in briefing.sources if one.kind == "communiqué"}
    for fact in briefing.facts:
        yield _of_line(f"/summary {fact.id}", fact, texts)
    if briefing.africa is not None:
        yield from _of_africa(briefing.africa, texts)
    for source in briefing.sources:
        told = f"{source.publisher} {source.title}"
        yield Entry(f"/sources {source.id}", source.label, "source", (source.label,), told)


def _of_speaker(speaker: Speaker) -> Iterator[Entry]:
    told = _told(speaker.notes)
    office = f"{speaker.role} {speaker.organisation}"
    yield Entry(f"/who {speaker.id}", speaker.name, "person", names_of(speaker), f"{office} {told}")
    for one in speaker.statements:
        said = f"{one.verb} {one.text} {one.quote or ''}"
        known = " ".join((speaker.name, office, *speaker.aliases))
        label, whose = f"{speaker.name} {said}", names_of(speaker)
        yield Entry(f"/who {one.id}", label, "statement", (), f"{known} {said}", of=whose)


def _of_membership(briefing: Briefing) -> Iterator[Entry]:
    """Yield each country: that it is no member is an answer too."""
    known: tuple[Member | Outsider, ...] = (
        *briefing.membership.members, *briefing.membership.outsiders,
    )  # fmt: skip
    for one in known:
        label = f"{flag(one.code)} {one.name}" if one.code else one.name
        joined = (one.joined,) if isinstance(one, Member) and one.joined else ()
        told = _told((*joined, *one.notes))
        yield Entry(f"/members {one.id}", label, "member", (one.name, *one.aliases), told)
    for code in sorted(set(country_names().values()) - {one.code for one in known}):
        label = f"{flag(code)} {country_name(code)}"
        yield Entry(f"/members {code.lower()}", label, "member", (country_name(code),))


def _of_decisions(briefing: Briefing) -> Iterator[Entry]:
    reported = {
        topic for one in briefing.resolutions if one.record == "article" for topic in one.topics
    }
    for topic in briefing.topics:
        names, elsewhere = (topic.name, *topic.aliases), topic.id not in reported
        yield Entry(f"/resolutions {topic.id}", topic.name, "topic", names, elsewhere=elsewhere)
    for absence in briefing.absences:
        names = (absence.name, *absence.aliases)
        yield Entry(f"/resolutions {absence.id}", absence.text, "absence", names, absence.text)
    for one in briefing.resolutions:
        said = f"{one.actor} {one.verb} {one.text}"
        name = f"decision {one.number}"
        elsewhere = one.record != "article"
        line = f"/resolutions {one.number}"
        label = f"{one.number}. {said}"
        yield Entry(line, label, "decision", (name,), said, elsewhere=elsewhere)


def _of_line(line: str, one: Claim, texts: Collection[str]) -> Entry:
    return Entry(line, one.text, "claim", (), one.text, elsewhere=one.cite.source in texts)


def _of_africa(africa: Africa, texts: Collection[str]) -> Iterator[Entry]:
    for line in (*africa.group, *africa.aim, *africa.drivers, *africa.responsibility):
        yield _of_line(f"/africa {line.id}", line, texts)
    for meeting in africa.meetings:
        when = (meeting.when,) if meeting.when else ()
        told = _told((*when, *meeting.notes))
        yield Entry(f"/africa {meeting.id}", meeting.place, "meeting", (meeting.place,), told)


def _told(claims: tuple[Claim, ...]) -> str:
    return " ".join(claim.text for claim in claims)
