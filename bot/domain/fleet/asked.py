"""Which programs of a fleet a question is about, and which of them its answer lists."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from bot.domain.access.roles import Viewpoint

LISTED: Final = 50
"""Programs of a list in a message; exports have all of them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Programs that exist for a viewpoint: all of them, those with a tag, or some."""

    seen: Viewpoint
    tag: str | None = None
    """Folded; None for whatever tags."""
    appids: Collection[str] = ()
    """Empty for whatever AppID."""


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list."""

    first: int = 0
    limit: int | None = LISTED
    """None for all the rest."""


WHOLE: Final = Page(limit=None)
"""All of a list, as exports have it."""
