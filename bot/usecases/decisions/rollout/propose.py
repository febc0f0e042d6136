"""Propose to raise the minimum of many programs at once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from bot.domain.access.roles import Viewpoint
from bot.domain.decisions.decision import Decision
from bot.domain.decisions.evidence import seal_of
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
    """`/baselib propose <version> #tag [reason]`, and the form behind "Propose" under `fleet raise`."""

    put_forward: PutForward
    freeze: FreezeFleet
    allow: AllowDeciding
    rules: AccessRules

    async def __call__(
        self, seen: Viewpoint, proposed: ProposedPrograms, reason: str, *, locale: str, proposer_id: str, now: datetime
    ) -> Proposed:
        """Freeze the evidence and put the card into the channel.

        Args:
            reason: of the proposer; may be empty.
            locale: the card's language (en, zh-CN).

        Raises:
            NoProgram, UnknownTag, NothingToRaise: see `FreezeFleet`.
            NoProposal: it is a direct message, or a program has been proposed meanwhile.
            NotAllowed, OutsiderDecides: the requester may not.
            ChannelUnavailable, SlackRefused: Slack does not take the card, so nothing is proposed.
            StorageUnavailable: nothing is proposed.
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
        return await self.put_forward(draft, programs, now=now)
