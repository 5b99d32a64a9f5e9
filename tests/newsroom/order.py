"""What is to be run: how many groups, what becomes of some of them, and how often the bot dies."""

from dataclasses import dataclass

RATE = 1000  # messages a second: the most that may be set


@dataclass(frozen=True)
class Order:
    """One run."""

    groups: int = 1000
    late: int = 20  # further groups, which subscribe between the publication and its correction
    former: int = 20  # further groups, which unsubscribe before the publication
    deleted: int = 50  # groups in which somebody deletes the message before it is corrected
    kicked: int = 5  # groups that throw the bot out before that, and let it in again afterwards
    kills: int = 1  # in the middle of the publication, and as many in that of the correction
    lease: float = 30.0  # seconds after which a message under way when the bot died is taken up
    patience: float = 120.0  # seconds for each step
    seed: int = 1
