"""Propose to raise a program's minimum."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import uuid4

from bot.domain.access.roles import Viewpoint
from bot.domain.decisions.decision import Decision
from bot.domain.decisions.delivery import card
from bot.domain.decisions.evidence import seal_of
from bot.domain.decisions.proposable import Obstacle
from bot.domain.delivery.delivery import Delivery, DeliveryState
from bot.domain.delivery.reason import DeliveryReason, ReasonKey
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program
from bot.errors import ChannelUnavailable, NoProposal, SlackRefused
from bot.ports.access import AccessRules
from bot.ports.decisions import Decisions
from bot.ports.delivery import Deliveries
from bot.usecases.decisions.allow_deciding import AllowDeciding
from bot.usecases.decisions.freeze import FreezeEvidence
from bot.usecases.delivery.deliver import LEASE, Deliver

_CHANNELS: Final = ("C", "G")
"""How the ids of channels begin."""
_POST: Final = "chat.postMessage"


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal whose card is in the channel, or on its way."""

    decision: Decision
    posted: bool
    """False while Slack is busy, or its answer got lost: the card is delivered like any message."""


@dataclass(frozen=True)
class ProposeDecision:
    """`/baselib propose <version> [program] [reason]` and the form behind "Propose"."""

    decisions: Decisions
    deliveries: Deliveries
    deliver: Deliver
    freeze: FreezeEvidence
    allow: AllowDeciding
    rules: AccessRules

    async def __call__(
        self,
        seen: Viewpoint,
        program: Program,
        version: Version,
        reason: str,
        *,
        locale: str,
        proposer_id: str,
        now: datetime,
        decision_id: str = "",
    ) -> Proposed:
        """Freeze the evidence and put the card into the channel.

        Args:
            seen: the channel.
            program: a program that exists there.
            version: the minimum that is proposed.
            reason: of the proposer; may be empty.
            locale: the card's language (en, zh-CN).
            proposer_id: the requester.
            now: UTC.
            decision_id: the decision's; empty for a new one. What repeats a proposal finds it again by its own.

        Raises:
            NoProposal, MeaningUnproved: see `FreezeEvidence`; or the program has an open decision.
            NotAllowed, OutsiderDecides: the requester may not.
            ChannelUnavailable, SlackRefused: Slack does not take the card, so nothing is proposed.
            StorageUnavailable: nothing is proposed.
        """
        await self.allow(seen.team_id, proposer_id)
        self.check_place(seen, program)
        if await self.decisions.open_for(seen.team_id, program.appid):
            raise NoProposal(because=Obstacle.OPEN, program=program.name)
        evidence = await self.freeze(seen.team_id, program, version, now=now)
        draft = Decision(
            decision_id or uuid4().hex,
            seen.team_id,
            seen.channel_id,
            proposer_id,
            now,
            evidence,
            seal_of(evidence),
            (await self.rules.quorum(seen.team_id)).needed(evidence.loss),
            locale,
            reason,
        )
        return await self._put_forward(draft, now)

    def check_place(self, seen: Viewpoint, program: Program) -> None:
        """Check what can be known before anything is read.

        Raises:
            NoProposal: the program has no minimum, or there are no other voters.
        """
        if program.is_all_of_wechat:
            raise NoProposal(because=Obstacle.ALL_OF_WECHAT, program=program.name)
        if not seen.channel_id.startswith(_CHANNELS):
            raise NoProposal(because=Obstacle.DIRECT, program=program.name)

    async def _put_forward(self, draft: Decision, now: datetime) -> Proposed:
        """Record and deliver the card; a crash in between leaves a draft whose card is delivered later."""
        delivery = card(draft, lease_until=now + LEASE)
        added = await self.decisions.add(draft, delivery)
        if added is None:  # another person was quicker
            raise NoProposal(because=Obstacle.OPEN, program=draft.evidence.program)
        await self.deliver(delivery, now=now)
        outcome = await self.deliveries.get(draft.team_id, delivery.id)
        if outcome is not None and outcome.state in (DeliveryState.FAILED, DeliveryState.SKIPPED):
            raise _refusal(outcome)
        posted = outcome is not None and outcome.state is DeliveryState.SENT
        return Proposed(added, posted)


def _refusal(card_delivery: Delivery) -> SlackRefused:
    reason = card_delivery.reason or DeliveryReason(ReasonKey.OTHER)
    code = str(reason.code or reason)
    if reason.key is ReasonKey.CHANNEL_UNAVAILABLE:
        return ChannelUnavailable(code=code, method=_POST)
    return SlackRefused(code=code, method=_POST)
