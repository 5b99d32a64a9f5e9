"""How the bot receives: long polling or a webhook, one at a time."""

import re

from pydantic import Field, field_validator

from bot.simulator import payloads
from bot.simulator.methods.base import Method
from bot.simulator.replies import Payload, conflict
from bot.simulator.telegram import Telegram
from bot.simulator.updates import Webhook

LONGEST_POLL = 50
LONGEST_SECRET = 256


class GetMe(Method):
    async def answer(self, telegram: Telegram) -> Payload:
        return payloads.user(telegram.bot) | {
            "can_join_groups": True,
            "can_read_all_group_messages": not telegram.privacy,
            "supports_inline_queries": True,
        }


class GetUpdates(Method):
    offset: int = 0
    limit: int = Field(default=100, ge=1, le=100)
    timeout: int = Field(default=0, ge=0)
    allowed_updates: list[str] | None = None

    async def answer(self, telegram: Telegram) -> list[Payload]:
        updates = telegram.updates
        if updates.webhook:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        if self.allowed_updates is not None:
            updates.allow(self.allowed_updates)
        patience = min(self.timeout, LONGEST_POLL)
        polled = await updates.poll(self.offset, self.limit, patience)
        return [update.payload for update in polled]


class SetWebhook(Method):
    url: str = ""
    ip_address: str = ""
    max_connections: int = Field(default=40, ge=1, le=100)
    allowed_updates: list[str] | None = None
    drop_pending_updates: bool = False
    secret_token: str = ""

    @field_validator("url")
    @classmethod
    def _is_secure(cls, url: str) -> str:
        if url and not re.match(r"https://|http://(127\.0\.0\.1|localhost)[:/]", url):
            raise ValueError(
                "bad webhook: An HTTPS URL must be provided for webhook (or one of this machine)"
            )
        return url

    @field_validator("secret_token")
    @classmethod
    def _is_plain(cls, secret: str) -> str:
        if len(secret) > LONGEST_SECRET:
            raise ValueError("secret token is too long")
        if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
            raise ValueError("secret token contains unallowed characters")
        return secret

    async def answer(self, telegram: Telegram) -> bool:
        if self.allowed_updates is not None:
            telegram.updates.allow(self.allowed_updates)
        if self.drop_pending_updates:
            telegram.updates.drop()
        hook = Webhook(self.url, self.secret_token, self.max_connections) if self.url else None
        telegram.updates.receive_by(hook)
        return True


class DeleteWebhook(Method):
    drop_pending_updates: bool = False

    async def answer(self, telegram: Telegram) -> bool:
        if self.drop_pending_updates:
            telegram.updates.drop()
        telegram.updates.receive_by(None)
        return True


class GetWebhookInfo(Method):
    async def answer(self, telegram: Telegram) -> Payload:
        updates = telegram.updates
        info: Payload = {
            "url": "",
            "has_custom_certificate": False,
            "pending_update_count": len(updates.waiting),
        }
        if updates.webhook:
            info |= {
                "url": updates.webhook.url,
                "max_connections": updates.webhook.max_connections,
            }
        if updates.failed:
            info["last_error_date"], info["last_error_message"] = updates.failed
        if updates.allowed:
            info["allowed_updates"] = sorted(updates.allowed)
        return info
