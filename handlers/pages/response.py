"""HTTP responses with a page."""

from http import HTTPStatus
from typing import Final

from starlette.responses import HTMLResponse

from bot.pages import CONTENT_SECURITY_POLICY, Page

_RETRY_AFTER: Final = 60
_HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    # WeChat opens its pages only from a link on the platform's registered domain, so the origin must be sent; no more
    # than that, because the URL contains the pass.
    "Referrer-Policy": "strict-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def page_response(page: Page, status: int = 200) -> HTMLResponse:
    """A page with headers against framing, caching and leaks."""
    headers = {**_HEADERS, "Content-Language": page.locale}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(_RETRY_AFTER)
    return HTMLResponse(page.html, status, headers)
