"""Hands updates to the bot's webhook: one at a time per chat, again until they are taken."""

import asyncio

import httpx

from bot.simulator.api import call
from bot.simulator.telegram import Telegram
from bot.simulator.updates import Update, Webhook

PATIENCE = 60
FIRST_PAUSE = 2
LONGEST_PAUSE = 60
_THIS_MACHINE = frozenset({"127.0.0.1", "localhost"})


async def deliver(telegram: Telegram) -> None:
    """Runs until cancelled; does nothing as long as no webhook is set."""
    client = httpx.AsyncClient(trust_env=False, timeout=PATIENCE)
    async with client, asyncio.TaskGroup() as deliveries:
        courier = _Courier(telegram, client)
        while True:
            update = await telegram.changes.until(courier.next)
            courier.busy.add(_lane(update))
            deliveries.create_task(courier.hand_over(update))


class _Courier:
    """What is under way: at most one update per lane, and not more than the webhook allows."""

    def __init__(self, telegram: Telegram, client: httpx.AsyncClient) -> None:
        self.busy: set[int] = set()
        self._telegram, self._updates = telegram, telegram.updates
        self._changes = telegram.changes
        self._client = client

    def next(self) -> Update | None:
        webhook = self._updates.webhook
        if webhook is None or len(self.busy) >= webhook.max_connections:
            return None
        waiting = self._updates.waiting
        return next((update for update in waiting if _lane(update) not in self.busy), None)

    async def hand_over(self, update: Update) -> None:
        pause = 0
        while (webhook := self._updates.webhook) and update in self._updates.waiting:
            self._updates.out.add(update.id)
            taken = await self._taken(webhook, update)
            self._updates.out.discard(update.id)
            if taken:
                self._updates.take(update)
            else:
                await self._unless_changed(webhook, pause)
                pause = min(2 * pause or FIRST_PAUSE, LONGEST_PAUSE)
        self.busy.remove(_lane(update))
        self._changes.happened()

    async def _taken(self, webhook: Webhook, update: Update) -> bool:
        if httpx.URL(webhook.url).host not in _THIS_MACHINE:
            return False  # nothing leaves this machine, whatever the bot asks for
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret_token}
        try:
            answer = await self._client.post(
                webhook.url, json=update.payload, headers=headers if webhook.secret_token else {}
            )
        except httpx.HTTPError:
            self._note("Connection failed")
            return False
        if answer.is_success:
            await self._called(answer)
        else:
            self._note(f"Wrong response from the webhook: {answer.status_code}")
        return answer.is_success

    def _note(self, why: str) -> None:
        self._updates.failed = int(self._telegram.clock()), why

    async def _called(self, answer: httpx.Response) -> None:
        """What the bot answers may be a call; what comes of it, it is not told."""
        if not answer.content or "json" not in answer.headers.get("content-type", ""):
            return
        made = answer.json()
        if isinstance(made, dict) and (method := made.pop("method", None)):
            await call(self._telegram, self._telegram.token, str(method), made)

    async def _unless_changed(self, webhook: Webhook, pause: float) -> None:
        """Wait, but not longer than this webhook is set."""
        try:
            async with asyncio.timeout(pause):
                await self._changes.until(lambda: self._updates.webhook is not webhook or None)
        except TimeoutError:
            return


def _lane(update: Update) -> int:
    """The chat that it comes from, or who pressed the button."""
    place = update.content.get("chat") or update.content["from"]
    return int(place["id"])
