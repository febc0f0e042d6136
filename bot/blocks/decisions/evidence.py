"""The evidence of a decision, in sentences."""

from bot.blocks.fleet.fleet_text import fleet_name
from bot.blocks.forecast import expected_text
from bot.blocks.kit.names import who
from bot.domain.decisions.evidence import AnyEvidence, Evidence, FleetEvidence
from bot.domain.decisions.outcome import LeftOut
from bot.domain.numbers.snapshot import WECHAT_ZONE
from bot.i18n import Texts
from bot.i18n.outside_text import clean


def loss_sentence(evidence: AnyEvidence, t: Texts) -> str:
    """What raising the minimum costs: of many programs, the largest and the median loss."""
    version, loss = evidence.version.text, t.bounds(evidence.loss)
    if isinstance(evidence, FleetEvidence):
        median = t.bounds(evidence.median)
        return t("rollout-loss", count=evidence.programs, version=version, worst=loss, median=median)
    return t("raise", version=version, loss=loss)


def evidence_lines(evidence: AnyEvidence, t: Texts) -> list[str]:
    """The loss, earlier and to come, programs left out, WeChat at large, and the clients that bring the version."""
    lines = [loss_sentence(evidence, t)]
    if isinstance(evidence, FleetEvidence):
        lines += [*_programs(evidence, t), *_planned(evidence, t)]
    else:
        lines += [*_earlier(evidence, t), *_planned(evidence, t), *_forecast(evidence, t)]
    return [*lines, *_at_large(evidence, t), *_scan(evidence, t)]


def caution_lines(evidence: AnyEvidence, t: Texts) -> list[str]:
    """A sentence for each caution."""
    given: dict[str, str | int] = {"version": evidence.version.text}
    if scan := evidence.scan:
        given |= {"needs": scan.to_run.text if scan.to_run else "", "count": scan.unjudged}
    return [f"⚠️ {t(f'caution-{caution}', **given)}" for caution in evidence.cautions]


def origin_lines(evidence: AnyEvidence, seal: str, t: Texts) -> list[str]:
    """Where the numbers come from, how old they were, and their hash."""
    lines = [data_line(evidence, t)]
    if isinstance(evidence, Evidence):
        lines.append(t("decision-meaning", meaning=t(f"meaning-{evidence.meaning}"), age=t.span(evidence.age)))
    return [*lines, t("decision-seal", seal=seal[:12])]


def data_line(evidence: AnyEvidence, t: Texts) -> str:
    """From when the numbers are, of many programs the oldest, or who imported them."""
    moment = t.moment(evidence.taken_at, WECHAT_ZONE.key)
    if isinstance(evidence, FleetEvidence):
        return t("rollout-data-of", moment=moment, age=t.span(evidence.age))
    if by := evidence.imported_by:
        return t("data-of-imported", day=t.day(evidence.day), who=who(by, t), moment=moment)
    return t("data-of", moment=moment)


def opted_out_lines(evidence: FleetEvidence | None, t: Texts) -> list[str]:
    """How many programs are left out only because Baselib may not set them, and how that changes."""
    if evidence is None or not evidence.opted_out:
        return []
    return [t("rollout-opted-out", count=evidence.opted_out), t("rollout-opt-in")]


def because_text(because: LeftOut, t: Texts) -> str:
    """Why a program is not part of a decision, in a few words."""
    return t(f"rollout-because-{because}")


def fleet_title_name(evidence: FleetEvidence, t: Texts) -> str:
    """Which programs are meant."""
    return fleet_name(evidence.tag, t)


def _programs(evidence: FleetEvidence, t: Texts) -> list[str]:
    """The program that loses most, and those left out and why."""
    lines = [t("rollout-worst", program=clean(evidence.worst))]
    if evidence.costly:
        lines.append(t("rollout-costly", count=evidence.costly))
    if evidence.left_out:
        reasons = [t("rollout-counted", count=count, because=str(each)) for each, count in evidence.left_out]
        total = sum(count for _, count in evidence.left_out)
        lines.append(t("rollout-left-out", count=total, reasons=t.listing(reasons)))
    if evidence.opted_out:
        lines.append(t("rollout-opt-in"))
    return lines


def _earlier(evidence: Evidence, t: Texts) -> list[str]:
    losses = {"decision-week-ago": evidence.loss_week_ago, "decision-four-weeks-ago": evidence.loss_four_weeks_ago}
    return [t(key, loss=t.bounds(loss)) for key, loss in losses.items() if loss]


def _planned(evidence: AnyEvidence, t: Texts) -> list[str]:
    planned = evidence.planned_for
    if planned is None:
        return []
    if planned.loss:
        return [t("decision-planned", forecast=expected_text(planned.loss, t))]
    return [t("decision-planned-day", day=t.day(planned.day))]


def _forecast(evidence: Evidence, t: Texts) -> list[str]:
    if not evidence.path:
        return []
    lines = [t("forecast-losses", losses=t.listing([expected_text(each, t) for each in evidence.path]))]
    if evidence.safe_on:
        lines.append(t("decision-safe-on", day=t.day(evidence.safe_on)))
    if track := evidence.track:
        lines.append(t("forecast-record", count=track.compared, held=track.held, error=t.distance(track.median_error)))
    return lines


def _at_large(evidence: AnyEvidence, t: Texts) -> list[str]:
    """The loss among all of WeChat's users, and the first WeChat clients with the version, as far as known."""
    public, clients = evidence.public, evidence.clients
    lines = [t("decision-public", day=t.day(public.day), loss=t.bounds(public.loss))] if public else []
    if clients and clients.android and clients.ios:
        lines.append(t("decision-clients", android=clients.android, ios=clients.ios))
    return lines


def _scan(evidence: AnyEvidence, t: Texts) -> list[str]:
    """What a scan of the source found, as the proposer says."""
    scan = evidence.scan
    if scan is None:
        return []
    to_run, whole = (version.text if version else "none" for version in (scan.to_run, scan.whole))
    commit, moment = scan.commit[:7] or "none", t.moment(scan.at, WECHAT_ZONE.key)
    whole = "none" if whole == to_run else whole
    return [t("decision-scan", commit=commit, moment=moment, outcome=scan.outcome.value, run=to_run, whole=whole)]
