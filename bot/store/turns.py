"""Whose turn it is where several publish, subscribe and send at once."""

from sqlalchemy import Connection, select

from bot.store.tables import sending, subscription
from bot.subscriptions.subscription import State


def turnstile(connection: Connection, *, shared: bool = False) -> None:
    """Let one at a time through, of those who publish and those who subscribe.

    Others may share their turn among themselves.
    """
    connection.execute(select(sending.c.fence).with_for_update(read=shared))


def keep(connection: Connection, one: int) -> State | None:
    """Let nobody else change a subscription before this transaction ends; return its state.

    Whoever changes deliveries of a subscription as well comes to these after it.
    """
    row = select(subscription.c.state).where(subscription.c.id == one)
    state = connection.execute(row.with_for_update(key_share=True)).scalar()
    return None if state is None else State(state)
