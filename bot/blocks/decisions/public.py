"""WeChat at large beside a decision's own numbers."""

from bot.domain.decisions.evidence import PublicLoss
from bot.domain.numbers.public import Clients
from bot.i18n import Texts


def at_large_lines(public: PublicLoss | None, clients: Clients | None, t: Texts) -> list[str]:
    """The loss among all of WeChat's users, and the first WeChat clients with the version, as far as known."""
    lines = [t("decision-public", day=t.day(public.day), loss=t.bounds(public.loss))] if public else []
    if clients and clients.android and clients.ios:
        lines.append(t("decision-clients", android=clients.android, ios=clients.ios))
    return lines
