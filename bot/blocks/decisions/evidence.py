"""The evidence of a decision, in sentences."""

from bot.blocks.decisions.public import at_large_lines
from bot.blocks.decisions.rollout.evidence import fleet_lines, fleet_loss_sentence, fleet_origin_lines
from bot.blocks.forecast import expected_text
from bot.blocks.kit.who import who
from bot.domain.decisions.evidence import Caution, Evidence
from bot.domain.decisions.rollout.evidence import AnyEvidence, FleetEvidence
from bot.domain.numbers.snapshot import WECHAT_ZONE
from bot.i18n import Texts


def loss_sentence(evidence: AnyEvidence, t: Texts) -> str:
    """What raising the minimum costs."""
    if isinstance(evidence, FleetEvidence):
        return fleet_loss_sentence(evidence, t)
    return t("raise", version=evidence.version.text, loss=t.bounds(evidence.loss))


def evidence_lines(evidence: AnyEvidence, t: Texts) -> list[str]:
    """The loss, earlier and to come, at large, and the WeChat clients that bring the version."""
    if isinstance(evidence, FleetEvidence):
        return fleet_lines(evidence, t)
    at_large = at_large_lines(evidence.public, evidence.clients, t)
    return [loss_sentence(evidence, t), *_earlier(evidence, t), *_forecast(evidence, t), *at_large]


def caution_lines(evidence: AnyEvidence, t: Texts) -> list[str]:
    """A sentence for each caution."""
    return [f"⚠️ {_caution(caution, evidence, t)}" for caution in evidence.cautions]


def _caution(caution: Caution, evidence: AnyEvidence, t: Texts) -> str:
    return t(f"caution-{caution}", version=evidence.version.text)


def origin_lines(evidence: AnyEvidence, seal: str, t: Texts) -> list[str]:
    """Where the numbers come from, how old they were, and their hash."""
    if isinstance(evidence, FleetEvidence):
        return fleet_origin_lines(evidence, seal, t)
    return [
        _source(evidence, t),
        t("decision-meaning", meaning=t(f"meaning-{evidence.meaning}"), age=t.span(evidence.age)),
        t("decision-seal", seal=seal[:12]),
    ]


def _source(evidence: Evidence, t: Texts) -> str:
    moment = t.moment(evidence.taken_at, WECHAT_ZONE.key)
    if by := evidence.imported_by:
        return t("data-of-imported", day=t.day(evidence.day), who=who(by, t), moment=moment)
    return t("data-of", moment=moment)


def _earlier(evidence: Evidence, t: Texts) -> list[str]:
    week, month = evidence.loss_week_ago, evidence.loss_four_weeks_ago
    lines = [t("decision-week-ago", loss=t.bounds(week))] if week else []
    return [*lines, t("decision-four-weeks-ago", loss=t.bounds(month))] if month else lines


def _forecast(evidence: Evidence, t: Texts) -> list[str]:
    if not evidence.path:
        return []
    lines = [t("forecast-losses", losses=t.listing([expected_text(each, t) for each in evidence.path]))]
    if evidence.safe_on:
        lines.append(t("decision-safe-on", day=t.day(evidence.safe_on)))
    if track := evidence.track:
        lines.append(t("forecast-record", count=track.compared, held=track.held, error=t.distance(track.median_error)))
    return lines
