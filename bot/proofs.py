"""Proofs: what operators see before anybody else, of drafts and of files that they send."""

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import PurePath

from bot.answer import Answer
from bot.briefing.library import Snapshot, is_all
from bot.briefing.model import Briefing
from bot.commands import QUESTIONS, name_of, news, preview
from bot.commands.preview import DOCUMENT, Asked
from bot.desk import Desk, clean, parse
from bot.messages import Message, split
from bot.proofread import answers_fit
from bot.publishing.preview import Preview, Sample, fitting, report
from bot.publishing.proposal import Proposal, Who
from bot.rehearsal import Comparison, alone, rehearsed, within
from bot.sending.preview import previewed
from bot.sending.proposals import passed_over
from bot.store.database import Database, UnavailableError
from bot.subscriptions.subscription import Kind, Place
from bot.subscriptions.visit import Visit

SCREEN, TWO_MESSAGES = 700, 7000  # characters of problems that are told
_NEWS = name_of(news)
_QUESTIONS = tuple(name_of(command) for command in QUESTIONS)
_COMMANDS = frozenset((*_QUESTIONS, _NEWS))  # whose answers can be seen before
_COPY = re.compile(r"\s*\(\d+\)$")


class Proofs:
    """Shows drafts as people will see them; of each operator the file sent last is kept in mind."""

    def __init__(self, desk: Desk, database: Database, clock: Callable[[], datetime]) -> None:
        """Let the desk that answers people answer from drafts."""
        self._desk, self._database, self._clock = desk, database, clock
        self._rule = answers_fit(desk.renderer, QUESTIONS)
        self._sent: dict[str, Briefing] = {}

    async def answer(self, words: str, who: Who) -> tuple[Message, ...]:
        """Return what an operator wants to see of a draft."""
        drafts = self._desk.shelf.drafts
        asked = preview.understand(words, {*drafts.briefings, DOCUMENT}, _COMMANDS)
        if asked is None:
            return self._tell(preview.unknown(words, sorted(drafts.briefings)))
        briefing = self._draft(asked, drafts, who)
        if briefing is None:
            return self._tell(preview.missing(asked))
        unsound = drafts.unsound if asked.draft != DOCUMENT else frozenset[str]()
        return await self._show(asked, await self._seen(briefing, unsound), drafts)

    async def examine(self, name: str, content: bytes, who: Who) -> tuple[Message, ...]:
        """Return the problems of a file that an operator has sent, or what it would bring."""
        # A phone that downloads a file twice calls the second `name (1).yaml`.
        file = f"{_COPY.sub('', PurePath(clean(PurePath(name).name)).stem)}.yaml"
        review = self._desk.shelf.review
        loaded = await asyncio.to_thread(review, file, content, (self._rule,))
        if loaded.briefing is None:
            problems, more = fitting(loaded.problems, TWO_MESSAGES)
            complete = is_all(loaded.problems)
            values = {"file": file, "problems": problems, "more": more, "complete": complete}
            return self._tell(Answer("document_problems", values))
        self._sent[who.key] = loaded.briefing
        asked = Asked(DOCUMENT)
        return await self._show(asked, await self._seen(loaded.briefing), Snapshot())

    async def report(self, before: Snapshot, after: Snapshot) -> tuple[Message, ...]:
        """Return what operators are told once the files have changed, if anything."""
        agreed = await self._passed_over(after)
        found = report(before, after, self._desk.shelf.published, agreed)
        if not found:
            return ()
        problems, more = fitting(found.problems, SCREEN) if found.problems else ((), 0)
        values = {
            "problems": problems,
            "more": more,
            "complete": is_all(found.problems),
            "mended": found.mended,
            "edited": [(name, *figures) for name, figures in found.edited.items()],
            "agreed": tuple(found.agreed.values()),
        }
        return self._tell(Answer("files_changed", values))

    async def _passed_over(self, drafts: Snapshot) -> Mapping[str, Proposal]:
        try:
            return await self._database.run(passed_over, drafts.briefings, drafts.unsound)
        except UnavailableError:  # what is wrong with the files is told all the same
            return {}

    async def _show(self, asked: Asked, seen: Preview, drafts: Snapshot) -> tuple[Message, ...]:
        if asked.line:
            return self._marked(asked, seen, self._answer(seen, asked.line))
        if (sample := preview.sample(asked, seen)) is not None:
            return self._marked(asked, seen, sample.messages, sample)
        if asked.part == "answers":
            return await self._answers(asked, seen)
        if asked.part == "letters":
            return self._tell(preview.letters(asked, seen))
        if asked.part == "changes":
            return self._tell(preview.changed(asked, seen))
        served = self._desk.shelf.snapshot
        return self._tell(preview.overview(asked, seen, drafts, served, self._clock()))

    def _draft(self, asked: Asked, drafts: Snapshot, who: Who) -> Briefing | None:
        if asked.draft == DOCUMENT:
            return self._sent.get(who.key)
        if asked.draft:
            return drafts.briefings[asked.draft]
        return drafts.current if drafts.briefings else None

    async def _seen(self, briefing: Briefing, unsound: frozenset[str] = frozenset()) -> Preview:
        renderer, now = self._desk.renderer, self._clock()
        return await self._database.run(previewed, briefing, renderer, now, unsound)

    def _answer(self, seen: Preview, line: str) -> tuple[Message, ...]:
        name, words = parse(line)
        snapshot = alone(seen.briefing)
        if name != _NEWS:
            return self._desk.ask(line, snapshot)
        visit = Visit(Place(0), Kind.PRIVATE, "", self._clock(), editions=(seen.news,))
        decision = news.decide(snapshot, words, visit)
        return self._desk.tell(decision.answer, decision.briefing or seen.briefing)

    async def _answers(self, asked: Asked, seen: Preview) -> tuple[Message, ...]:
        differing = await asyncio.to_thread(self._differing, seen) if seen.before else []
        return self._tell(preview.answers(asked, seen, differing, _QUESTIONS))

    def _differing(self, seen: Preview) -> list[str]:
        all_of_them = rehearsed(self._desk, seen.briefing, seen.before)
        return [one.line for one in all_of_them if one.compared is not Comparison.SAME]

    def _marked(
        self,
        asked: Asked,
        seen: Preview,
        messages: tuple[Message, ...],
        sample: Sample | None = None,
    ) -> tuple[Message, ...]:
        """Return messages as they will be, below a line that says that they are not out."""
        [head] = self._tell(preview.mark(asked, seen, sample))
        if not messages:
            return (head,)
        first, *others = within(messages, asked.command, _COMMANDS)
        *parts, last = split(f"{head.html}\n\n{first.html}")
        return (*map(Message, parts), replace(first, html=last), *others)

    def _tell(self, answer: Answer) -> tuple[Message, ...]:
        return self._desk.renderer.render(answer, None)
