"""`GET /metrics`, for Prometheus."""

from collections.abc import Awaitable, Callable
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

METRICS_PATH: Final = "/metrics"


def metrics_route(page: Callable[[], Awaitable[bytes]]) -> Route:
    """The route of the metrics; `page` returns them in Prometheus's text format."""

    async def metrics(_request: Request) -> Response:
        return Response(await page(), media_type=None, headers={"content-type": CONTENT_TYPE_LATEST})

    return Route(METRICS_PATH, metrics)
