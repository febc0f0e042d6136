"""A page on its way to a browser."""

from http import HTTPStatus
from typing import Final

from starlette.responses import HTMLResponse

from bot.pages import CONTENT_SECURITY_POLICY, Page

_RETRY_AFTER: Final = 60
_HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    # WeChat opens its pages only for a click from the platform's registered domain, so the origin must be sent along;
    # no more than that, as the address holds the pass.
    "Referrer-Policy": "strict-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def page_response(page: Page, status: int = 200) -> HTMLResponse:
    """The page with the headers that keep it to itself."""
    headers = {**_HEADERS, "Content-Language": page.locale}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(_RETRY_AFTER)
    return HTMLResponse(page.html, status, headers)
