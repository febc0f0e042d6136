"""All of WeChat's users per base library, as WeChat itself publishes them: a companion, not this program's audience."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.distribution import Distribution
from bot.domain.version import Version


@dataclass(frozen=True, slots=True)
class ClientRelease:
    """That a WeChat client brings a base library."""

    client: str
    """WeChat's version as published, such as 8.0.49 or 6.6.2.37."""
    library: Version


@dataclass(frozen=True, slots=True)
class PublicSnapshot:
    """What WeChat published on one day."""

    day: date
    """The Chinese calendar day of `updated_at`; there is one snapshot a day."""
    updated_at: datetime
    """UTC, as WeChat says."""
    taken_at: datetime
    """UTC, when it was read."""
    total: Distribution
    """Android and iOS together. WeChat publishes no others."""
    android: tuple[ClientRelease, ...] = ()
    ios: tuple[ClientRelease, ...] = ()
