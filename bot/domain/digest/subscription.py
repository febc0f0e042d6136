"""A channel's standing order for a digest, and what became of each slot."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from bot.domain.delivery.schedule import Schedule


class Part(StrEnum):
    """What a digest may leave out; the headline of each program and what is wrong with its numbers always stay."""

    MOVEMENT = "movement"
    """Coverage of the versions that matter, and how it moved."""
    VERSIONS = "versions"
    """Which versions appeared and vanished."""
    CHART = "chart"


EVERY_PART = frozenset(Part)
ENDED = "ended"
"""`Subscription.paused_because` of an order that people ended.

It stays on record: so the environment (`DIGEST_CHANNEL`) does not bring back at the next start what people ended, and a
digest that is taken up again on the same day is not sent twice.
"""


@dataclass(frozen=True, slots=True)
class Scope:
    """How much a digest is about: its `appids` one by one, or many programs at a glance."""

    fleet: bool = False
    """The fleet's digest: of the programs with `tag`, else of those in `appids`, else of all."""
    tag: str = ""
    """Folded; only with `fleet`."""


PROGRAMS = Scope()


@dataclass(frozen=True, slots=True)
class Subscription:
    """A channel's digest. A channel has at most one."""

    id: str
    team_id: str
    channel_id: str
    appids: tuple[str, ...]
    """The programs reported; empty means the channel's own program, or all configured ones."""
    schedule: Schedule
    locale: str
    """The digest's language (en, zh-CN)."""
    owner_id: str
    """The Slack user who set it up; empty when the environment did (`DIGEST_CHANNEL`)."""
    created_at: datetime
    """UTC. Slots before it are not owed."""
    paused_because: str = ""
    """Slack's error code when the channel cannot be posted to, or `ENDED`; empty while it runs."""
    parts: frozenset[Part] = EVERY_PART
    """What it tells besides the headlines."""
    only_changes: bool = False
    """Nothing is sent when nothing changed since the last one, but for a sign of life once a month."""
    paused_until: date | None = None
    """The local date from which on it is sent again; None when nobody asked for a pause."""
    scope: Scope = PROGRAMS

    def rests_on(self, day: date) -> bool:
        """Whether people want no digest on a local date."""
        return self.paused_until is not None and day < self.paused_until

    def paused(self, because: str) -> "Subscription":
        """The same order, sending nothing until somebody changes it."""
        return replace(self, paused_because=because)
