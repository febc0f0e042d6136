"""What waits for a person: decisions, programs that need attention, and digests of theirs that fail."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.domain.access.roles import Permission, Role
from bot.domain.decisions.decision import Decision, State
from bot.domain.decisions.program import ProgramState
from bot.domain.delivery.delivery import DeliveryState
from bot.domain.digest.subscription import DigestStatus, Paused, Subscription
from bot.domain.fleet.report import FleetReport
from bot.domain.fleet.row import FleetRow, Standing
from bot.errors import BotError

NAMED: Final = 5
"""Of each kind; the others are counted."""
_FAILED: Final = frozenset({DeliveryState.FAILED, DeliveryState.UNKNOWN})
_AUTHORISES: Final = frozenset({Standing.REVOKED, Standing.NOT_GRANTED})


@dataclass(frozen=True)
class Waiting:
    """The same wherever it is shown, as in a direct message: only admins see programs restricted to channels."""

    votes: tuple[Decision, ...] = ()
    """Those that the person can still approve, oldest first."""
    to_set: tuple[Decision, ...] = ()
    """Approved ones with programs that people still have to set, oldest first."""
    attention: FleetReport | None = None
    """Lists the programs that need attention, blocked ones first; None without programs."""
    errors: Mapping[str, BotError] = field(default_factory=dict)
    """Why the first ones could not be read, by AppID."""
    digests: tuple[DigestStatus, ...] = ()
    """The person's, paused because Slack refuses them, or whose last delivery failed."""
    link: str = ""
    """To send to merchants that have to authorise; empty where it helps none, or the person may not send it."""
    weekly: Subscription | None = None
    """The person's own of every Monday, if they want it."""

    @property
    def listed(self) -> int:
        """How many programs need attention."""
        return self.attention.listed if self.attention else 0

    @property
    def rows(self) -> tuple[FleetRow, ...]:
        """The first of them."""
        return self.attention.rows if self.attention else ()

    @property
    def named(self) -> tuple[FleetRow, ...]:
        """The first few."""
        return self.rows[:NAMED]

    @property
    def nothing(self) -> bool:
        """Whether nothing waits."""
        return not (self.votes or self.to_set or self.listed or self.digests)


NOTHING_WAITING: Final = Waiting()


def votes_of(decisions: Iterable[Decision], user_id: str) -> tuple[Decision, ...]:
    """Those that a person, who may decide, has not approved and did not propose."""
    open_ones = (each for each in decisions if each.state is State.PROPOSED)
    return tuple(each for each in open_ones if user_id not in (each.proposer_id, *each.voters))


def to_set_in(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Those with programs that people have to set."""
    return tuple(each for each in decisions if each.set_by_hand and still_to_set(each))


def still_to_set(decision: Decision) -> int:
    """How many of its programs nobody says are set."""
    return decision.tally.count(ProgramState.WAITING)


def is_failing(status: DigestStatus) -> bool:
    """Whether a digest does not come."""
    last = status.newest
    return isinstance(status.subscription.state, Paused) or (last is not None and last.state in _FAILED)


def may_link(role: Role, attention: FleetReport | None) -> bool:
    """Whether a link to authorise is of use to a person with a role."""
    return (
        role.may(Permission.AUTHORISE) and attention is not None and bool(_AUTHORISES & set(attention.totals.standings))
    )
