"""Put a proposal into its channel."""

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.access.audit import AuditAction, AuditEntry
from bot.domain.agents import Through
from bot.domain.decisions.decision import Decision
from bot.domain.decisions.delivery import card
from bot.domain.decisions.proposable import Obstacle
from bot.domain.decisions.proposal import Draft
from bot.domain.delivery.delivery import LEASE, DeliveryState
from bot.errors import NoProposal
from bot.ports.access import AuditLog
from bot.ports.decisions import Decisions
from bot.ports.delivery import Deliveries
from bot.usecases.delivery.deliver import Deliver, refusal_of

_CHANNELS: Final = ("C", "G")
"""How the ids of channels begin."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal whose card is in the channel, or on its way."""

    decision: Decision
    posted: bool
    """False while Slack is busy, or its answer got lost: the card is delivered like any message."""


@dataclass(frozen=True)
class PutForward:
    """The last step of every proposal."""

    decisions: Decisions
    deliveries: Deliveries
    deliver: Deliver
    audit: AuditLog

    async def __call__(self, draft: Draft, *, now: datetime) -> Proposed:
        """Record and deliver the card; a crash in between leaves a draft whose card is delivered later.

        Raises:
            NoProposal: a program has an open decision by now.
            ChannelUnavailable, SlackRefused: Slack does not take the card, so nothing is proposed.
            StorageUnavailable: nothing is proposed.
        """
        decision, through = draft.decision, draft.proposal.through
        delivery = card(decision, lease_until=now + LEASE)
        async with self.audit.recording(_audit_of(decision, through)) if through else nullcontext():
            added = await self.decisions.add(decision, delivery, draft.programs)
            if added is None:  # another person was quicker
                raise NoProposal(because=Obstacle.OPEN, program=decision.evidence.name)
        await self.deliver(delivery, now=now)
        return await self._outcome(added)

    async def earlier(self, team_id: str, decision_id: str) -> Proposed | None:
        """What an earlier attempt has proposed; None where it has not.

        Raises:
            ChannelUnavailable, SlackRefused: Slack did not take the card.
        """
        decision = await self.decisions.get(team_id, decision_id)
        return await self._outcome(decision) if decision else None

    async def _outcome(self, decision: Decision) -> Proposed:
        delivery = card(decision, lease_until=decision.proposed_at)
        found = await self.deliveries.get(decision.team_id, delivery.id)
        if found is not None and found.state in (DeliveryState.FAILED, DeliveryState.SKIPPED):
            raise refusal_of(found)
        sent = found is not None and found.state is DeliveryState.SENT
        return Proposed(decision, sent or bool(decision.card_ts))


def check_channel(channel_id: str, name: str) -> None:
    """Check that there are others who can vote.

    Raises:
        NoProposal: it is a direct message.
    """
    if not channel_id.startswith(_CHANNELS):
        raise NoProposal(because=Obstacle.DIRECT, program=name)


def _audit_of(decision: Decision, through: Through) -> AuditEntry:
    after = {"version": decision.version.text, "channel": decision.channel_id, "through": through.value}
    by, at = decision.proposer_id, decision.proposed_at
    return AuditEntry(decision.team_id, at, by, AuditAction.AGENT_PROPOSED, decision.id, after=after)
