"""Say that one program of many was set by hand, or take that back."""

from dataclasses import dataclass, replace

from bot.domain.access.audit import AuditAction, AuditEntry
from bot.domain.access.roles import Permission
from bot.domain.decisions.decision import Decision, Origin
from bot.domain.decisions.rollout.by_hand import said, unsaid
from bot.domain.decisions.rollout.program import ProgramState
from bot.errors import DecisionMoved, NotYourWord, StaleControl
from bot.ports.access import AuditLog
from bot.ports.decisions import Decisions, Rollouts
from bot.usecases.decisions.allow_deciding import AllowDeciding
from bot.usecases.decisions.show_cards import ShowCards


@dataclass(frozen=True)
class SaySet:
    """The buttons beside the programs still to set. Readings verify what people say."""

    decisions: Decisions
    rollouts: Rollouts
    audit: AuditLog
    allow: AllowDeciding
    show_cards: ShowCards

    async def __call__(self, decision: Decision, position: int, origin: Origin, *, is_set: bool) -> None:
        """Keep a person's word about the program at this position; nothing is kept that is so already.

        Raises:
            DecisionMoved: people do not set its programs, or not any more.
            NotYourWord: another person has said so, and this one is no admin.
            StaleControl: there is no such program to set.
            NotAllowed, OutsiderDecides: the person may not.
        """
        role = await self.allow(decision.team_id, origin.by)
        if not decision.set_by_hand:
            raise DecisionMoved(state=decision.state)
        found = await self.rollouts.programs(decision.team_id, decision.id, limit=1, skip=position)
        if not found or found[0].state not in (ProgramState.WAITING, ProgramState.SAID):
            raise StaleControl
        before = found[0]
        if is_set == (before.state is ProgramState.SAID):
            return
        if not is_set and origin.by != before.because and not role.may(Permission.GOVERN):
            raise NotYourWord
        after = said(before, origin.by, now=origin.at) if is_set else unsaid(before, now=origin.at)
        word: dict[str, object] = {"appid": before.appid, "wanted": decision.version.text}
        entry = AuditEntry(
            decision.team_id, origin.at, origin.by, AuditAction.DECISION_CHANGED, decision.id, before={}, after={}
        )
        async with self.audit.recording(replace(entry, after=word) if is_set else replace(entry, before=word)):
            await self.rollouts.move(decision.team_id, decision.id, [before], [after])
        if current := await self.decisions.get(decision.team_id, decision.id):
            await self.show_cards.one(current)
