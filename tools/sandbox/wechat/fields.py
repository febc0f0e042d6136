"""The request bodies of the control API."""

import json
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request


async def fields_of(request: Request) -> dict[str, Any]:
    """The body as a JSON object; an empty one counts as `{}`.

    Raises:
        HTTPException: 400, it is something else.
    """
    body = await request.body()
    try:
        fields = json.loads(body) if body else {}
    except ValueError as error:
        raise HTTPException(400, "the body is not JSON") from error
    if not isinstance(fields, dict):
        raise HTTPException(400, "the body is not an object")
    return fields
