"""Changes of decisions as audit entries."""

from bot.domain.access.audit import AuditAction, AuditEntry
from bot.domain.decisions.decision import Decision, State
from bot.domain.decisions.steps import Step


def audit_of_step(step: Step) -> AuditEntry:
    """The entry of a step: a proposal, a vote, or a change of state."""
    after = step.after
    if step.before.state is State.DRAFT and after.state is State.PROPOSED:
        deed, former, present = AuditAction.DECISION_PROPOSED, {}, {**_proposal(after), **_decision(after)}
    else:
        voted = step.before.votes != after.votes
        deed = AuditAction.DECISION_VOTED if voted else AuditAction.DECISION_CHANGED
        former, present = _decision(step.before), _decision(after)
    return AuditEntry(after.team_id, step.origin.at, step.origin.by, deed, after.id, before=former, after=present)


def _proposal(decision: Decision) -> dict[str, object]:
    return {
        "appid": decision.appid,
        "version": decision.version.text,
        "channel": decision.channel_id,
        "evidence": decision.seal,
    }


def _decision(decision: Decision) -> dict[str, object]:
    values: dict[str, object] = {
        "state": str(decision.state),
        "votes": list(decision.voters),
        "wanted": decision.wanted.text if decision.wanted and decision.state is State.APPLYING else "",
        "comment": decision.comment,
        "run": " ".join(filter(None, (decision.run.status, decision.run.because))) if decision.run else "",
    }
    return {key: value for key, value in values.items() if value}
