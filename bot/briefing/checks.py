"""What a well-formed briefing may still get wrong: one rule, one function.

A rule yields findings; it speaks of paths, never of lines. `SOUND` rules look at one entry at a
time and hold for any part of a briefing; `COMPLETE` rules need all of it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from bot.briefing.countries import is_country
from bot.briefing.document import Path
from bot.briefing.fingerprint import WINDOW, Fingerprint, words
from bot.briefing.inventory import Inventory
from bot.briefing.model import Absence, Citation, Resolution, Source, Statement
from bot.briefing.shape import did_you_mean

LONGEST_ANCHOR = 8  # words
LONGEST_QUOTE = 12
LONGEST_COPY = 9
NEVER = datetime(2099, 1, 1, tzinfo=UTC)  # the embargo of a new file
_PLACEHOLDER = re.compile(r"\bREPLACE\b|^replace-")
_QUOTATION_MARKS = re.compile('["“”„«»‹›‟]')


@dataclass(frozen=True)
class Finding:
    """What a rule found, and at which path of the briefing."""

    path: Path
    message: str
    hint: str = ""
    within: str = ""  # the part of a text that it is about


@dataclass(frozen=True)
class Subject:
    """What the rules look at: a briefing taken apart, and the fingerprints of its sources."""

    all: Inventory
    fingerprints: Mapping[str, Fingerprint]

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """The briefing's sources by id."""
        return {source.id: source for source in self.all.briefing.sources}

    def has_no_fingerprint(self, name: str) -> bool:
        """Tell whether a source names no fingerprint; one that can't be read is refused already."""
        return name in self.sources and self.sources[name].fingerprint is None


Rule = Callable[[Subject], Iterable[Finding]]


def sources_exist(subject: Subject) -> Iterator[Finding]:
    """Every cited source is one of the briefing's sources."""
    known = list(subject.sources)
    for path, name in _named_sources(subject.all):
        yield from _unknown(path, "source", name, known)


def references_exist(subject: Subject) -> Iterator[Finding]:
    """Every topic, speaker and difference that an entry refers to stands in the briefing."""
    briefing = subject.all.briefing
    topics = [topic.id for topic in briefing.topics]
    speakers = [speaker.id for speaker in briefing.speakers]
    differences = [difference.id for difference in briefing.differences]
    for part in subject.all.parts:
        if isinstance(part.value, Resolution | Statement):
            for index, topic in enumerate(part.value.topics):
                yield from _unknown((*part.path, "topics", index), "topic", topic, topics)
        if isinstance(part.value, Absence):
            for index, name in enumerate(part.value.differences):
                path = (*part.path, "differences", index)
                yield from _unknown(path, "difference", name, differences)
        for key, kind, known in (
            ("reported_by", "speaker", speakers),
            ("difference", "difference", differences),
        ):
            yield from _unknown((*part.path, key), kind, part.fields.get(key), known)


def paragraphs_exist(subject: Subject) -> Iterator[Finding]:
    """A cited paragraph is one that the source has."""
    for cited in subject.all.cited:
        number, fingerprint = cited.cite.paragraph, subject.fingerprints.get(cited.cite.source)
        path = (*cited.path, "paragraph")
        if number is None:
            continue
        if fingerprint is None:
            if not subject.has_no_fingerprint(cited.cite.source):
                continue
            hint = "Delete it, or name the source's `fingerprint`."
            yield Finding(path, "the source has no numbered paragraphs", hint)
        elif number > len(fingerprint.paragraphs):
            count = len(fingerprint.paragraphs)
            hint = "Correct the paragraph, or the source."
            yield Finding(path, f"there is no ¶{number}: the source has {count} paragraphs", hint)


def anchors_are_given(subject: Subject) -> Iterator[Finding]:
    """A source whose text is known is cited with a paragraph and an anchor."""
    for cited in subject.all.cited:
        if cited.cite.source not in subject.fingerprints:
            continue
        if cited.cite.paragraph is None:
            yield Finding(cited.path, "`paragraph` is missing", _where(subject, cited.cite))
        if cited.cite.anchor is None:
            hint = f"Copy {WINDOW} to {LONGEST_ANCHOR} consecutive words of that paragraph."
            yield Finding(cited.path, "`anchor` is missing", hint)


def anchors_prove(subject: Subject) -> Iterator[Finding]:
    """An anchor's words stand in the paragraph it names, and in no other."""
    for cited in subject.all.cited:
        anchor, path = cited.cite.anchor, (*cited.path, "anchor")
        if anchor is None:
            continue
        if cited.cite.source not in subject.fingerprints:
            if subject.has_no_fingerprint(cited.cite.source):
                hint = "Delete it, or name the source's `fingerprint`."
                yield Finding(path, "nothing is kept of this source to prove an anchor", hint)
        elif not WINDOW <= len(words(anchor)) <= LONGEST_ANCHOR:
            message = f"an anchor has {WINDOW} to {LONGEST_ANCHOR} words"
            hint = "Copy as many consecutive words of that paragraph."
            yield Finding(path, f"{message}, this one has {len(words(anchor))}", hint)
        else:
            yield from _absent(path, anchor, cited.cite, subject)
            yield from _ambiguous(path, anchor, cited.cite, subject)


def quotes_prove(subject: Subject) -> Iterator[Finding]:
    """Quoted words are few, and stand so in the cited paragraph."""
    for part in subject.all.parts:
        statement, path = part.value, (*part.path, "quote")
        if not isinstance(statement, Statement) or statement.quote is None:
            continue
        length = len(words(statement.quote))
        if not WINDOW <= length <= LONGEST_QUOTE:
            message = f"a quotation has {WINDOW} to {LONGEST_QUOTE} words, this one has {length}"
            yield Finding(path, message, "Say the rest in your own words, in `text`.")
        elif statement.cite.source in subject.fingerprints:
            yield from _absent(path, statement.quote, statement.cite, subject)


def verbs_are_declared(subject: Subject) -> Iterator[Finding]:
    """An operative verb is one that the briefing declares."""
    declared = list(subject.all.briefing.verbs)
    for part in subject.all.parts:
        verb = str(part.fields.get("verb", declared[0]))
        if verb not in declared:
            hint = did_you_mean(verb, declared) or "Or add it to `verbs`."
            yield Finding((*part.path, "verb"), f"the verb `{verb}` is not declared", hint)


def speeches_decide_nothing(subject: Subject) -> Iterator[Finding]:
    """A speech is never cited for what the communiqué decided."""
    for index, resolution in enumerate(subject.all.briefing.resolutions):
        source = subject.sources.get(resolution.cite.source)
        if source is not None and "speech" in {source.kind, source.standing}:
            hint = "What a person said stands among the statements of a speaker."
            path = ("resolutions", index, "cite", "source")
            yield Finding(path, f"a speech, `{source.id}`, can't prove a decision", hint)


def silence_was_read(subject: Subject) -> Iterator[Finding]:
    """Only a source that was read whole can be said to be silent."""
    for path, name in _named_sources(subject.all):
        source = subject.sources.get(name)
        if "silent" in path and source is not None and source.read != "whole":
            hint = "Name one that was read whole: not seen is not the same as not said."
            yield Finding(path, f"only the opening of `{name}` was read", hint)


def codes_are_real(subject: Subject) -> Iterator[Finding]:
    """A country code is one that a country has."""
    for path, code in _codes(subject.all):
        if not is_country(code):
            hint = "Write the country's ISO 3166 code, like NO for Norway."
            yield Finding(path, f"no country has the code {code}", hint)


def quotation_marks_quote(subject: Subject) -> Iterator[Finding]:
    """Quotation marks stand nowhere: quoted words have a field of their own."""
    for path, text in subject.all.texts:
        mark = _QUOTATION_MARKS.search(text)
        if mark:
            hint = "Quoted words of a speaker stand in `quote`; say the rest in your own words."
            yield Finding(path, "there are quotation marks in it", hint, mark.group())


def nothing_is_copied(subject: Subject) -> Iterator[Finding]:
    """No text is a long verbatim copy of a source."""
    kept = {fingerprint: name for name, fingerprint in subject.fingerprints.items()}
    for path, text in subject.all.texts:
        if path[-1] in {"anchor", "quote"} or len(text) <= 2 * LONGEST_COPY:
            continue
        for fingerprint, name in kept.items():
            copied = fingerprint.copied(text, LONGEST_COPY)
            if copied:
                message = f"{copied} consecutive words are the same as in `{name}`"
                yield Finding(path, message, "Say it in your own words.")


def nothing_is_left_to_replace(subject: Subject) -> Iterator[Finding]:
    """A placeholder of a new file is gone once its embargo is another than it came with."""
    embargo = subject.all.briefing.not_before
    if embargo is not None and embargo >= NEVER:
        return
    for path, text in subject.all.texts:
        placeholder = _PLACEHOLDER.search(text)
        if placeholder:
            hint = "Put your own words there, or delete the entry."
            yield Finding(path, "a placeholder is left", hint, placeholder.group())


def ids_are_unique(subject: Subject) -> Iterator[Finding]:
    """An id names one entry."""
    yield from _repeated(subject.all.ids, "id")


def numbers_are_unique(subject: Subject) -> Iterator[Finding]:
    """A number names one decision, a code one country."""
    briefing = subject.all.briefing
    numbers = [
        (("resolutions", index, "number"), str(resolution.number))
        for index, resolution in enumerate(briefing.resolutions)
    ]
    yield from _repeated(numbers, "number")
    yield from _repeated(_codes(subject.all), "code")


def sources_are_used(subject: Subject) -> Iterator[Finding]:
    """Every source is cited by something."""
    used = {name for _, name in _named_sources(subject.all)}
    for index, source in enumerate(subject.all.briefing.sources):
        if source.id not in used:
            hint = "Cite it, or take it out of the list."
            yield Finding(("sources", index, "id"), f"nothing cites `{source.id}`", hint)


def members_are_counted(subject: Subject) -> Iterator[Finding]:
    """The list of members is as long as the official figure says."""
    membership = subject.all.briefing.membership
    if len(membership.members) != membership.total:
        listed = len(membership.members)
        message = f"`total` is {membership.total}, and {listed} members are listed"
        yield Finding(("membership", "total"), message, "The list and the total go together.")


SOUND: tuple[Rule, ...] = (
    paragraphs_exist,
    anchors_are_given,
    anchors_prove,
    quotes_prove,
    speeches_decide_nothing,
    silence_was_read,
    codes_are_real,
    quotation_marks_quote,
    nothing_is_copied,
    nothing_is_left_to_replace,
    ids_are_unique,
    numbers_are_unique,
)
COMPLETE: tuple[Rule, ...] = (
    sources_exist,
    references_exist,
    verbs_are_declared,
    sources_are_used,
    members_are_counted,
)


def _named_sources(inventory: Inventory) -> Iterator[tuple[Path, str]]:
    for part in inventory.parts:
        if isinstance(part.value, Citation):
            yield (*part.path, "source"), part.value.source
        silent = part.fields.get("silent")
        if isinstance(silent, str):
            yield (*part.path, "silent"), silent
        for index, name in enumerate(silent if isinstance(silent, tuple) else ()):
            yield (*part.path, "silent", index), name


def _codes(inventory: Inventory) -> Iterator[tuple[Path, str]]:
    for part in inventory.parts:
        if part.fields.get("code") is not None:
            yield (*part.path, "code"), str(part.fields["code"])


def _unknown(path: Path, kind: str, name: object, known: list[str]) -> Iterator[Finding]:
    if name is not None and name not in known:
        hint = did_you_mean(str(name), known) or f"Add it to `{kind}s`, or name another."
        yield Finding(path, f"no {kind} has the id `{name}`", hint)


def _absent(path: Path, phrase: str, cite: Citation, subject: Subject) -> Iterator[Finding]:
    holding = subject.fingerprints[cite.source].holding(phrase)
    if not holding:
        yield Finding(path, "these words stand nowhere in the source", "Copy them from it.")
    elif cite.paragraph is not None and cite.paragraph not in holding:
        message = f"these words stand in {_list(holding)}, not in ¶{cite.paragraph}"
        yield Finding(path, message, "Correct the paragraph, or the words.")


def _ambiguous(path: Path, phrase: str, cite: Citation, subject: Subject) -> Iterator[Finding]:
    holding = subject.fingerprints[cite.source].holding(phrase)
    others = [number for number in holding if number != cite.paragraph]
    if cite.paragraph in holding and others:
        hint = f"Choose words that only ¶{cite.paragraph} has."
        yield Finding(path, f"these words stand in {_list(others)} too", hint)


def _where(subject: Subject, cite: Citation) -> str:
    holding = subject.fingerprints[cite.source].holding(cite.anchor or "")
    stands = f"The anchor stands in {_list(holding)}." if holding else ""
    return stands or "Add the number of the paragraph that says so."


def _list(numbers: Iterable[int]) -> str:
    return ", ".join(f"¶{number}" for number in numbers)


def _repeated(named: Iterable[tuple[Path, str]], what: str) -> Iterator[Finding]:
    first: dict[str, Path] = {}
    for path, name in named:
        if name in first:
            *keys, index = first[name][:-1]
            where = ".".join(str(key) for key in keys)
            message = f"the {what} `{name}` is taken by item {int(index) + 1} of `{where}`"
            yield Finding(path, message, "Give it another.")
        else:
            first[name] = path
