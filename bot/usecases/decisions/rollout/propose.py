"""Propose to raise the minimum of many programs at once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from bot.domain.access.roles import Viewpoint
from bot.domain.decisions.decision import Decision
from bot.domain.decisions.evidence import seal_of
from bot.domain.decisions.rollout.draft import FleetDraft
from bot.domain.decisions.rollout.program import tally_of
from bot.domain.numbers.version import Version
from bot.ports.access import AccessRules
from bot.usecases.decisions.allow_deciding import AllowDeciding
from bot.usecases.decisions.put_forward import Proposed, PutForward, check_channel
from bot.usecases.decisions.rollout.freeze import FreezeFleet


@dataclass(frozen=True, slots=True)
class ProposedPrograms:
    """Which programs a proposal is for."""

    version: Version
    tag: str = ""
    """As typed, without `#`; empty for the whole fleet."""
    ready: bool = False
    """Only those that keep 99 %."""


@dataclass(frozen=True)
class ProposeFleet:
    """`/baselib propose <version> #tag [reason]`, and "Propose" under `fleet raise`: first a preview, then the card."""

    put_forward: PutForward
    freeze: FreezeFleet
    allow: AllowDeciding
    rules: AccessRules

    async def preview(
        self, seen: Viewpoint, proposed: ProposedPrograms, reason: str, *, locale: str, proposer_id: str, now: datetime
    ) -> FleetDraft:
        """Freeze the evidence, and keep nothing.

        Args:
            reason: of the proposer; may be empty.
            locale: the card's language (en, zh-CN).

        Raises:
            NoProgram, UnknownTag, NothingToRaise: see `FreezeFleet`.
            NoProposal: it is a direct message.
            NotAllowed, OutsiderDecides: the requester may not.
            StorageUnavailable: nothing can be looked up.
        """
        await self.allow(seen.team_id, proposer_id)
        check_channel(seen.channel_id, proposed.tag)
        # The card is for the whole channel, so an admin's wider view does not count.
        channel = Viewpoint.of_channel(seen.team_id, seen.channel_id)
        evidence, programs = await self.freeze(
            channel, proposed.version, tag=proposed.tag, ready=proposed.ready, now=now
        )
        draft = Decision(
            uuid4().hex,
            seen.team_id,
            seen.channel_id,
            proposer_id,
            now,
            evidence,
            seal_of(evidence),
            (await self.rules.quorum(seen.team_id)).needed(evidence.loss, evidence.programs),
            locale,
            reason,
            tally=tally_of(programs),
        )
        return FleetDraft(draft, evidence, programs)

    async def __call__(
        self,
        seen: Viewpoint,
        proposed: ProposedPrograms,
        reason: str,
        *,
        locale: str,
        proposer_id: str,
        now: datetime,
        looked_at: str,
    ) -> Proposed | FleetDraft:
        """Freeze the evidence anew, and put the card into the channel; a draft where it is not what was looked at.

        Args:
            looked_at: the mark of the draft that the proposer has seen.

        Raises:
            NoProposal: a program has been proposed meanwhile.
            ChannelUnavailable, SlackRefused: Slack does not take the card, so nothing is proposed.
            BotError: as `preview`.
        """
        draft = await self.preview(seen, proposed, reason, locale=locale, proposer_id=proposer_id, now=now)
        if draft.mark != looked_at:
            return draft
        return await self.put_forward(draft.decision, draft.programs, now=now)
