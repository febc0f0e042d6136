"""Keep a step of a decision together with its audit entry and the messages that it owes."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from bot.domain.access.audit import AuditAction, AuditEntry
from bot.domain.decisions.decision import Decision, State
from bot.domain.decisions.delivery import follow_ups
from bot.domain.decisions.program import FleetProgram, fields_of
from bot.domain.decisions.steps import Step
from bot.ports.access import AuditLog
from bot.ports.decisions import Decisions


class _Outdated(Exception):
    """Ends the transaction: another process has changed the decision."""


@dataclass(frozen=True)
class KeepStep:
    """One transaction: the decision, its votes, its transition, the audit entry and the deliveries."""

    decisions: Decisions
    audit: AuditLog

    async def __call__(self, step: Step) -> bool:
        """Keep it; False when the decision has changed since, and then nothing is kept.

        Raises:
            StorageUnavailable: nothing is kept.
        """
        if step.after == step.before:
            return True
        if not _is_audited(step):
            return await self.decisions.keep(step)
        with suppress(_Outdated):
            async with self.audit.recording(_audit_of(step)):
                if not await self.decisions.keep(step, follow_ups(step)):
                    raise _Outdated
            return True
        return False


def _is_audited(step: Step) -> bool:
    """Whether it changed the state, people voted or gave their word, or a run began to wait, goes on, or ended."""
    if step.transition is not None or step.moves.changed or step.after.votes != step.before.votes:
        return True
    run, before = step.after.run, step.before.run
    return (run and run.status) != (before and before.status)


def _audit_of(step: Step) -> AuditEntry:
    """The entry of a step: a proposal, a vote, or a change of state."""
    after = step.after
    if step.before.state is State.DRAFT and after.state is State.PROPOSED:
        proposed = {"version": after.version.text, "channel": after.channel_id, "evidence": after.seal}
        action, former, present = (
            AuditAction.DECISION_PROPOSED,
            {},
            {"appid": after.appid, **proposed, **_decision(after)},
        )
    else:
        voted = step.before.votes != after.votes
        action = AuditAction.DECISION_VOTED if voted else AuditAction.DECISION_CHANGED
        former = _decision(step.before) | _word(after, step.moves.seen)
        present = _decision(after) | _word(after, step.moves.changed)
    return AuditEntry(after.team_id, step.origin.at, step.origin.by, action, after.id, before=former, after=present)


def _word(decision: Decision, programs: Iterable[FleetProgram]) -> dict[str, object]:
    """Which of many programs a person says is set."""
    words = [each.appid for each in programs if each.said]
    return {"appid": words[0]} if words and decision.fleet else {}


def _decision(decision: Decision) -> dict[str, object]:
    values: dict[str, object] = {
        "state": str(decision.state),
        "votes": list(decision.voters),
        "wanted": decision.aim.text if decision.aim and decision.state is State.APPLYING else "",
        "words": decision.words,
        "outcome": fields_of(decision.outcome) if decision.outcome else "",
        "run": " ".join(filter(None, (decision.run.status, decision.run.because))) if decision.run else "",
    }
    return {key: value for key, value in values.items() if value}
