"""Names from outside on a page."""

from bot.blocks.kit.limits import clean


def plain_name(name: str) -> str:
    """On one line and not long; the page's template escapes it."""
    return clean(name)
