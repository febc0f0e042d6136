"""The blocks between fences in the READMEs and docs/."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_FENCE: Final = re.compile(r"^ *```(\S*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One of them."""

    page: Path
    language: str
    """What stands behind the first fence; may be empty."""
    text: str

    @property
    def lines(self) -> list[str]:
        """Its lines, with continued ones joined."""
        return self.text.replace("\\\n", " ").splitlines()


def blocks_of(page: Path, language: str | None = None) -> list[Block]:
    """A page's blocks, in one language if given."""
    found = [Block(page, *each) for each in _FENCE.findall(page.read_text(encoding="utf-8"))]
    return [block for block in found if language is None or block.language == language]
