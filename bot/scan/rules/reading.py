"""Reads one file of any kind."""

import re
from collections.abc import Mapping
from typing import Final

from bot.scan.rules.frameworks import WORDS
from bot.scan.rules.ignores import read_ignores
from bot.scan.rules.markup.conditional import only_wechat
from bot.scan.rules.markup.vue import read_component
from bot.scan.rules.markup.wxml import read_wxml
from bot.scan.rules.script.grammar import JAVASCRIPT, TSX, TYPESCRIPT
from bot.scan.rules.script.walk import read_script
from bot.scan.rules.uses import Source

SCRIPTS: Final[Mapping[str, str]] = {
    ".js": JAVASCRIPT, ".mjs": JAVASCRIPT, ".cjs": JAVASCRIPT, ".jsx": JAVASCRIPT, ".wxs": JAVASCRIPT,
    ".ts": TYPESCRIPT, ".tsx": TSX,
}  # fmt: skip
"""The grammar of each suffix."""
COMPONENTS: Final = frozenset({".vue", ".nvue", ".mpx"})
"""Single-file components."""
MARKUP: Final = ".wxml"
_FOR_OTHERS: Final = (b"await ", b".then(", b".catch(", b".finally(", b"Promise.", b"Behavior(", b"methods", b"mixins")
"""A script with any of these may take a promise, or set the data of another's component."""
_REGISTERED: Final = re.compile(rb"\.component\(\s*+['\"]([A-Za-z][\w-]{0,60}+)['\"]")


def read_source(
    text: bytes,
    path: str,
    suffix: str,
    vue: int | None = None,
    handed: Mapping[str, Mapping[str, str]] | None = None,
    *,
    compiles: bool = True,
) -> Source:
    """Read a script, a markup or a single-file component.

    Args:
        suffix: one of `SCRIPTS`, `COMPONENTS` or `MARKUP`.
        vue: Vue's major version; None if it is not known.
        handed: the names under which the project's modules hand out `wx`.
        compiles: whether `#ifdef` counts, which is a comment to WeChat.
    """
    text = only_wechat(text, vue, has_markup=suffix not in SCRIPTS) if compiles else text
    if suffix == MARKUP:
        source = read_wxml(text, path)
    elif suffix in COMPONENTS:
        source = read_component(text, path, handed)
    else:
        speaks = handed or any(word in text for word in WORDS)
        matters = speaks or any(word in text for word in _FOR_OTHERS)
        source = read_script(text, path, SCRIPTS[suffix], handed=handed) if matters else Source()
        if not speaks:  # a file that says nothing of WeChat may still matter to one that does
            source = Source(awaited=source.awaited, flags=source.flags, mixed_in=source.mixed_in)
    source.registered |= {f"<{name.decode()}>" for name in _REGISTERED.findall(text)}
    source.ignores += read_ignores(text, path)
    return source
