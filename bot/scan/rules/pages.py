"""The project's own components: tags that are not WeChat's."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from bot.scan.rules.markup.conditional import only_wechat
from bot.scan.rules.reading import COMPONENTS
from bot.scan.rules.script.jsx import kebab
from bot.scan.rules.settings import NAMING, parse_json
from bot.scan.rules.uses import Source

_COMMENT: Final = re.compile(rb'"(?:[^"\\\n]|\\.)*+"?|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?')
_COMMA: Final = re.compile(rb'"(?:[^"\\\n]|\\.)*+"?|,(?=\s*+[}\]])')
_LITERAL: Final = re.compile(r"\^?([A-Za-z][\w-]*)")
_MOST_VALUES: Final = 10_000


@dataclass(slots=True)
class Pages:
    """Which tags each page may use for components of the project."""

    by_page: dict[str, frozenset[str]] = field(default_factory=dict)
    """By the path of the page without its suffix."""
    everywhere: set[str] = field(default_factory=set)
    """Those that the app names for all pages."""
    anywhere: set[str] = field(default_factory=set)
    """Those of any page, for a markup without JSON beside it: it is a template, which pages include."""
    found: set[str] = field(default_factory=set)
    """Those that frameworks find by themselves."""
    prefixes: tuple[str, ...] = ()
    """The start of tags that uni-app finds by pattern: `<uni-`."""

    def add_json(self, stem: str, tags: frozenset[str], *, of_app: bool) -> None:
        """Add the tags of a page's or the app's JSON file."""
        self.by_page[stem] = tags
        self.anywhere |= tags
        if of_app:
            self.everywhere |= tags

    def add(self, stem: str, suffix: str, source: Source) -> None:
        """Add the tags that a script, or a component by its own name, brings."""
        self.found |= source.registered
        if suffix in COMPONENTS:  # uni-app finds `components/my-list/my-list.vue` by itself
            folder, _, name = stem.rpartition("/")
            name = folder.rpartition("/")[2] if name == "index" else name
            self.found.add(f"<{kebab(name)}>")

    def add_uni(self, text: bytes) -> None:
        """Add what uni-app's `pages.json` says."""
        data = parse_uni(text)
        stack, count = [data], 0
        while stack and count < _MOST_VALUES:
            value, count = stack.pop(), count + 1
            if isinstance(value, dict):
                for key, inner in value.items():
                    if key in NAMING and isinstance(inner, dict):
                        self.everywhere |= {f"<{kebab(tag)}>" for tag in inner}
                    stack.append(inner)
            elif isinstance(value, list):
                stack += value
        self.prefixes += tuple(_prefixes(data))

    def has(self, stem: str, tag: str, *, of_wechat: bool) -> bool:
        """Whether a tag is the project's own in a page; one of WeChat's counts only where JSON names it."""
        own = self.by_page.get(stem, frozenset())
        if tag in self.everywhere or tag in own:
            return True
        if of_wechat:
            return False
        return (
            tag in self.found
            or tag.startswith(self.prefixes or ("\0",))
            or (stem not in self.by_page and tag in self.anywhere)
        )


def parse_uni(text: bytes) -> Any:
    """Parse a JSON file of uni-app's, which may have comments; None if it is none."""
    text = _COMMENT.sub(lambda found: found[0] if found[0].startswith(b'"') else b" ", only_wechat(text))
    try:
        return parse_json(_COMMA.sub(lambda found: found[0] if found[0].startswith(b'"') else b" ", text))
    except ValueError:
        return None


def subpackages(data: Any) -> Iterator[str]:
    """The folders of the subpackages in uni-app's `pages.json`, without slashes around them."""
    entries = [data.get(key) for key in ("subPackages", "subpackages")] if isinstance(data, dict) else []
    for entry in (each for group in entries if isinstance(group, list) for each in group):
        root = entry.get("root") if isinstance(entry, dict) else None
        if isinstance(root, str):
            yield root.strip("/")


def _prefixes(data: Any) -> list[str]:
    """The literal starts of the patterns in `easycom.custom`."""
    easycom = data.get("easycom") if isinstance(data, dict) else None
    custom = easycom.get("custom") if isinstance(easycom, dict) else None
    found = [_LITERAL.match(pattern) for pattern in custom] if isinstance(custom, dict) else []
    return [f"<{each[1]}" for each in found if each is not None]
