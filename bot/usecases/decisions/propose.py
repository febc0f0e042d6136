"""Propose to raise a program's minimum."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import uuid4

from bot.domain.access.roles import Viewpoint
from bot.domain.agents import Through
from bot.domain.decisions.decision import Decision
from bot.domain.decisions.enclosed import NOTHING, Enclosed
from bot.domain.decisions.evidence import seal_of
from bot.domain.decisions.proposable import Obstacle
from bot.domain.numbers.rounding import shown_percent
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program
from bot.errors import LossNotAcknowledged, NoProposal
from bot.ports.access import AccessRules
from bot.ports.decisions import Decisions
from bot.usecases.decisions.allow_deciding import AllowDeciding
from bot.usecases.decisions.freeze import FreezeEvidence
from bot.usecases.decisions.put_forward import Proposed, PutForward, check_channel


@dataclass(frozen=True)
class ProposeDecision:
    """`/baselib propose <version> [program] [reason]` and the form behind "Propose"."""

    decisions: Decisions
    put_forward: PutForward
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
        absent: bool = False,
        acknowledged: Decimal | None = None,
        through: Through | None = None,
        enclosed: Enclosed = NOTHING,
    ) -> Proposed:
        """Freeze the evidence and put the card into the channel.

        Args:
            version: the minimum that is proposed.
            reason: of the proposer; may be empty.
            locale: the card's language (en, zh-CN).
            decision_id: the decision's; empty for a new one. What repeats a proposal finds it again by its own.
            absent: the proposer was chosen and has not acted: one vote more is needed, so that two people decide.
            acknowledged: the loss in percent that the requester has read, as it is shown; None if it need not be named.
            through: as in `PutForward`.
            enclosed: what the proposer adds to the numbers.

        Raises:
            NoProposal, MeaningUnproved: see `FreezeEvidence`; or the program has an open decision.
            NotAllowed, OutsiderDecides: the requester may not.
            LossNotAcknowledged: it is another one now.
            ChannelUnavailable, SlackRefused: Slack does not take the card, so nothing is proposed.
            StorageUnavailable: nothing is proposed.
        """
        await self.allow(seen.team_id, proposer_id)
        self.check_place(seen, program)
        if await self.decisions.open_for(seen.team_id, program.appid):
            raise NoProposal(because=Obstacle.OPEN, program=program.name)
        evidence = await self.freeze(seen.team_id, program, version, now=now, enclosed=enclosed)
        shown = shown_percent(evidence.loss.high)
        if acknowledged is not None and acknowledged != shown:
            raise LossNotAcknowledged(loss=f"{shown or 0}")
        draft = Decision(
            decision_id or uuid4().hex,
            seen.team_id,
            seen.channel_id,
            proposer_id,
            now,
            evidence,
            seal_of(evidence),
            (await self.rules.quorum(seen.team_id)).needed(evidence.loss) + absent,
            locale,
            reason,
        )
        return await self.put_forward(draft, now=now, through=through)

    def check_place(self, seen: Viewpoint, program: Program) -> None:
        """Check what can be known before anything is read.

        Raises:
            NoProposal: the program has no minimum, or there are no other voters.
        """
        if program.is_all_of_wechat:
            raise NoProposal(because=Obstacle.ALL_OF_WECHAT, program=program.name)
        check_channel(seen.channel_id, program.name)
