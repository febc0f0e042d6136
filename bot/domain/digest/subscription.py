"""A channel's subscription to a digest."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from bot.domain.delivery.delivery import SlackCode
from bot.domain.delivery.schedule import Schedule


class Part(StrEnum):
    """The optional parts of a digest; each program's headline and suspicions always stay."""

    MOVEMENT = "movement"
    """Coverage of the versions that matter, and how it moved."""
    VERSIONS = "versions"
    """Versions that appeared or vanished."""
    CHART = "chart"


EVERY_PART = frozenset(Part)


class Lifecycle(StrEnum):
    """The states of a subscription but `Paused`. The values are stored."""

    ACTIVE = ""
    ENDED = "ended"
    """By people. The row is kept, so the environment (`DIGEST_CHANNEL`) does not restore at the next start what people
    ended, and a digest resumed on the same day is not sent twice."""
    TRIAL = "moving"
    """Moved here, until the first post in this channel."""


@dataclass(frozen=True, slots=True)
class Paused:
    """The state of a subscription that is stopped until it is changed: Slack refuses posts in its channel."""

    code: SlackCode

    def __str__(self) -> str:
        """As stored."""
        return str(self.code)


State = Lifecycle | Paused


def parse_state(text: str) -> State:
    """A state from its stored text. One that only another version of Baselib knows is a pause."""
    return Lifecycle(text) if text in set(Lifecycle) else Paused(SlackCode.parse(text))


@dataclass(frozen=True, slots=True)
class Scope:
    """The scope of a digest: its `appids` one by one, or many programs at a glance."""

    fleet: bool = False
    """A fleet digest: the programs with `tag`, else those in `appids`, else all."""
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
    state: State = Lifecycle.ACTIVE
    parts: frozenset[Part] = EVERY_PART
    """What it shows besides the headlines."""
    only_changes: bool = False
    """Send only changes, and a sign of life once a month."""
    paused_until: date | None = None
    """The local date from which it is sent again; None without a requested pause."""
    scope: Scope = PROGRAMS

    @property
    def personal(self) -> bool:
        """Whether it is a person's own, sent as a direct message: what waits for them, and what changed."""
        return self.channel_id == self.owner_id

    def rests_on(self, day: date) -> bool:
        """Whether a requested pause covers a local date."""
        return self.paused_until is not None and day < self.paused_until

    def answers_to(self, owner_id: str, by: str) -> bool:
        """Whether a control about the subscription of this owner is still about this one when `by` uses it.

        Its owner may use any, also one from before controls named an owner.
        """
        return self.owner_id in {owner_id, by}

    def paused(self, code: SlackCode) -> "Subscription":
        """The subscription after Slack refused a post in its channel."""
        return replace(self, state=Paused(code))

    @property
    def active(self) -> bool:
        """Whether its slots are sent, but for a requested pause."""
        return self.state is Lifecycle.ACTIVE

    @property
    def ended(self) -> bool:
        """Whether people ended it."""
        return self.state is Lifecycle.ENDED
