"""The parameters of a call as plain values, where objects would be made only to be undone."""

import json
from collections.abc import Mapping
from typing import Any, cast

from telegram.request import BaseRequest, RequestData

Values = Mapping[str, Any]


class Payload:
    """It has what a request reads of the library's own parameters, which nobody else may make."""

    contains_files = False

    def __init__(self, values: Values) -> None:
        """Hold values that JSON can hold; those that are None are left out."""
        self.parameters = {name: value for name, value in values.items() if value is not None}

    @property
    def json_parameters(self) -> dict[str, str]:
        """The values as a form has them: all but strings are JSON."""
        return {
            name: value if isinstance(value, str) else json.dumps(value)
            for name, value in self.parameters.items()
        }


async def call(
    request: BaseRequest, address: str, values: Values, patience: float | None = None
) -> Any:
    """Call a method of the Bot API by its address; return its result, as JSON has it."""
    data = cast("RequestData", Payload(values))
    if patience is None:
        return await request.post(address, data)
    return await request.post(address, data, read_timeout=patience, write_timeout=patience)
