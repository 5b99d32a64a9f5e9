"""The bot on a Bot API server, and what publishes in front of an operator."""

from functools import partial

import typer

from bot import config
from bot.briefing.library import Library
from bot.desk import renderer
from bot.gateway.service import Service, post_of
from bot.house import House, Terms, house_of
from bot.operations.publish import Act, Publisher
from bot.sending.archive import Archive
from bot.sending.proposals import Proposals
from bot.sending.sending import Sending, gate_of
from bot.store.database import Database
from bot.store.overview import published_briefings
from bot.wiring.settings import stop


def put_together(library: Library, database: Database, settings: config.Config) -> House:
    """Put the bot together; end where there is nothing it could ever answer from."""
    snapshot = library.snapshot
    if not snapshot.briefings and snapshot.names.isdisjoint(database.run_now(published_briefings)):
        raise typer.Exit(1)
    terms = Terms(
        settings.sending.rate, frozenset(settings.operators), settings.publishing.approvals
    )
    return house_of(library, database, terms)


def on_telegram(house: House, settings: config.Config, token: str) -> Service:
    """Return the bot on a Bot API server."""
    try:
        return Service(house, token, settings.telegram.api_url)
    except RuntimeError:
        # The only thing the library refuses here, with a traceback that helps nobody.
        stop("A SOCKS proxy can't be used; set HTTPS_PROXY to an HTTP proxy, or unset ALL_PROXY.")


def proposals_of(settings: config.Config) -> Proposals:
    """Return what keeps to the number of operators who have to agree."""
    return Proposals(renderer(), settings.publishing.approvals)


def publisher(settings: config.Config, database: Database, act: Act) -> Publisher:
    """Return what publishes in front of an operator."""
    token = settings.token.get_secret_value() if settings.token else ""
    sending = Sending(database, renderer(), Archive(), gate_of(settings.sending.rate))
    post = partial(post_of, token, settings.telegram.api_url) if token else None
    return Publisher(sending, act, settings.sending.rate, post)
