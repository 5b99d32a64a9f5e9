"""What goes wrong with a command is seen."""

from collections import Counter

import pytest

from bot.simulator.chats import Chat
from tests.receiving.crowd import Command, Crowd, Wanted
from tests.receiving.reckoning import Kept, Reckoning, reckon


class Scene:
    """A person and a group, and what becomes of their commands."""

    def __init__(self) -> None:
        self.crowd = Crowd(1, private=1, groups=1)
        self.private, self.group = self.crowd.talking
        self.kept = Kept(frozenset(), {}, Counter())
        self.at_risk: Counter[int] = Counter()

    def asked(self, chat: Chat, line: str, *answers: str) -> Command:
        """Somebody gives a command, which is answered so."""
        command = self.crowd.say_line(chat, line)
        for text in answers:
            self.crowd.post(chat, text=text, reply_to=command.message)
        return command

    def reckon(self) -> Reckoning:
        return reckon(self.crowd, self.kept, self.crowd.commands, self.at_risk)


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.mark.parametrize("line", ["/who zq1x", "/subscribe"])
def test_a_command_without_an_answer_is_lost(line: str, scene: Scene) -> None:
    for chat in scene.crowd.talking:
        scene.asked(chat, line)

    assert len(scene.reckon().lost) == 2


def test_another_answer_is_explained_by_a_kill_and_by_nothing_else(scene: Scene) -> None:
    for chat in scene.crowd.talking:
        command = scene.asked(chat, "/who zq1x", "nobody as zq1x", "nobody as zq1x")
        scene.at_risk[command.update] = chat is scene.private
    found = scene.reckon()

    assert (found.repeated, len(found.unexplained)) == (2, 1)
    assert "Group 0: 2 answers, 0 kills" in found.unexplained[0]


def test_the_briefing_that_follows_is_no_further_answer(scene: Scene) -> None:
    scene.asked(scene.group, "/who zq1x", "nobody as zq1x", "• Ministers of the Coalition met")

    assert scene.reckon().repeated == 0


def test_an_effect_that_is_missing_or_there_twice_is_wrong(scene: Scene) -> None:
    one = scene.asked(scene.private, "/subscribe", "This chat is subscribed.")
    two = scene.asked(scene.private, "/settings quiet 3 5", "Quiet hours")
    assert [why.split(" in ")[0] for why in scene.reckon().wrong[1:]] == [
        f"/subscribe ({one.update})",
        f"/settings quiet 3 5 ({two.update})",
    ]

    taken, here = frozenset({one.update, two.update}), scene.private.id
    scene.kept = Kept(taken, {here: Wanted(active=True, quiet=(3, 5))}, Counter())
    assert scene.reckon().broken == []
    scene.kept = Kept(taken, {here: Wanted(active=False, quiet=(3, 5))}, Counter())
    assert len(scene.reckon().wrong) == 1
