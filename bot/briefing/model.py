"""What a communiqué says and who says so: the values that a briefing file is made of.

One sentence, one citation: a statement that two sources support is two statements.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from bot.briefing.written import (
    Code,
    Day,
    Id,
    Moment,
    Name,
    Number,
    Sentence,
    Url,
    Value,
    YesNo,
)

Alias = Annotated[
    Name, Field(description="Another name or word that people type", examples=["Daesh"])
]
Verb = Annotated[Name, Field(description="An operative verb", examples=["affirmed"])]
SourceId = Annotated[
    Id, Field(description="The id of one of the file's sources", examples=["blueprint"])
]
TopicId = Annotated[
    Id, Field(description="The id of one of the file's topics", examples=["africa"])
]
DifferenceId = Annotated[
    Id, Field(description="The id of one of the file's differences", examples=["member-count"])
]

Kind = Literal["article", "communiqué", "statement", "speech", "briefing", "report", "list"]
Standing = Literal["official", "reproduction", "press-quote", "press-report", "speech"]
Subject = Literal["meeting", "coalition", "terms"]
Region = Literal["Africa", "Americas", "Asia", "Europe", "Oceania"]

_CITED = {"source": "blueprint", "paragraph": 12, "anchor": "in Brussels, Rome and Marrakesh"}
_OWN_ID = "Its own id, which never changes: buttons and links hold it"
_ALIASES = "Other names and words that people type for it"


def _one(**fields: Any) -> ConfigDict:
    """Give a part an example of its own, where the keys it needs do not make a good one."""
    return ConfigDict(json_schema_extra={"examples": [fields]})


class Citation(Value):
    """Where a sentence comes from: the source, the paragraph, the words that prove it."""

    model_config = _one(**_CITED)

    source: SourceId
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

    id: Id = Field(description=_OWN_ID, examples=["blueprint"])
    label: Name = Field(
        description="The short name shown beside a statement", examples=["Blueprint"]
    )
    title: Sentence = Field(
        description="What the document is, in a line", examples=["Article on the Marrakesh meeting"]
    )
    publisher: Name = Field(description="Who published it", examples=["Blueprint (Nigeria)"])
    published: Name | None = Field(
        None, description="The date, as exactly as it is known", examples=["13 May 2022"]
    )
    url: Url = Field(
        description="Its web address, which the mark beside a statement links to",
        examples=["https://theglobalcoalition.org/en/mission/"],
    )
    kind: Kind = Field(description="What sort of document it is", examples=["article"])
    standing: Standing = Field(
        description="How close it stands to the official wording", examples=["press-report"]
    )
    read: Literal["whole", "opening"] = Field(
        description="How much of it was read for this file", examples=["whole"]
    )
    fingerprint: Name | None = Field(
        None,
        description="The file that proves anchors, made by `python -m bot fingerprint`",
        examples=["fingerprints/blueprint.json"],
    )


class Claim(Value):
    """One sentence with the citation it stands on."""

    text: Sentence = Field(
        description="The sentence, in our own words", examples=["The focus group met three times."]
    )
    cite: Citation = Field(description="The one place that proves the sentence")
    inference: YesNo = Field(
        default=False,
        description="true: our own conclusion from the cited source",
        examples=[True],
    )


class Fact(Claim):
    """A claim that can be asked for by itself."""

    id: Id = Field(description=_OWN_ID, examples=["members-in-the-article"])
    about: Subject = Field(description="What it is sorted under", examples=["meeting"])


class Line(Claim):
    """One line of the summary or of a section."""

    id: Id = Field(description=_OWN_ID, examples=["summary-africa"])


class Topic(Value):
    """A subject that decisions and statements are sorted by."""

    id: Id = Field(description=_OWN_ID, examples=["foreign-fighters"])
    name: Name = Field(
        description="Its name, as answers show it", examples=["Foreign terrorist fighters"]
    )
    aliases: tuple[Alias, ...] = Field((), description=_ALIASES, examples=[["FTF", "fighters"]])


class Resolution(Value):
    """A decision: who, the operative verb, what; and whose record says so."""

    id: Id = Field(description=_OWN_ID, examples=["focus-group-meetings"])
    number: Number = Field(
        ge=1, description="The number people ask for; it never changes", examples=[9]
    )
    record: Literal["article", "communiqué"] = Field(
        description="article: as the article reports it; communiqué: as a copy of its text has it",
        examples=["article"],
    )
    actor: Name = Field(description="Who decided", examples=["The Coalition"])
    verb: Name = Field(description="One of the file's operative verbs", examples=["welcomed"])
    text: Sentence = Field(
        description="What follows the verb, to the end of the sentence",
        examples=["the first three meetings of the Africa Focus Group."],
    )
    topics: tuple[TopicId, ...] = Field(
        min_length=1, description="What it is about", examples=[["africa"]]
    )
    reported_by: Id | None = Field(
        None, description="The speaker whose statement reports it", examples=["usman"]
    )
    cite: Citation = Field(description="The one place that proves the decision")


class Statement(Value):
    """What a speaker said or is reported to have said."""

    id: Id = Field(description=_OWN_ID, examples=["monguno-collaboration"])
    verb: Name = Field(description="One of the file's operative verbs", examples=["called for"])
    text: Sentence = Field(
        description="What follows the verb, in our own words",
        examples=["more collaboration against terrorism."],
    )
    quote: Name | None = Field(
        None,
        description="Three to twelve words of the speaker's own, as the cited paragraph has them",
        examples=["a common and shared threat"],
    )
    topics: tuple[TopicId, ...] = Field((), description="What it is about", examples=[["africa"]])
    cite: Citation = Field(description="The one place that proves the statement")


class Speaker(Value):
    """A person, their role, and the statements attributed to them."""

    id: Id = Field(description=_OWN_ID, examples=["monguno"])
    name: Name = Field(
        description="The person's name, without titles", examples=["Babagana Monguno"]
    )
    title: Name | None = Field(
        None, description="What stands before the name", examples=["Major-Gen."]
    )
    role: Name = Field(
        description="The office they spoke in", examples=["National Security Adviser"]
    )
    organisation: Name = Field(
        description="The state or organisation they spoke for", examples=["Nigeria"]
    )
    aliases: tuple[Alias, ...] = Field((), description=_ALIASES, examples=[["NSA"]])
    cite: Citation = Field(description="Where the person is named with this role")
    notes: tuple[Claim, ...] = Field((), description="What else is known: who led, who stood in")
    statements: tuple[Statement, ...] = Field(
        (), description="What they said, or are reported to have said"
    )


class Member(Value):
    """A member of the coalition, and what proves that it is one."""

    model_config = _one(id="norway", name="Norway", code="NO", region="Europe", cite=_CITED)

    id: Id = Field(description=_OWN_ID, examples=["norway"])
    name: Name = Field(description="Its name, as answers show it", examples=["Norway"])
    code: Code | None = Field(
        None,
        description="ISO 3166-1 alpha-2 code; none for an organisation",
        examples=["NO"],
    )
    organisation: YesNo = Field(
        default=False, description="true: an organisation, not a state", examples=[True]
    )
    region: Region | None = Field(
        None, description="UN region; an organisation may have none", examples=["Europe"]
    )
    aliases: tuple[Alias, ...] = Field((), description=_ALIASES, examples=[["Norge"]])
    cite: Citation = Field(description="What proves that it is a member")
    joined: Claim | None = Field(None, description="When it became a member")
    notes: tuple[Claim, ...] = Field((), description="What else is known of its membership")

    @model_validator(mode="after")
    def _states_have_codes(self) -> Self:
        if self.organisation == (self.code is not None):
            message = "a state has a `code`, an organisation has `organisation: true`"
            raise PydanticCustomError("together", message, {"remedy": "Add one, or delete one."})
        if self.region is None and not self.organisation:
            remedy = "Add a line like `region: Europe`."
            raise PydanticCustomError("together", "a state has a `region`", {"remedy": remedy})
        return self


class Outsider(Value):
    """A country or organisation that people ask about and that was not a member at the time."""

    id: Id = Field(description=_OWN_ID, examples=["algeria"])
    name: Name = Field(description="Its name, as answers show it", examples=["Algeria"])
    code: Code | None = Field(None, description="ISO 3166-1 alpha-2 code", examples=["DZ"])
    aliases: tuple[Alias, ...] = Field((), description=_ALIASES, examples=[["Algérie"]])
    notes: tuple[Claim, ...] = Field(
        min_length=1, description="What a source says of it and the membership"
    )


class Membership(Value):
    """How many members there are, who they are, and how we know."""

    total: Number = Field(
        ge=1, description="The official number of members, which the list equals", examples=[85]
    )
    official: Claim = Field(description="Who gives that number")
    difference: Id | None = Field(
        None, description="The difference on the number of members", examples=["member-count"]
    )
    basis: tuple[Claim, ...] = Field(min_length=1, description="How the list was put together")
    african: tuple[Claim, ...] = Field((), description="What is known of the African members")
    newest: Claim | None = Field(None, description="Who joined last")
    members: tuple[Member, ...] = Field(min_length=1, description="Every member")
    outsiders: tuple[Outsider, ...] = Field(
        (), description="Countries that people ask about and that were no members"
    )


class Meeting(Value):
    """A meeting: where, and when as far as a source says."""

    id: Id = Field(description=_OWN_ID, examples=["brussels"])
    place: Name = Field(description="Where it met", examples=["Brussels"])
    cite: Citation = Field(description="What proves that it met there")
    when: Claim | None = Field(None, description="When it met, as a sentence")
    notes: tuple[Claim, ...] = Field((), description="What else is known: who chaired, who came")


class Africa(Value):
    """The Africa focus: the group, its meetings, its aim, the drivers, who bears responsibility."""

    group: tuple[Line, ...] = Field(min_length=1, description="What the focus group is")
    meetings: tuple[Meeting, ...] = Field(min_length=1, description="Where and when it met")
    aim: tuple[Line, ...] = Field(min_length=1, description="What it is for")
    drivers: tuple[Line, ...] = Field(min_length=1, description="What drives the insecurity")
    responsibility: tuple[Line, ...] = Field(
        min_length=1, description="On whom a lasting solution rests"
    )


class Reading(Value):
    """One answer to the question of a difference: cited, or a source's silence."""

    model_config = _one(text="Three times, the article says.", cite=_CITED)

    text: Sentence = Field(
        description="The answer, and who gives it", examples=["Three times, the article says."]
    )
    cite: Citation | None = Field(None, description="The one place that says so")
    silent: Id | None = Field(
        None,
        description="Instead of `cite`: the source, read whole, that does not say it",
        examples=["blueprint"],
    )

    @model_validator(mode="after")
    def _one_ground(self) -> Self:
        if (self.cite is None) == (self.silent is None):
            message = "needs either `cite` or `silent`"
            raise PydanticCustomError("together", message, {"remedy": "Add one, or delete one."})
        return self


class Difference(Value):
    """One question on which the sources differ: the readings side by side."""

    id: Id = Field(description=_OWN_ID, examples=["member-count"])
    question: Name = Field(
        description="What the sources answer differently",
        examples=["How often did the focus group meet?"],
    )
    readings: tuple[Reading, ...] = Field(
        min_length=2,
        description="Each source's answer, two at least",
        examples=[
            [
                {"text": "Three times, the article says.", "cite": _CITED},
                {"text": "The travel note does not say.", "silent": "state-note"},
            ]
        ],
    )
    why: tuple[Claim, ...] = Field((), description="What may explain the difference")


class Absence(Value):
    """A subject that somebody looked for and a source does not address."""

    id: Id = Field(description=_OWN_ID, examples=["no-money"])
    name: Name = Field(description="The subject, as answers show it", examples=["Money"])
    aliases: tuple[Alias, ...] = Field((), description=_ALIASES, examples=[["pledges", "budget"]])
    text: Sentence = Field(
        description="What is not said, and by whom",
        examples=["The article gives no figure for pledges or money of any kind."],
    )
    silent: tuple[SourceId, ...] = Field(
        min_length=1, description="The sources read whole for it", examples=[["blueprint"]]
    )
    differences: tuple[DifferenceId, ...] = Field(
        (), description="Where other sources do address it", examples=[["stabilisation-money"]]
    )


class Briefing(Value):
    """One communiqué, and the reports on it."""

    briefing: Id = Field(
        description="The briefing's own id, the same as the file's name",
        examples=["marrakesh-2022"],
    )
    edition: Number = Field(
        ge=1,
        description="Its number, which answers close with; raise it before you publish",
        examples=[1],
    )
    not_before: Moment | None = Field(
        None,
        description="Embargo: the moment, with its zone, before which the edition is not published",
        examples=["2026-11-25T09:00+01:00"],
    )
    title: Name = Field(
        description="What the briefing is on",
        examples=["Global Coalition to Defeat ISIS, Marrakesh communiqué 2022"],
    )
    date: Day = Field(description="The day of the communiqué", examples=["2022-05-11"])
    when_uncertain: Literal["resend-once", "hold"] = Field(
        "resend-once",
        description="What is done with a message that may have arrived: it is sent once more, or "
        "held until an operator decides",
        examples=["hold"],
    )
    verbs: tuple[Verb, ...] = Field(
        min_length=1, description="The operative verbs in use", examples=[["affirmed", "welcomed"]]
    )
    topics: tuple[Topic, ...] = Field(
        min_length=1, description="What decisions and statements are sorted by"
    )
    sources: tuple[Source, ...] = Field(
        min_length=1, description="Every document that is cited, and no other"
    )
    summary: tuple[Line, ...] = Field(
        min_length=1, max_length=6, description="The communiqué in one to six lines"
    )
    facts: tuple[Fact, ...] = Field(
        (), description="What can be asked for about the meeting, the coalition, the terms"
    )
    speakers: tuple[Speaker, ...] = Field(min_length=1, description="Who spoke, and what they said")
    resolutions: tuple[Resolution, ...] = Field(min_length=1, description="What was decided")
    membership: Membership = Field(description="How many members there are, and who they are")
    africa: Africa | None = Field(None, description="The section on Africa")
    differences: tuple[Difference, ...] = Field(
        (), description="Questions on which the sources differ"
    )
    absences: tuple[Absence, ...] = Field(
        (), description="What somebody looked for and a source does not address"
    )
