"""What a communiqué says and who says so: the values that a briefing file is made of.

One sentence, one citation: a statement that two sources support is two statements.
"""

import re
from contextlib import suppress
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    HttpUrl,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)


def _plain_number(written: object) -> object:
    # The file hands over text; "010", "1_000" or "+5" may mean something else to their author.
    if isinstance(written, str) and not re.fullmatch(r"0|[1-9][0-9]{0,8}", written):
        raise ValueError("should be a whole number in plain digits, like 85")
    return written


def _yes_or_no(written: object) -> object:
    if not isinstance(written, str | bool) or written not in {"true", "false", True, False}:
        raise ValueError("should be true or false")
    return written


def _calendar_date(written: object) -> object:
    if isinstance(written, str) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
        raise ValueError("should be a date like 2022-05-11")
    return written


def _web_address(written: str) -> str:
    # HttpUrl alone mends blanks and missing slashes; Telegram drops such a link.
    with suppress(ValueError):
        if re.fullmatch(r"https?://\S+", written) and HttpUrl(written):
            return written
    raise ValueError("should be a web address like https://example.org/page")


def _not_blank(written: str) -> str:
    if not written.strip():
        raise ValueError("is empty")
    return written


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
NotBlank = AfterValidator(_not_blank)
Name = Annotated[str, StringConstraints(min_length=1, max_length=80), NotBlank]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=400), NotBlank]
Number = Annotated[int, BeforeValidator(_plain_number), WithJsonSchema({"type": "integer"})]
YesNo = Annotated[bool, BeforeValidator(_yes_or_no), WithJsonSchema({"type": "boolean"})]
Day = Annotated[date, BeforeValidator(_calendar_date)]
Url = Annotated[str, StringConstraints(max_length=800), AfterValidator(_web_address)]

Kind = Literal["article", "communiqué", "statement", "speech", "briefing", "report", "list"]
Standing = Literal["official", "reproduction", "press-quote", "press-report", "speech"]
Subject = Literal["meeting", "coalition", "terms"]
Region = Literal["Africa", "Americas", "Asia", "Europe", "Oceania"]


class Value(BaseModel):
    """What every part of a briefing has in common: it never changes, and knows its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Citation(Value):
    """Where a sentence comes from: the source, the paragraph, the words that prove it."""

    source: Id = Field(description="The id of one of the file's sources", examples=["blueprint"])
    paragraph: Number | None = Field(
        None,
        ge=1,
        description="The number of the paragraph, where the source has numbered paragraphs",
        examples=[12],
    )
    anchor: Name | None = Field(
        None,
        description="Three to eight consecutive words of that paragraph, which prove the claim",
        examples=["in Brussels, Rome and Marrakesh"],
    )


class Source(Value):
    """A document that the briefing cites."""

    id: Id
    label: Name = Field(description="The short name shown beside a statement, like Blueprint")
    title: Sentence = Field(description="What the document is, in a line")
    publisher: Name
    published: Name | None = Field(None, description="The date, as exactly as it is known")
    url: Url
    kind: Kind
    standing: Standing = Field(description="How close it stands to the official wording")
    read: Literal["whole", "opening"] = Field(description="How much of it was read for this file")
    fingerprint: Name | None = Field(
        None,
        description="The file that proves anchors, made by `python -m bot fingerprint`",
        examples=["fingerprints/blueprint.json"],
    )


class Claim(Value):
    """One sentence with the citation it stands on."""

    text: Sentence
    cite: Citation
    inference: YesNo = Field(
        default=False, description="true: our own conclusion from the cited source"
    )


class Fact(Claim):
    """A claim that can be asked for by itself."""

    id: Id
    about: Subject


class Line(Claim):
    """One line of the summary or of a section."""

    id: Id


class Topic(Value):
    """A subject that decisions and statements are sorted by."""

    id: Id
    name: Name
    aliases: tuple[Name, ...] = ()


class Resolution(Value):
    """A decision: who, the operative verb, what; and whose record says so."""

    id: Id
    number: Number = Field(ge=1, description="The number people ask for; it never changes")
    record: Literal["article", "communiqué"] = Field(
        description="article: as the article reports it; communiqué: as a copy of its text has it"
    )
    actor: Name = Field(examples=["The Coalition"])
    verb: Name = Field(description="One of the file's operative verbs", examples=["affirmed"])
    text: Sentence = Field(description="What follows the verb, to the end of the sentence")
    topics: tuple[Id, ...] = Field(min_length=1)
    reported_by: Id | None = Field(None, description="The speaker whose statement reports it")
    cite: Citation


class Statement(Value):
    """What a speaker said or is reported to have said."""

    id: Id
    verb: Name = Field(examples=["called for"])
    text: Sentence = Field(description="What follows the verb, in our own words")
    quote: Name | None = Field(None, description="A short span of the speaker's own words")
    topics: tuple[Id, ...] = ()
    cite: Citation


class Speaker(Value):
    """A person, their role, and the statements attributed to them."""

    id: Id
    name: Name
    title: Name | None = Field(None, examples=["Major-Gen."])
    role: Name
    organisation: Name
    aliases: tuple[Name, ...] = ()
    cite: Citation = Field(description="Where the person is named with this role")
    notes: tuple[Claim, ...] = Field((), description="What else is known: who led, who stood in")
    statements: tuple[Statement, ...] = ()


class Member(Value):
    """A member of the coalition, and what proves that it is one."""

    id: Id
    name: Name
    code: str | None = Field(
        None,
        pattern=r"^[A-Z]{2}$",
        description="ISO 3166-1 alpha-2 code; none for an organisation",
        examples=["NO"],
    )
    organisation: YesNo = Field(default=False, description="true: an organisation, not a state")
    region: Region | None = Field(None, description="UN region; an organisation may have none")
    aliases: tuple[Name, ...] = ()
    cite: Citation
    joined: Claim | None = None
    notes: tuple[Claim, ...] = ()

    @model_validator(mode="after")
    def _states_have_codes(self) -> Self:
        if self.organisation == (self.code is not None):
            raise ValueError("a state has a `code`, an organisation has `organisation: true`")
        if self.region is None and not self.organisation:
            raise ValueError("a state has a `region`")
        return self


class Outsider(Value):
    """A country that people ask about and that was not a member at the time."""

    id: Id
    name: Name
    code: str | None = Field(None, pattern=r"^[A-Z]{2}$")
    aliases: tuple[Name, ...] = ()
    notes: tuple[Claim, ...] = Field(min_length=1)


class Membership(Value):
    """How many members there are, who they are, and how we know."""

    total: Number = Field(ge=1, description="The official number of members, which the list equals")
    official: Claim = Field(description="Who gives that number")
    difference: Id | None = Field(None, description="The difference on the number of members")
    basis: tuple[Claim, ...] = Field(min_length=1, description="How the list was put together")
    african: tuple[Claim, ...] = ()
    newest: Claim | None = None
    members: tuple[Member, ...] = Field(min_length=1)
    outsiders: tuple[Outsider, ...] = ()


class Meeting(Value):
    """A meeting: where, and when as far as a source says."""

    id: Id
    place: Name
    cite: Citation
    when: Claim | None = None
    notes: tuple[Claim, ...] = ()


class Africa(Value):
    """The Africa focus: the group, its meetings, its aim, the drivers, who bears responsibility."""

    group: tuple[Line, ...] = Field(min_length=1)
    meetings: tuple[Meeting, ...] = Field(min_length=1)
    aim: tuple[Line, ...] = Field(min_length=1)
    drivers: tuple[Line, ...] = Field(min_length=1)
    responsibility: tuple[Line, ...] = Field(min_length=1)


class Reading(Value):
    """One answer to the question of a difference: cited, or a source's silence."""

    text: Sentence
    cite: Citation | None = None
    silent: Id | None = Field(
        None, description="Instead of `cite`: the source, read whole, that does not say it"
    )

    @model_validator(mode="after")
    def _one_ground(self) -> Self:
        if (self.cite is None) == (self.silent is None):
            raise ValueError("needs either `cite` or `silent`")
        return self


class Difference(Value):
    """One question on which the sources differ: the readings side by side."""

    id: Id
    question: Name
    readings: tuple[Reading, ...] = Field(min_length=2)
    why: tuple[Claim, ...] = ()


class Absence(Value):
    """A subject that somebody looked for and a source does not address."""

    id: Id
    name: Name
    aliases: tuple[Name, ...] = ()
    text: Sentence
    silent: tuple[Id, ...] = Field(min_length=1, description="The sources read whole for it")


class Briefing(Value):
    """One communiqué, and the reports on it."""

    briefing: Id = Field(description="The briefing's own id, the same as the file's name")
    edition: Number = Field(ge=1)
    title: Name
    date: Day
    when_uncertain: Literal["resend-once", "hold"] = Field(
        "resend-once",
        description="What is done with a message that may have arrived: it is sent once more, or "
        "held until an operator decides",
    )
    verbs: tuple[Name, ...] = Field(min_length=1, description="The operative verbs in use")
    topics: tuple[Topic, ...] = Field(min_length=1)
    sources: tuple[Source, ...] = Field(min_length=1)
    summary: tuple[Line, ...] = Field(min_length=1, max_length=6)
    facts: tuple[Fact, ...] = ()
    speakers: tuple[Speaker, ...] = Field(min_length=1)
    resolutions: tuple[Resolution, ...] = Field(min_length=1)
    membership: Membership
    africa: Africa | None = None
    differences: tuple[Difference, ...] = ()
    absences: tuple[Absence, ...] = ()
