"""The bot on a Bot API server."""

import re
from collections.abc import Callable, Collection

import typer

from bot import config
from bot.briefing.library import Library
from bot.gateway import health
from bot.gateway.lanes import Lanes
from bot.gateway.service import Door, Service
from bot.gateway.webhook import Door as WebhookDoor
from bot.gateway.webhook import Webhook, path_of
from bot.house import House, Terms, house_of
from bot.store.database import Database, UnavailableError
from bot.store.publications import published_briefings
from bot.wiring.settings import stop

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


def put_together(library: Library, database: Database, settings: config.Config) -> House:
    """Put the bot together; end where there is nothing it could ever answer from."""
    snapshot = library.snapshot
    if not snapshot.briefings and snapshot.names.isdisjoint(_published(database, snapshot.names)):
        raise typer.Exit(1)
    terms = Terms(
        settings.sending.rate, frozenset(settings.operators), settings.publishing.approvals
    )
    return house_of(library, database, terms)


def _published(database: Database, names: Collection[str]) -> Collection[str]:
    """Return what has been published; while nobody knows, it may be any of these."""
    try:
        return database.run_now(published_briefings)
    except UnavailableError:
        return names


def on_telegram(house: House, settings: config.Config, token: str) -> Service:
    """Return the bot on a Bot API server."""
    door = _door(settings) if settings.telegram.mode == "webhook" else None
    try:
        return Service(house, token, settings.telegram.api_url, door=door)
    except RuntimeError:
        # The only thing the library refuses here, with a traceback that helps nobody.
        stop("A SOCKS proxy can't be used; set HTTPS_PROXY to an HTTP proxy, or unset ALL_PROXY.")


def _door(settings: config.Config) -> Callable[[Service, Lanes], Door]:
    """Return the way in by webhook; health is served beside it where it has the same address."""
    hook = settings.webhook
    if hook.url is None:
        stop("webhook.url: missing; it is the address that Telegram calls")
    if hook.secret is None:
        stop("BOT_WEBHOOK__SECRET: missing; it is a word that only Telegram and the bot know")
    url, secret = hook.url, hook.secret.get_secret_value()
    if not _SECRET.fullmatch(secret):
        stop("BOT_WEBHOOK__SECRET: should be 1 to 256 of A-Z, a-z, 0-9, _ and -; Telegram says so")
    shared = settings.http.listen == hook.listen

    def made(service: Service, lanes: Lanes) -> Door:
        beside = health.application(service, service.measure) if shared else health.NOTHING
        app = Webhook(path_of(url), secret, lanes, beside)
        return WebhookDoor(app, url, secret, hook.listen, service.hearing)

    return made
