"""A decision as JSON, for the command line."""

from typing import Any

from bot.domain.decisions.decision import Decision
from bot.domain.decisions.outcome import fields_of
from bot.domain.plain import as_object


def decision_json(decision: Decision) -> dict[str, Any]:
    """One decision, for programs; instants are UTC."""
    return {
        "team": decision.team_id,
        "number": decision.number,
        "id": decision.id,
        "channel": decision.channel_id,
        "proposed_by": decision.proposer_id,
        "proposed_at": decision.proposed_at.isoformat(),
        "reason": decision.reason,
        "state": decision.state.value,
        "changed_at": decision.changed_at.isoformat() if decision.changed_at else None,
        "changed_by": decision.changed_by,
        "words": decision.words,
        "outcome": fields_of(decision.outcome) if decision.outcome else None,
        "needed": decision.needed,
        "votes": [{"by": vote.user_id, "at": vote.at.isoformat()} for vote in decision.votes],
        "sha256": decision.seal,
        "intact": decision.intact,
        "programs": {str(state): count for state, count in decision.tally.states.items()} if decision.tally else None,
        "evidence": as_object(decision.evidence),
    }
