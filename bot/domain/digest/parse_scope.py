"""Parse the scope of a digest, typed before the days: `fleet`, `#food`, or nothing."""

from collections.abc import Sequence
from typing import Final

from bot.domain.digest.subscription import PROGRAMS, Scope, Subscription
from bot.domain.programs.labels import FLEET_WORDS
from bot.domain.programs.typed_text import folded

FLEET: Final = "fleet"
GLANCE: Final = "glance"
"""Some programs in one list: offered by the form, never typed."""
TAG: Final = "#"


def take_scope(words: Sequence[str]) -> tuple[Scope, Sequence[str]]:
    """The scope in the first word, and the words after it; all words if the first is no scope."""
    first = folded(words[0]) if words else ""
    if first in FLEET_WORDS:
        return Scope(fleet=True), words[1:]
    if first.startswith(TAG) and first != TAG:
        return Scope(fleet=True, tag=first.removeprefix(TAG)), words[1:]
    return PROGRAMS, words


def scope_word(subscription: Subscription) -> str:
    """One word for a subscription's scope; empty for programs one by one."""
    if not subscription.scope.fleet:
        return ""
    if subscription.scope.tag:
        return f"{TAG}{subscription.scope.tag}"
    return GLANCE if subscription.appids else FLEET
