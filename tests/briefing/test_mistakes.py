"""Each mistake is shown where it was made, with its field and the way out."""

import pytest

from tests.briefing.conftest import Shelf
from tests.briefing.mistakes import ALL, KINDS, PLACES, Mistake, is_shown

pytestmark = pytest.mark.untraced


def test_the_mistakes_are_many_and_of_many_kinds() -> None:
    assert len(KINDS) >= 20
    assert len(ALL) == PLACES * len(KINDS)
    assert len({mistake.text for mistake in ALL}) >= 200


@pytest.mark.parametrize(
    "mistake", ALL, ids=lambda mistake: f"{mistake.kind}-{mistake.line}-{mistake.column}"
)
def test_a_mistake_is_shown_where_it_was_made(shipped: Shelf, mistake: Mistake) -> None:
    assert is_shown(mistake, shipped.problems(mistake.text))
