"""The words that people ask in: fillers, words for one thing, how an answer is asked for."""

from collections.abc import Iterable
from itertools import chain
from typing import Annotated

from pydantic import Field

from bot.briefing.written import Name, Sentence, Value

FOLDER = "words"  # within the folder of the briefings

Word = Annotated[Name, Field(description="A word, or a few", examples=["afg"])]
Phrase = Annotated[
    Name,
    Field(description="A question in few words, as people put it", examples=["who hosted it"]),
]
Group = Annotated[
    tuple[Word, ...],
    Field(min_length=2, description="Words for one thing", examples=[["meeting", "summit"]]),
]
_BESIDE = "Words that people put beside it"


class Kinds(Value):
    """Words by kind of entry."""

    person: tuple[Word, ...] = Field((), description=_BESIDE, examples=[["who", "said"]])
    statement: tuple[Word, ...] = Field((), description=_BESIDE, examples=[["who", "said"]])
    member: tuple[Word, ...] = Field((), description=_BESIDE, examples=[["joined", "part of"]])
    topic: tuple[Word, ...] = Field((), description=_BESIDE, examples=[["decided", "about"]])
    decision: tuple[Word, ...] = Field((), description=_BESIDE, examples=[["decided"]])
    source: tuple[Word, ...] = Field((), description=_BESIDE, examples=[["published", "link"]])
    absence: tuple[Word, ...] = Field((), description=_BESIDE, examples=[["mention", "any"]])
    meeting: tuple[Word, ...] = Field((), description=_BESIDE, examples=[["when", "took place"]])
    claim: tuple[Word, ...] = Field((), description=_BESIDE, examples=[["say", "does"]])
    difference: tuple[Word, ...] = Field((), description=_BESIDE, examples=[["agree", "differ"]])
    command: tuple[Word, ...] = Field((), description=_BESIDE, examples=[["meeting", "2022"]])


class Asked(Value):
    """An answer, and how people ask for it."""

    line: Sentence = Field(
        description="The command that gives the answer", examples=["/members africa"]
    )
    label: Name | None = Field(
        None, description="What a button calls it, if no entry does", examples=["African members"]
    )
    asked: tuple[Phrase, ...] = Field(
        min_length=1,
        description="How people ask for it, a few words each",
        examples=[["which african countries"]],
    )


class Words(Value):
    """All that is known of people's words beside the names in the briefings."""

    fillers: tuple[Word, ...] = Field(
        (),
        description="Words that say nothing about the subject",
        examples=[["please", "tell me"]],
    )
    same: tuple[Group, ...] = Field(
        (), description="Groups of words that mean the same", examples=[[["meeting", "summit"]]]
    )
    sought: tuple[Word, ...] = Field(
        (),
        description="Words that ask for a person, a day, a place, a number, a reason",
        examples=[["who", "when"]],
    )
    belonging: tuple[Word, ...] = Field(
        (),
        description="Words that ask whether somebody is a member",
        examples=[["member", "joined"]],
    )
    documents: tuple[Word, ...] = Field(
        (), description="Words for what a source is", examples=[["article", "newspaper"]]
    )
    kinds: Kinds = Field(
        default=Kinds(),
        description="By kind of entry, the words that its answer meets, though they need not "
        "stand in it",
    )
    beyond: Kinds = Field(
        default=Kinds(),
        description="By kind of entry, the words that its answer never meets, unless they stand "
        "in it",
    )
    asked: tuple[Asked, ...] = Field((), description="Answers, and how people ask for them")
    unsaid: tuple[Phrase, ...] = Field(
        (),
        description="What people ask and no entry answers",
        examples=[["how old is the minister"]],
    )


def joined(several: Iterable[Words]) -> Words:
    """Return what several files know together."""
    every = tuple(several)
    return Words(
        fillers=tuple(chain.from_iterable(one.fillers for one in every)),
        same=tuple(chain.from_iterable(one.same for one in every)),
        sought=tuple(chain.from_iterable(one.sought for one in every)),
        belonging=tuple(chain.from_iterable(one.belonging for one in every)),
        documents=tuple(chain.from_iterable(one.documents for one in every)),
        kinds=_of_all(one.kinds for one in every),
        beyond=_of_all(one.beyond for one in every),
        asked=tuple(chain.from_iterable(one.asked for one in every)),
        unsaid=tuple(chain.from_iterable(one.unsaid for one in every)),
    )


def _of_all(several: Iterable[Kinds]) -> Kinds:
    every = tuple(several)
    return Kinds(
        **{
            name: tuple(chain.from_iterable(getattr(one, name) for one in every))
            for name in Kinds.model_fields
        }
    )
