"""A decision as Markdown, for a record of architecture decisions (ADR)."""

from collections.abc import Sequence

from bot.blocks.decisions.card import decision_title
from bot.blocks.decisions.evidence import caution_lines, evidence_lines, origin_lines
from bot.blocks.decisions.status import state_sentence, votes_sentence
from bot.domain.decisions.decision import Decision, Transition
from bot.files import ExportFile
from bot.i18n import Texts


def decision_file(decision: Decision, transitions: Sequence[Transition], t: Texts) -> ExportFile:
    """One decision as Markdown.

    Args:
        transitions: its history, oldest first.
    """
    name = f"decision-{decision.number:04}-{decision.appid or 'fleet'}-{decision.version.text}.md"
    seal = t("adr-sealed" if decision.intact else "adr-broken", seal=decision.seal)
    parts = [
        [f"# {decision_title(decision, t)}"],
        [t("adr-decided")],
        _list([state_sentence(decision, t), votes_sentence(decision, t), *_reason(decision, t)]),
        [t("adr-evidence")],
        _list([*_evidence(decision, t), seal]),
        [t("adr-history")],
        _list([_line(each, decision, t) for each in transitions]),
    ]
    return ExportFile(name, "\n\n".join("\n".join(part) for part in parts) + "\n")


def _reason(decision: Decision, t: Texts) -> list[str]:
    by = t("decision-proposed-by", person=f"<@{decision.proposer_id}>")
    return [by, *([t("decision-reason", reason=" ".join(decision.reason.split()))] if decision.reason else [])]


def _evidence(decision: Decision, t: Texts) -> list[str]:
    evidence = decision.evidence
    return [*evidence_lines(evidence, t), *caution_lines(evidence, t), *origin_lines(evidence, decision.seal, t)]


def _line(transition: Transition, decision: Decision, t: Texts) -> str:
    sentence = state_sentence(decision, t, transition)
    return f"{transition.at.isoformat(timespec='minutes')} {transition.before} → {transition.after}: {sentence}"


def _list(lines: Sequence[str]) -> list[str]:
    return [f"- {line}" for line in lines]
