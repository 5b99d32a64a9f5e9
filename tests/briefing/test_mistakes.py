"""Each mistake is shown where it was made, with its field and the way out."""

import pytest

from bot.briefing.library import problems_of
from bot.commands import QUESTIONS
from bot.desk import renderer
from bot.proofread import answers_fit
from tests.briefing.conftest import Shelf
from tests.briefing.mistakes import ALL, KINDS, PLACES, Mistake, is_shown

pytestmark = pytest.mark.untraced
RULES = (answers_fit(renderer(), QUESTIONS),)  # those of `check`


def test_the_mistakes_are_many_and_of_many_kinds() -> None:
    assert len(KINDS) >= 20
    assert len(ALL) == PLACES * len(KINDS)
    assert len({mistake.text for mistake in ALL}) >= 200


# Of each kind some: all are in `python -m benchmarks.mistakes`.
SOME = [one for number, one in enumerate(ALL) if number % PLACES < 6]


@pytest.mark.parametrize(
    "mistake", SOME, ids=lambda mistake: f"{mistake.kind}-{mistake.line}-{mistake.column}"
)
def test_a_mistake_is_shown_where_it_was_made(shipped: Shelf, mistake: Mistake) -> None:
    shipped.path.write_text(mistake.text, "utf-8")

    assert is_shown(mistake, problems_of(shipped.path, RULES))


def test_a_kind_is_there_that_only_the_rule_on_answers_finds(shipped: Shelf) -> None:
    first = {mistake.kind: mistake for mistake in reversed(ALL)}
    alone = {kind for kind, one in first.items() if shipped.load(one.text).problems == ()}

    assert alone == {"an answer that is longer than a message"}
