"""Publishing in a terminal: what would go to whom, then sending it or watching it being sent."""

import asyncio
import math
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from rich.console import Console
from rich.padding import Padding

from bot.briefing.changes import Change, What
from bot.briefing.model import Briefing
from bot.messages import Message, without_markup
from bot.operations.progress import End, Watch
from bot.operations.screen import columns, counted, in_line, lasting, moment_of, screen, visible
from bot.operations.seat import whoever_is_here
from bot.publishing.plan import EVERYTHING, Out, Plan
from bot.publishing.proposal import Kind, Proposal
from bot.publishing.proposal import State as Stage
from bot.render import Renderer
from bot.sending.edition import PublishError, planned
from bot.sending.post import Post
from bot.sending.proposals import Proposals
from bot.sending.sending import Sending
from bot.store import overview
from bot.store.database import Connection
from bot.store.overview import Tally, somebody_sends
from bot.subscriptions.news import News
from bot.subscriptions.subscription import State

_CHOICES = 8  # of topics, and changes, that are listed one by one
_STATUS = "see python -m bot status"
_BROUGHT = {
    What.FIGURE: "with another figure",
    What.REWORDED: "reworded",
    What.REMOVED: "withdrawn",
    What.SOURCE: "from another source",
    What.ADDED: "new",
}
Ask = Callable[[str], bool]


@dataclass(frozen=True)
class Prospect:
    """What an operator is shown and asked; `out` if it is done already."""

    out: Out | None
    show: Callable[[Console], None]
    question: str


@dataclass(frozen=True)
class Act:
    """What an operator in a terminal is about to do with a briefing."""

    kind: Kind
    briefing: Briefing
    proposed: Proposals

    def prospect(
        self, connection: Connection, renderer: Renderer, rate: int, now: datetime
    ) -> Prospect:
        """Return what it would mean; PublishError if it can't be done."""
        plan = planned(connection, self.briefing, renderer)
        return Prospect(plan.out, partial(show, plan=plan, rate=rate, now=now), _question(plan))


def committed(connection: Connection, act: Act, now: datetime) -> Proposal:
    """Propose it and agree to it, as whoever sits at this terminal; return how far it is then."""
    who = whoever_is_here()
    made = act.proposed.propose(connection, act.kind, act.briefing, who, now)
    agreed = act.proposed.agree(connection, made.id, who, None, now)
    if agreed is None or agreed.state is Stage.STALE:
        raise PublishError(agreed.why if agreed else "The proposal is gone. Try again.")
    return agreed


class Publisher:
    """Publishes one briefing, with an operator in front of it."""

    def __init__(
        self,
        sending: Sending,
        act: Act,
        rate: int,
        post: Callable[[], AbstractAsyncContextManager[Post]] | None,
        console: Console | None = None,
    ) -> None:
        """Send by this post, where there is a token for one and nobody else sends."""
        self._sending, self._act, self._rate, self._post = sending, act, rate, post
        self._console, self._errors = console or screen(), screen(errors=True)
        self._stopped_by = 0
        self._stopping = asyncio.Event()

    def run(self, ask: Ask | None) -> int:
        """Show it, ask, publish and see it sent; return the exit status. None only shows it."""
        sending = self._sending
        try:
            plan = sending.database.run_now(
                self._act.prospect, sending.renderer, self._rate, sending.clock()
            )
            plan.show(self._console)
            return self._go_on(plan.out.publication, ask) if plan.out else self._begin(plan, ask)
        except PublishError as error:
            return self._fail(str(error))

    def _begin(self, plan: Prospect, ask: Ask | None) -> int:
        """Publish what is not out yet, if that is wanted."""
        if ask is None:
            self._say("This was a dry run: nothing was stored, nothing was sent.")
            return 0
        if not ask(plan.question):
            self._say("Nothing was published.")
            return 1
        return asyncio.run(self._publish(None))

    def _go_on(self, number: int, ask: Ask | None) -> int:
        """See what is out already sent to its end, or show how far it is."""
        tally = self._sending.database.run_now(overview.tally, number, self._soon())
        if ask is None or not tally.open:
            summarise(self._console, tally)
            return 0
        return asyncio.run(self._publish(number))

    async def _publish(self, out: int | None) -> int:
        self._listen()
        database = self._sending.database
        async with AsyncExitStack() as stack:
            elsewhere = await asyncio.to_thread(somebody_sends, database)
            try:
                post = await stack.enter_async_context(self._post()) if self._post else None
            except ConnectionError as error:
                if not elsewhere:
                    then = _UNSENT if out else "Nothing was published."
                    return self._fail(f"{_sentence(str(error))} {then}")
                post = None  # the one that sends has a way of its own
            if self._stopping.is_set():
                return self._stopped_by
            if out is None:
                made = await database.run(committed, self._act, self._sending.clock())
                if made.publication is None:
                    return self._waits(made)
                out = made.publication
            return await self._see_to(out, post, elsewhere=elsewhere)

    def _waits(self, made: Proposal) -> int:
        """Say what it waits for."""
        if made.state is Stage.OPEN:
            self._say(f"It is proposed, and nothing is sent yet. {_PROPOSED}")
        elif made.not_before is not None:
            self._say(f"It is agreed, and goes out on {moment_of(made.not_before)}. {_EMBARGOED}")
            self._say(f"To call it off: python -m bot publish {made.briefing} --call-off")
        return 0

    async def _see_to(self, number: int, post: Post | None, *, elsewhere: bool) -> int:
        tally = await self._tally(number)
        if tally.open and post is None and not elsewhere:
            self._say(f"It is published. {counted(tally.open, 'message')} {_WAITING}")
            return 0
        title = f"Edition {self._act.briefing.edition}"
        watch = Watch(self._sending.database, self._console, title)
        end = End.DONE
        if tally.open:
            self._say("Another process of the bot sends it." if elsewhere else "Sending.")
            end = await self._sent(watch, number, post)
        summarise(self._console, await self._tally(number), tally.sent, watch.took)
        if end is End.STOPPED:
            self._say(f"Stopped. {_AGAIN}")
            return self._stopped_by
        if end is End.STUCK:
            return self._fail(f"Nothing has moved for {lasting(watch.patience)}. {_AGAIN}")
        return 0

    async def _sent(self, watch: Watch, number: int, post: Post | None) -> End:
        if post is None:
            return await watch.follow(number, self._stopping)
        sender = self._sending.sender(post)
        sending = asyncio.create_task(sender.run())
        sending.add_done_callback(lambda _: self._stopping.set())  # it ended by a fault
        try:
            return await watch.follow(number, self._stopping)
        finally:
            sender.stop()
            await sending

    async def _tally(self, number: int) -> Tally:
        return await self._sending.database.run(overview.tally, number, self._soon())

    def _soon(self) -> datetime:
        return self._sending.clock() + overview.SOON

    def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        for one in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(one, self._stop, one)

    def _stop(self, number: signal.Signals) -> None:
        self._stopped_by = 128 + number
        self._stopping.set()

    def _say(self, text: str) -> None:
        self._console.print(text)

    def _fail(self, text: str) -> int:
        self._errors.print(text)
        return 1


_PROPOSED = (
    "Another operator has to agree: the running bot asks them on Telegram; or another user of "
    "this machine runs the same command."
)
_EMBARGOED = "A running bot (python -m bot run) sends it then."
_UNSENT = "What still waits was not sent: run this again once that is mended."
_WAITING = (
    "waiting for a running bot: start it (python -m bot run), or run this again with "
    "TELEGRAM_BOT_TOKEN set."
)
_AGAIN = "A running bot goes on by itself; without one, the same command goes on where it was."


def show(console: Console, plan: Plan, rate: int, now: datetime) -> None:
    """Write what would go to whom; of what is out already, when it was published."""
    briefing, out = plan.briefing, plan.out
    console.print(in_line(briefing.title), style="bold")
    console.print(f"{briefing.briefing}, edition {briefing.edition}\n")
    if out is not None:
        console.print(f"It was published on {moment_of(out.at)}, as it is. Nothing is sent twice.")
        return
    columns(console, (*embargo(briefing, now), *_facts(plan, rate)))
    _show_letter(console, plan.letters[EVERYTHING])


def embargo(briefing: Briefing, now: datetime) -> Iterator[tuple[str, str]]:
    """Yield the moment that an edition waits for, if it does."""
    if briefing.not_before is not None and now < briefing.not_before:
        yield "embargo", f"it goes out on {moment_of(briefing.not_before)}, and not before"


def without_this_edit(one: Proposal) -> str:
    """Say that what is agreed goes out in other words than the file has by now."""
    moment = moment_of(one.not_before) if one.not_before else ""
    return (
        f"Edition {one.edition} goes out on {moment} as agreed, without this edit; call it off "
        f"first: python -m bot publish {one.briefing} --call-off"
    )


def _facts(plan: Plan, rate: int) -> Iterator[tuple[str, str]]:
    yield "brings", brought(plan.news)
    yield from besides(plan.beside)
    yield "at once", counted(plan.chats, "chat")
    if len(plan.written) > 1 or EVERYTHING not in plan.written:
        yield from (("", line) for line in _by_topics(plan.written))
    if without := sum(plan.readers[State.ACTIVE].values()) - plan.chats:
        yield "", f"{counted(without, 'chat')} chose topics that it brings nothing about"
    yield "in digests", counted(plan.in_digests, "chat")
    yield "paused", counted(plan.paused, "chat") + (f": {_STATUS}" if plan.paused else "")
    if not plan.news.first and any(item.corrects for item in plan.news.items):
        yield "sent", "what was sent before stays as it is: python -m bot correct changes it"
    if plan.messages:
        least = lasting(math.ceil(plan.messages / (rate - 1)))
        yield "takes", f"at least {least}, with {rate} messages a second"


def brought(news: News) -> str:
    """Return in a few words what an edition brings."""
    counts = Counter(item.what for item in news.items)
    if news.first:
        return f"all of it for the first time: {counted(len(news.items), 'statement')}"
    parts = [f"{counts[what]} {word}" for what, word in _BROUGHT.items() if counts[what]]
    return ", ".join(parts) or "nothing that a chat would see: nobody is written to"


def besides(found: Sequence[Change]) -> Iterator[tuple[str, str]]:
    """Yield what else changes, which no message says."""
    for place, one in enumerate(found[:_CHOICES]):
        beside = f", {one.field}" if one.field else ""
        yield ("" if place else "besides"), f"{one.what}: {in_line(one.entry)}{beside}"
    if rest := len(found[_CHOICES:]):
        yield "", f"and {rest:,} more: python -m bot preview"


def _by_topics(written: Mapping[frozenset[str], int]) -> Iterator[str]:
    largest = sorted(written.items(), key=lambda one: (-one[1], sorted(one[0])))
    for topics, count in largest[:_CHOICES]:
        yield f"{count:,} of them: {', '.join(sorted(topics)) or 'everything'}"
    if rest := largest[_CHOICES:]:
        yield f"{sum(count for _, count in rest):,} of them: {len(rest)} other choices of topics"


def _show_letter(console: Console, letter: tuple[Message, ...]) -> None:
    console.print()
    if letter:
        console.print("What a chat with every topic receives:\n")
    for message in letter:
        rows = ["  ".join(f"[{one.label}]" for one in row) for row in message.rows]
        text = "\n".join([without_markup(message.html), *(["", *rows] if rows else [])])
        console.print(Padding(visible(text), (0, 2, 1, 4)))


def _question(plan: Plan) -> str:
    number = plan.briefing.edition
    if not plan.chats:
        return f"Publish edition {number}? Nobody is written to at once."
    return f"Publish edition {number} to {counted(plan.chats, 'chat')}?"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].removesuffix('.')}."


def summarise(console: Console, tally: Tally, before: int | None = None, took: float = 0) -> None:
    """Write what has become of each message, and what is left to do."""
    sent = counted(tally.sent, "message") + " sent"
    if before is not None and (now := tally.sent - before):
        sent += (f", {now:,} of them now" if before else "") + f", in {lasting(took)}"
    console.print(f"{sent}.")
    columns(console, _left(tally))


def _left(tally: Tally) -> Iterator[tuple[str, str, str]]:
    first = f", the first until {moment_of(tally.until)}" if tally.until else ""
    what = {
        "on their way": (tally.open, ""),
        "waiting": (
            tally.held,
            f"for their chat's quiet hours, or because Telegram asks for it{first}; "
            "a running bot sends them, or this command once more",
        ),
        "paused": (tally.paused, f"sent as soon as their chat can be written to: {_STATUS}"),
        "uncertain": (
            tally.uncertain,
            "may have arrived; look into the chat, then python -m bot resend or drop "
            f"(numbers: {_STATUS})",
        ),
        "failed": (tally.failed, f"Telegram refused them: {_STATUS}"),
        "expired": (tally.expired, "waited for too long, and are not sent any more"),
        "cancelled": (
            tally.cancelled,
            "their chat unsubscribed, somebody let them rest, or a correction left nothing to say",
        ),
    }
    for name, (count, then) in what.items():
        if count:
            yield f"{count:,}", name, then
