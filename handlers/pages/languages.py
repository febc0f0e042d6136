"""Chooses the language of a page."""

from typing import Final

from starlette.requests import Request

from bot.i18n import LOCALES
from bot.i18n.texts import supported_locale

_LONGEST: Final = 1_000


def page_locale(request: Request, default: str) -> str:
    """The language chosen on the page, else the browser's preference, else the default."""
    chosen = request.query_params.get("lang", "")
    return chosen if chosen in LOCALES else preferred(request.headers.get("accept-language", ""), default)


def preferred(accepted: str, default: str) -> str:
    """The best of our languages by an untrusted Accept-Language header.

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
