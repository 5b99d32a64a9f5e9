"""What counts how much when a question is held against an entry: learned on labelled questions."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """Shares and scores from 0 to 1, but `thin`; `python -m evaluation.tune` tells the best."""

    another_name: float = 0.85  # a word that stands in another name of the entry than the best
    in_text: float = 0.7  # a word that stands in what else it says
    by_kind: float = 0.57  # a word that answers of its kind meet, wherever it stands
    asked: float = 0.9  # an entry that is found by a way of asking, and not by its name
    by_text: float = 0.95  # an entry that is found by its text alone
    vague: float = 0.55  # taken off for a phrase of which next to nothing was said
    vague_text: float = 0.1  # the same for a text
    met: float = 0.3  # at most, a word that people put beside any such name
    unmet: float = 0.3  # at least, such a word beside another name
    sought: float = 0.9  # at least, a word that asks for a person, a day, a number, a reason
    name: float = 0.52  # at least, a name: what is said of another is no answer
    beyond: float = 0.5  # taken off where an entry of this kind never says what is asked
    strange: float = 0.03  # taken off where the entry has no word of the question as it was spelt
    left_out: float = 0.4  # taken off for a reading that leaves out nearly all of a question
    reluctance: float = 0.35  # taken off where a source is silent, or is itself the answer
    answer: float = 0.8  # the score from which an entry answers
    likely: float = 0.6  # that it is this and no other: then what may be meant answers as well
    likeliest: float = 0.9  # the same for what a long message is about, whatever it asks
    about: float = 0.25  # the score that this has at least
    found: float = 0.35  # the score that a question in it gives that, if it is only likely
    unlikely: float = 0.03  # below it is not even near
    thin: float = 1.4  # of a question in that message: what its words tell that tell little
    named: float = 0.5  # how much it has of what a question in that message names
    offer: float = 0.72  # the score from which it may be what is meant
    close: float = 0.1  # below the best of what may be meant: others that may be, as well
    beside: float = 0.2  # the same where there are no others
    lead: float = 0.02  # by which an answer is ahead of the next one
    sure: float = 0.78  # the confidence from which the best answers, whatever its score
    doubt: float = 0.5  # the same below which it does not, whatever its score
    open: float = 0.4  # the score from which an entry may answer, though it is not sure
    near: float = 0.3  # the score from which an entry is near


@dataclass(frozen=True)
class Weights:
    """What each piece of evidence counts; `python -m evaluation.learn` tells the best."""

    worth: float = 4.81
    ahead: float = 2.0
    nearer: float = 3.82
    alike: float = 1.05
    alone: float = 5.22
    is_long: float = 1.4
    absence: float = -1.2  # that a source is silent is seldom what is asked
    nothing: float = -5.21  # where there is none


LEARNED, WEIGHTS = Scale(), Weights()
