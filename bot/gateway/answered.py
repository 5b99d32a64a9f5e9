"""Which answers belong to which questions, so that who mends a question has its answer mended.

It is kept in memory, and holds no words: ids of messages alone.
"""

from collections import OrderedDict
from collections.abc import Sequence

MOST = 2_000  # questions: at three a second those of the last ten minutes
LATEST = 600  # seconds after which a question that is edited is not answered anew


class Answered:
    """Remembers the newest questions."""

    def __init__(self) -> None:
        """Nothing has been answered yet."""
        self._answers: OrderedDict[tuple[int, int], tuple[int, ...]] = OrderedDict()

    def note(self, chat: int, question: int, answers: Sequence[int]) -> None:
        """Remember the ids of the messages that answer one."""
        self._answers[chat, question] = tuple(answers)
        if len(self._answers) > MOST:
            self._answers.popitem(last=False)

    def to(self, chat: int, question: int) -> tuple[int, ...]:
        """Return the ids of the messages that answered a question, if that is known."""
        return self._answers.get((chat, question), ())
