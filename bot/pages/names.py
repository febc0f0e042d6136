"""Names from outside on a page."""

from bot.blocks.kit.limits import clean


def plain_name(name: str) -> str:
    """A name on one line, shortened; the page's template escapes it."""
    return clean(name)
