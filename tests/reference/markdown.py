"""Markdown that reads alike on a code host and on the site."""

import re
from collections.abc import Iterable, Sequence

from bot.i18n import Texts, texts_for

LANGUAGES = {"en": "English", "zh-CN": "中文"}
"""Whatever is said in every language stands in this order."""
_CODE = re.compile(r"(`[^`]*`|(?:[/\w.-]*/|\b)\w+_\w+\b)", re.ASCII)
_MADE = "<!-- Made from the code by `make reference` -->"


def catalogs() -> list[Texts]:
    """Those of every language."""
    return [texts_for(locale) for locale in LANGUAGES]


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


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; cells are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def entry(name: str, *sentences: str) -> str:
    """A line of a list: a name, and what is said of it in each language; both are Markdown already."""
    return f"- {name}: {' '.join(sentence for sentence in sentences if sentence)}"


def block(typed: str) -> str:
    """A block of code that is not run."""
    return f"    {typed}"


def _plain(part: str) -> str:
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("|", "&#124;"), ("*", "&#42;"), ("_", "&#95;")):
        part = part.replace(char, entity)
    return part
