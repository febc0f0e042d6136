"""What every page shares: its language and its headers."""

from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.i18n import LOCALES
from bot.i18n.texts import supported_locale
from bot.pages import CONTENT_SECURITY_POLICY, Page

_LONGEST: Final = 1_000
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
    """Return a page with headers against framing, caching and leaks."""
    headers = {**_HEADERS, "Content-Language": page.locale}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(_RETRY_AFTER)
    return HTMLResponse(page.html, status, headers)


def page_locale(request: Request, default: str) -> str:
    """Return the language chosen on the page, else the browser's preference, else the default."""
    chosen = request.query_params.get("lang", "")
    return chosen if chosen in LOCALES else preferred(request.headers.get("accept-language", ""), default)


def preferred(accepted: str, default: str) -> str:
    """Return the best of our languages by an untrusted Accept-Language header.

    https://www.rfc-editor.org/rfc/rfc9110#name-accept-language
    """
    weighed = [_weighed(part) for part in accepted[:_LONGEST].split(",")]
    for weight, language in sorted(weighed, key=lambda each: -each[0]):
        if weight > 0 and (locale := supported_locale(language, "")):
            return locale
    return default


def _weighed(part: str) -> tuple[float, str]:
    language, _, parameter = part.partition(";")
    name, _, value = parameter.strip().partition("=")
    digits = value.strip()
    if name.strip() != "q":
        return 1.0, language.strip()
    plain = digits.isascii() and digits.replace(".", "", 1).isdigit()
    return (min(float(digits), 1.0) if plain else 0.0), language.strip()
