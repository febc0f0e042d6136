"""A decision as files: Markdown for a record of architecture decisions (ADR), its programs as CSV, and JSON."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from bot.blocks.decisions.messages import decision_title
from bot.blocks.decisions.programs import program_text
from bot.blocks.decisions.sentences import caution_lines, evidence_lines, origin_lines, state_sentence, votes_sentence
from bot.blocks.fleet.spreadsheet import people_cells
from bot.blocks.kit.moments import in_one_zone
from bot.domain.decisions.decision import Decision, Transition
from bot.domain.decisions.program import FleetProgram, fields_of
from bot.domain.numbers.rounding import percent_text
from bot.domain.plain import as_object
from bot.files import ExportFile, csv_file, harmless
from bot.i18n import Texts


def decision_file(decision: Decision, transitions: Sequence[Transition], t: Texts) -> ExportFile:
    """One decision as Markdown.

    Args:
        transitions: its history, oldest first.
    """
    name = f"decision-{decision.number:04}-{decision.appid or 'fleet'}-{decision.version.text}.md"
    evidence = decision.evidence
    state = [state_sentence(decision, t), votes_sentence(decision, t)]
    state.append(t("decision-proposed-by", person=f"<@{decision.proposer_id}>"))
    if decision.reason:
        state.append(t("decision-reason", reason=" ".join(decision.reason.split())))
    numbers = [*evidence_lines(evidence, t), *caution_lines(evidence, t), *origin_lines(evidence, decision.seal, t)]
    seal = t("adr-sealed" if decision.intact else "adr-broken", seal=decision.seal)
    parts = [
        f"# {decision_title(decision, t)}",
        t("adr-decided"),
        _list(state),
        t("adr-evidence"),
        _list([*numbers, seal]),
        t("adr-history"),
        _list([_line(each, decision, t) for each in transitions]),
    ]
    return ExportFile.of(name, in_one_zone("\n\n".join(parts) + "\n"))


def rollout_csv(decision: Decision, programs: Sequence[FleetProgram], t: Texts) -> ExportFile:
    """A row for each program, also for those left out.

    Args:
        programs: in the order of their positions.
    """
    columns = [
        t("csv-appid"),
        t("column-program"),
        t("column-from"),
        t("column-to"),
        t("csv-loss-low"),
        t("csv-loss-high"),
        t("csv-day"),
        t("csv-batch"),
        t("column-state"),
        t("csv-since"),
        t("csv-said-by"),
    ]
    rows = [_row(each, decision, t) for each in programs]
    if any(each.people for each in programs):
        columns += [t("csv-users-low"), t("csv-users-high")]
        rows = [[*row, *people_cells(each.people)] for row, each in zip(rows, programs, strict=True)]
    return csv_file(f"decision-{decision.number:04}-{decision.version.text}.csv", columns, rows)


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
        "programs": {str(state): count for state, count in decision.tally.states.items()},
        "evidence": as_object(decision.evidence),
    }


def _line(transition: Transition, decision: Decision, t: Texts) -> str:
    sentence = state_sentence(decision, t, transition)
    return f"{transition.at.isoformat(timespec='minutes')} {transition.before} → {transition.after}: {sentence}"


def _list(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _row(program: FleetProgram, decision: Decision, t: Texts) -> list[str]:
    return [
        harmless(program.appid),
        harmless(program.program),
        program.minimum.text if program.minimum else "",
        decision.version.text,
        _percent(program.loss_low),
        _percent(program.loss_high),
        program.day.isoformat() if program.day else "",
        str(program.batch + 1) if program.batch >= 0 else "",
        harmless(program_text(program, decision, t)),
        program.since.isoformat() if program.since else "",
        program.said.by if program.said else "",
    ]


def _percent(fraction: Decimal | None) -> str:
    return "" if fraction is None else percent_text(fraction)
