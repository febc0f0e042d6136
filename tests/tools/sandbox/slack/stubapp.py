"""A workspace before an app with a single endpoint."""

import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.lib.transport import local_client
from tests.tools.sandbox.serving import served
from tests.tools.sandbox.slack.driving import BOT_TOKEN, Driver, config
from tools.sandbox.slack import Timing, create_app

Answer = Callable[[Request], Awaitable[Response]]


@contextlib.asynccontextmanager
async def behind(answer: Answer, *, acknowledge: float = 3.0, **changes: Any) -> AsyncIterator[Driver]:
    limits = Timing(event_retries=(0.0, 0.0, 0.0), acknowledge=acknowledge, file_ready=0.0)
    async with served(Starlette(routes=[Route("/events", answer, methods=["POST"])])) as app_url:
        app = create_app(config(app_url=f"{app_url}/events", timing=limits, **changes))
        async with served(app) as url, local_client(url) as http:
            yield Driver(app, http, BOT_TOKEN)


def answering(body: object, seen: list[dict[str, Any]]) -> Answer:
    """An endpoint that records interaction payloads and acknowledges with this body."""

    async def answer(request: Request) -> Response:
        async with request.form() as form:
            seen.append(json.loads(str(form["payload"])))
        return JSONResponse(body)

    return answer
