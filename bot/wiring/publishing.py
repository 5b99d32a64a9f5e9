"""What publishes in front of an operator, from the settings."""

from functools import partial

from bot import config
from bot.desk import renderer
from bot.gateway.service import post_of
from bot.operations.publish import Act, Publisher
from bot.sending.archive import Archive
from bot.sending.proposals import Proposals
from bot.sending.sending import Sending, gate_of
from bot.store.database import Database


def proposals_of(settings: config.Config) -> Proposals:
    """Return what keeps to the number of operators who have to agree."""
    return Proposals(renderer(), settings.publishing.approvals, settings.operators)


def publisher(settings: config.Config, database: Database, act: Act) -> Publisher:
    """Return what publishes in front of an operator."""
    token = settings.token.get_secret_value() if settings.token else ""
    sending = Sending(database, renderer(), Archive(), gate_of(settings.sending.rate))
    post = partial(post_of, token, settings.telegram.api_url) if token else None
    return Publisher(sending, act, settings.sending.rate, post)
