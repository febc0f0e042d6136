"""The page for Prometheus."""

import httpx
from starlette.applications import Starlette

from handlers.http import metrics_route


async def test_the_page_is_served_in_prometheus_format() -> None:
    """Its version is in the content type; nothing but GET is answered."""

    async def page() -> bytes:
        return b"baselib_sweep_programs 3.0\n"

    app = Starlette(routes=[metrics_route(page)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot.test") as client:
        answer = await client.get("/metrics")
        refused = await client.post("/metrics")

    assert (answer.status_code, answer.text) == (200, "baselib_sweep_programs 3.0\n")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert refused.status_code == 405
