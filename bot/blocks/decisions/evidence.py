"""The evidence of a decision, in sentences."""

from bot.blocks.decisions.rollout.evidence import at_large_lines, fleet_lines, fleet_loss_sentence, fleet_origin_lines
from bot.blocks.forecast import expected_text
from bot.blocks.kit.names import who
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
    return [loss_sentence(evidence, t), *_earlier(evidence, t), *_forecast(evidence, t), *at_large, *_scan(evidence, t)]


def caution_lines(evidence: AnyEvidence, t: Texts) -> list[str]:
    """A sentence for each caution."""
    return [f"⚠️ {_caution(caution, evidence, t)}" for caution in evidence.cautions]


def _caution(caution: Caution, evidence: AnyEvidence, t: Texts) -> str:
    scan = evidence.scan if isinstance(evidence, Evidence) else None
    key, version = f"caution-{caution}", evidence.version.text
    if scan is None:
        return t(key, version=version)
    return t(key, version=version, needs=scan.to_run.text if scan.to_run else "", count=scan.unjudged)


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


def _planned(evidence: Evidence, t: Texts) -> list[str]:
    if evidence.planned_for is None:
        return []
    if loss := evidence.planned_for.loss:
        return [t("decision-planned", forecast=expected_text(loss, t))]
    return [t("decision-planned-day", day=t.day(evidence.planned_for.day))]


def _scan(evidence: Evidence, t: Texts) -> list[str]:
    """What a scan of the source found, as the proposer says."""
    scan = evidence.scan
    if scan is None:
        return []
    to_run, whole = (version.text if version else "none" for version in (scan.to_run, scan.whole))
    commit, moment = scan.commit[:7] or "none", t.moment(scan.at, WECHAT_ZONE.key)
    given = {"commit": commit, "moment": moment, "outcome": scan.outcome.value, "run": to_run}
    return [t("decision-scan", **given, whole="none" if whole == to_run else whole)]


def _forecast(evidence: Evidence, t: Texts) -> list[str]:
    planned = _planned(evidence, t)
    if not evidence.path:
        return planned
    losses = t.listing([expected_text(each, t) for each in evidence.path])
    lines = [*planned, t("forecast-losses", losses=losses)]
    if evidence.safe_on:
        lines.append(t("decision-safe-on", day=t.day(evidence.safe_on)))
    if track := evidence.track:
        lines.append(t("forecast-record", count=track.compared, held=track.held, error=t.distance(track.median_error)))
    return lines
