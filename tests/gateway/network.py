"""What a network does to a call, as the HTTP client tells of it."""

import aiohttp
from aiohttp.client_reqrep import ConnectionKey


def unreachable() -> aiohttp.ClientConnectorError:
    """Nobody listens there: the call has never left."""
    key = ConnectionKey("127.0.0.1", 9, False, True, None, None, None)
    return aiohttp.ClientConnectorError(key, ConnectionRefusedError(111, "refused"))
