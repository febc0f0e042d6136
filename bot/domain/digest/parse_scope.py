"""What a digest is about, as people type it before the days: `fleet`, `#food`, or nothing."""

from collections.abc import Sequence
from typing import Final

from bot.domain.digest.subscription import PROGRAMS, Scope, Subscription
from bot.domain.programs.labels import FLEET_WORDS
from bot.domain.programs.typed_text import folded

FLEET: Final = "fleet"
GLANCE: Final = "glance"
"""Some programs in one list; nobody types it, but the form offers it."""
TAG: Final = "#"


def take_scope(words: Sequence[str]) -> tuple[Scope, Sequence[str]]:
    """What the first word says, and the words behind it; all of them when it says nothing of this."""
    first = folded(words[0]) if words else ""
    if first in FLEET_WORDS:
        return Scope(fleet=True), words[1:]
    if first.startswith(TAG) and first != TAG:
        return Scope(fleet=True, tag=first.removeprefix(TAG)), words[1:]
    return PROGRAMS, words


def scope_word(subscription: Subscription) -> str:
    """One word for what an order is about; empty for its programs one by one."""
    if not subscription.scope.fleet:
        return ""
    if subscription.scope.tag:
        return f"{TAG}{subscription.scope.tag}"
    return GLANCE if subscription.appids else FLEET
