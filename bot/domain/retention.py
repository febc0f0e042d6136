"""How long rows that grow old are kept."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final

from bot.domain.access.audit import KEPT_FOR
from bot.domain.agents import TOKEN_LASTS


class Retained(StrEnum):
    """Rows that grow old, by the table that has them."""

    DELIVERIES = "deliveries"
    """Finished ones; the newest digest of each subscription stays: the next slot is counted from it."""
    ALERT_CROSSINGS = "alert_crossings"
    PROGRAM_NEWS = "program_news"
    PERSON_CHANNELS = "person_channels"
    """Where a person has not used the bot since."""
    GREETINGS = "greetings"
    """Those of channels; each workspace's own stays, as it is greeted once."""
    AUTHORISATIONS = "authorisations"
    """Finished ones; the newest of each program and workspace stays: news of the program goes to who asked."""
    PERSONAL_TOKENS = "personal_tokens"
    """Those that have ended."""


PERIODS: Final[Mapping[Retained, timedelta]] = {
    Retained.DELIVERIES: KEPT_FOR,
    Retained.ALERT_CROSSINGS: KEPT_FOR,
    Retained.PROGRAM_NEWS: KEPT_FOR,
    Retained.PERSON_CHANNELS: timedelta(days=100),
    Retained.GREETINGS: KEPT_FOR,
    Retained.AUTHORISATIONS: KEPT_FOR,
    Retained.PERSONAL_TOKENS: TOKEN_LASTS,
}
"""As long as the audit log, but for what is known of people (the Home tab looks back over three months of it), and
tokens, which are of no use then."""
