"""The content of a page, and its HTML."""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from jinja2 import Environment
from urllib.parse import urlencode

from bot.i18n import LOCALES, texts_for

_CODE: Final = re.compile(r"`([^`\n]+)`")
_STYLE: Final = resources.files("bot.pages").joinpath("templates", "style.css").read_text(encoding="utf-8")

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        f"style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'",
        "img-src data:",  # the empty icon, without which browsers ask for /favicon.ico
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
"""No scripts, no external resources, and no embedding in other sites' frames.

https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Content-Security-Policy
"""


@dataclass(frozen=True, slots=True)
class Link:
    """A link that looks like a button."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Language:
    locale: str
    name: str
    """The language's own name."""
    href: str


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    paragraphs: Sequence[str] = ()
    items: Sequence[str] = ()
    links: Sequence[Link] = ()
    small_print: Sequence[str] = ()
    warns: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a page, in plain text: it is escaped here; backticks mark `code`."""

    title: str
    paragraphs: Sequence[str] = ()
    sections: Sequence[Section] = ()
    languages: Sequence[Language] = ()
    languages_label: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    html: str
    locale: str


def page_of(content: Content, locale: str) -> Page:
    html = _environment().get_template("page.html").render(page=content, lang=locale, style=Markup(_STYLE))  # noqa: S704 - ours
    return Page(html, locale)


def _code(text: str) -> Markup:
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped above


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415  # many a bot shows no page

    environment = Environment(loader=PackageLoader("bot.pages"), autoescape=True, undefined=StrictUndefined)
    environment.filters["code"] = _code
    return environment


def languages(**kept: str) -> list[Language]:
    """Return a link for each language, in its own name; `kept` are the other parameters of the page's address."""
    return [
        Language(locale, texts_for(locale)(f"language-{locale}"), f"?{urlencode({**kept, 'lang': locale})}")
        for locale in LOCALES
    ]
