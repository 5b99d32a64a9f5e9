"""How long it takes to make the index of many entries, and to find the answer to a question.

`.venv/bin/python -m benchmarks.asking [ENTRIES]` prints medians and the 99th of 100.
"""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import product
from pathlib import Path
from random import Random

from bot.asking.asking import Asking
from bot.asking.reader import Reader
from bot.briefing.library import Library, Snapshot
from bot.briefing.model import Briefing, Fact

SEED, ROUNDS, ASKED = 6, 5, 2_000
SLIPS = 0.3  # of the words
LENGTHS = (1, 2, 3, 5, 8, 60)  # words of a question
HOSTILE = (
    "?" * 4_000,
    "and who " * 500,
    "kenya " * 600,
    "\u202e" * 900 + "kenya",
    "a" * 4_000,
    "is it, and was it, or did it; " * 130,
    "<b>" * 1_300,
    "مراكش " * 600,
    ("A" + ":" * 580 + "é\n") * 7,
    "-\n" * 2_047 + "é",
    "story " * 18 + "A-" * 1_900,
    " ".join(
        "The press says that the coalition, if whether Benin chaired, where Blinken, who is money, "
        f"when it joined, why {who} met and said that 85 came because of Africa."
        for who in ("Benin", "Togo", "Nuland")
    )
    + " Is that right? And is it so? Was that it? Is that that? Do they? Is it?",
)
_BRIEFINGS = Path(__file__).parent.parent / "briefings"
_SYLLABLES = ["".join(pair) for pair in product("bdfklmnrstv", "aeio")]


def main() -> None:
    """Measure, and print."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    chance = Random(SEED)  # noqa: S311 - nothing secret
    snapshot = _enlarged(entries, chance)
    print(f"{entries:,} entries beside the shipped ones; {ASKED:,} questions")
    askings = [Asking() for _ in range(ROUNDS)]
    _report("first index", [_timed(partial(one.ask, snapshot, "?")) for one in askings])
    edited = _edited(snapshot)
    _report("on a reload", [_timed(partial(one.ask, edited, "?")) for one in askings])
    reader = Reader(snapshot)
    asked = list(_questions(snapshot.current, chance))
    _report("a question", [_timed(partial(reader.verdicts, one)) for one in asked])
    hostile = [one for one in HOSTILE for _ in range(ROUNDS)]
    _report("a hostile one", [_timed(partial(reader.verdicts, one)) for one in hostile])


def _edited(snapshot: Snapshot) -> Snapshot:
    """Return what is served after an edit of one entry."""
    briefing = snapshot.current
    fact = briefing.facts[0].model_copy(update={"text": "One line has been edited."})
    edited = briefing.model_copy(update={"facts": (fact, *briefing.facts[1:])})
    return replace(snapshot, briefings={edited.briefing: edited})


def _report(what: str, seconds: list[float]) -> None:
    took = sorted(one * 1000 for one in seconds)
    median, late = took[len(took) // 2], took[len(took) * 99 // 100]
    print(f"{what:<14} median {median:7.2f} ms  p99 {late:7.2f} ms  slowest {took[-1]:7.2f} ms")


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _enlarged(entries: int, chance: Random) -> Snapshot:
    """The shipped briefing, and so many facts in made-up words, some of them common."""
    snapshot = Library(_BRIEFINGS).reload()
    briefing = snapshot.current
    words = ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(8_000)]
    facts = [
        Fact(
            id=f"fact-{number}",
            about="meeting",
            text=" ".join(chance.choices(words, k=9) + chance.choices(words[:300], k=9)),
            cite=briefing.facts[0].cite,
        )
        for number in range(entries)
    ]
    larger = briefing.model_copy(update={"facts": (*briefing.facts, *facts)})
    return Snapshot({larger.briefing: larger}, words=snapshot.words)


def _questions(briefing: Briefing, chance: Random) -> Iterator[str]:
    """Words of one fact each: some misspelt, some too many."""
    for _ in range(ASKED):
        words = chance.choice(briefing.facts).text.split()
        asked = chance.choices(words, k=chance.choice(LENGTHS))
        yield f"what about {' '.join(_slip(word, chance) for word in asked)}"


def _slip(word: str, chance: Random) -> str:
    if chance.random() > SLIPS or len(word) <= min(LENGTHS[:4]) + 2:
        return word
    at = chance.randrange(1, len(word) - 1)
    return word[:at] + chance.choice(("", word[at + 1], "x" + word[at])) + word[at + 1 :]


if __name__ == "__main__":
    main()
