"""Comments that accept a use: `// baselib-ignore-next-line wx.getUserProfile: only called by staff`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.domain.scan.findings import Place

_COMMENT: Final = re.compile(
    rb"(?://|/\*|<!--)[ \t*]*+baselib-ignore(?P<next>-next-line)?+[ \t]++(?P<names>[^\s:*][^\n:]{0,200}?)[ \t]*+:"
    rb"[ \t]*+(?P<reason>[^\s*-][^\n]{0,200})"
)
_WORD: Final = b"baselib-ignore"
_BOUND: Final = re.compile(r"[,\s]+(?![^<]*>)")
"""Between names: a comma or a space, but not inside `<button open-type=share>`."""


@dataclass(frozen=True, slots=True)
class Ignore:
    """One comment."""

    names: tuple[str, ...]
    """Empty when the comment is malformed: without a name, or without a reason."""
    line: int
    """The line whose uses are accepted."""
    place: Place


@dataclass(slots=True)
class Ignores:
    """All comments of a project, and which were of use."""

    comments: Mapping[tuple[str, int], list[Ignore]]
    """By path and line."""
    used: set[Ignore] = field(default_factory=set)

    def accepts(self, name: str, place: Place) -> bool:
        """Whether a comment accepts this use."""
        found = [
            each
            for each in self.comments.get((place.path, place.line), ())
            if any(is_named(own, name) for own in each.names)
        ]
        self.used.update(found)
        return bool(found)

    @property
    def unused(self) -> tuple[Place, ...]:
        """Where comments accept nothing."""
        return tuple(sorted(each.place for group in self.comments.values() for each in group if each not in self.used))


def read_ignores(text: bytes, path: str) -> Iterator[Ignore]:
    """The comments in a file."""
    if _WORD not in text:
        return
    for row, line in enumerate(text.split(b"\n"), 1):
        at = line.find(_WORD)
        if at < 0:
            continue
        found = _COMMENT.search(line)
        place = Place(path, row, len(line[:at].decode("utf-8", "replace")) + 1)
        if found is None:
            yield Ignore((), row, place)
            continue
        names = _BOUND.split(found["names"].decode("utf-8", "replace").strip())
        yield Ignore(tuple(name for name in names if name), row + (found["next"] is not None), place)


def is_named(name: str, rule: str) -> bool:
    """Whether a name, as people write it, is that of a rule: `getUserProfile`, `page-container`."""
    return rule.removeprefix("plugin:") in (name, f"wx.{name}", f"<{name}>")
