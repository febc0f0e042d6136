"""Markdown that reads alike on a code host and on the site."""

import re

from bot.i18n import LOCALES, Texts, texts_for

_CODE = re.compile(r"(`[^`]*`|(?:[/\w.-]*/|\b)\w+_\w+\b)", re.ASCII)
_ENTITIES = {
    ord(char): f"&{name};" for char, name in zip("&<>|*_", ("amp", "lt", "gt", "#124", "#42", "#95"), strict=True)
}
_MADE = "<!-- Made from the code by `make reference` -->"


def catalogs() -> list[Texts]:
    """Those of every language."""
    return [texts_for(locale) for locale in LOCALES]


def page(title: str, *parts: str) -> str:
    """A whole page. Its title comes first: the site looks for it there."""
    return "\n\n".join([f"# {title}", _MADE, *parts]) + "\n"


def text(sentence: str) -> str:
    """A sentence of the catalogs, on one line: its code stays code, and what would mean something is made plain.

    Names with underscores are code, too, with the path before them.
    """
    parts = _CODE.split(" ".join(sentence.split()))
    return "".join(code(part.strip("`")) if _CODE.fullmatch(part) else _plain(part) for part in parts)


def code(typed: str) -> str:
    """What is typed, also inside a table."""
    return f"<code>{_plain(typed)}</code>" if re.search(r"[|<>&]", typed) else f"`{typed}`"


def entry(name: str, *sentences: str) -> str:
    """A line of a list: a name and its sentences, one in each language; all are Markdown already."""
    return f"- {name}: {' '.join(sentence for sentence in sentences if sentence)}"


def block(typed: str) -> str:
    """A block of code that is not run."""
    return f"    {typed}"


def _plain(part: str) -> str:
    return part.translate(_ENTITIES)
