"""A catalog whose sentences are parsed when they are needed: a command prints a few of a thousand."""

import re
from typing import Final

from fluent.runtime import FluentBundle, FluentResource

_ENTRY: Final = re.compile(r"^(-?[A-Za-z][\w-]*) *=", re.MULTILINE)
_REFERENCE: Final = re.compile(r"\{\s*(-?[A-Za-z][\w-]*)")
"""A sentence or a term in another one."""


class Catalog(FluentBundle):
    """The sentences of one language."""

    def __init__(self, locale: str, source: str) -> None:
        super().__init__([locale], use_isolating=False)
        starts = [*_ENTRY.finditer(source)]
        ends = [*(found.start() for found in starts[1:]), len(source)]
        self._unread = {found[1]: source[found.start() : end] for found, end in zip(starts, ends, strict=True)}

    def has_message(self, message_id: str) -> bool:
        """Whether the catalog has a sentence."""
        self._read(message_id)
        return super().has_message(message_id)

    def _read(self, key: str) -> None:
        """Parse a sentence, and those in it. Another thread may do the same at this moment, so it is removed last."""
        text = self._unread.get(key)
        if text is not None:
            self.add_resource(FluentResource(text))
            for named in _REFERENCE.findall(text):
                if named != key:
                    self._read(named)
            self._unread.pop(key, None)
