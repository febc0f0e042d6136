"""Links to a page in other languages."""

from urllib.parse import urlencode

from bot.i18n import LOCALES, texts_for
from bot.pages.html import Language


def languages(**kept: str) -> list[Language]:
    """A link for each language, in its own name; `kept` are the other parameters of the page's address."""
    return [
        Language(locale, texts_for(locale)(f"language-{locale}"), f"?{urlencode({**kept, 'lang': locale})}")
        for locale in LOCALES
    ]
