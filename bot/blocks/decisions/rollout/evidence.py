"""The evidence of a fleet's decision, in sentences."""

from bot.blocks.fleet.fleet_text import fleet_name
from bot.domain.decisions.evidence import PublicLoss
from bot.domain.decisions.rollout.evidence import FleetEvidence
from bot.domain.decisions.rollout.program import LeftOut
from bot.domain.numbers.public import Clients
from bot.domain.numbers.snapshot import WECHAT_ZONE
from bot.i18n import Texts
from bot.i18n.outside_text import clean


def fleet_loss_sentence(evidence: FleetEvidence, t: Texts) -> str:
    """How many programs, and the largest and the median loss."""
    return t(
        "rollout-loss",
        count=evidence.programs,
        version=evidence.version.text,
        worst=t.bounds(evidence.loss),
        median=t.bounds(evidence.median),
    )


def fleet_lines(evidence: FleetEvidence, t: Texts) -> list[str]:
    """The losses, those left out and why, WeChat at large, and the clients that bring the version."""
    lines = [fleet_loss_sentence(evidence, t), t("rollout-worst", program=clean(evidence.worst))]
    if evidence.costly:
        lines.append(t("rollout-costly", count=evidence.costly))
    if evidence.left_out:
        reasons = [t("rollout-counted", count=count, because=str(each)) for each, count in evidence.left_out]
        total = sum(count for _, count in evidence.left_out)
        lines.append(t("rollout-left-out", count=total, reasons=t.listing(reasons)))
    if evidence.opted_out:
        lines.append(t("rollout-opt-in"))
    return [*lines, *at_large_lines(evidence.public, evidence.clients, t)]


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


def data_line(evidence: FleetEvidence, t: Texts) -> str:
    """How old the oldest numbers were."""
    return t("rollout-data-of", moment=t.moment(evidence.taken_at, WECHAT_ZONE.key), age=t.span(evidence.age))


def fleet_origin_lines(evidence: FleetEvidence, seal: str, t: Texts) -> list[str]:
    """How old the oldest numbers were, and the hash."""
    return [data_line(evidence, t), t("decision-seal", seal=seal[:12])]


def at_large_lines(public: PublicLoss | None, clients: Clients | None, t: Texts) -> list[str]:
    """The loss among all of WeChat's users, and the first WeChat clients with the version, as far as known."""
    lines = [t("decision-public", day=t.day(public.day), loss=t.bounds(public.loss))] if public else []
    if clients and clients.android and clients.ios:
        lines.append(t("decision-clients", android=clients.android, ios=clients.ios))
    return lines
