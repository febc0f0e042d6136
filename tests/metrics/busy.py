"""What stands on the page, as a test asks for it."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from prometheus_client.parser import text_string_to_metric_families

from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.errors import StorageUnavailable, Unexpected
from bot.metrics import Metrics, TokenKind
from bot.metrics.state import Watched
from bot.ports.platform import Ticket
from bot.usecases.sweep.progress import Sweep
from tests.fakes.installations import FakeWorkspaces
from tests.fakes.machine import FakeClock
from tests.fakes.programs import FakeTickets


async def samples(metrics: Metrics) -> Mapping[str, float]:
    page = (await metrics.page()).decode()
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
        if not sample.name.endswith("_created")
    }


APPID: Final = "wx00000000000000ca"
TEAM: Final = "T0CANARY"
SECRET: Final = "canary-secret"


class Jobs:
    running = 2
    waiting = 3


async def backlog(*, now: datetime) -> Mapping[str, int]:
    del now
    return {"due": 4, "later": 5, "claimed": 3, "sending": 2, "looked-for": 1}


async def no_backlog(*, now: datetime) -> Mapping[str, int]:
    del now
    raise StorageUnavailable(reason="locked")


async def readiness() -> Mapping[str, str]:
    return {"database": "ok", "slack": "workspace-unavailable"}


def busy_metrics(now: datetime) -> str:
    """The page, with contents that it must not show."""
    return asyncio.run(_busy(now))


async def _busy(now: datetime) -> str:
    metrics = Metrics(FakeClock(now), FakeTickets(Ticket(SECRET, now - timedelta(minutes=25))))
    metrics.answering.acknowledged("command", 0.001)
    metrics.answering.answered("command report", 0.02)
    metrics.answering.answered("action report.open", 0.02, Unexpected())
    metrics.answering.undelivered()
    metrics.slack("chat.postMessage", "ok", 0.1)
    metrics.wechat("getweappsupportversion", "45009", 0.1)
    for kind in TokenKind:
        for handed_out in (True, False):
            metrics.tokens.refreshed(kind)(handed_out)
    metrics.sweeps.follow(
        Sweep(TEAM, programs=3, due=3, kept=2, resting=Counter({"wechat-refused": 1}), oldest=now.date(), seconds=1)
    )
    for state in (DeliveryState.SENT, DeliveryState.FAILED):
        metrics.deliveries(delivery(now, state), state, now)
    metrics.ticks("deliver", 0.1, failed=True)
    metrics.forecasts.inc()
    metrics.calls_refused.inc()
    metrics.state.watch(Watched(Jobs(), Jobs(), [], backlog, readiness, FakeWorkspaces().suspended))
    return (await metrics.page()).decode()


def delivery(due_at: datetime, state: DeliveryState, *, late: bool = False) -> Delivery:
    subscription, day = f"{TEAM}-C1", due_at.date()
    return Delivery(
        f"{subscription}-{day}", TEAM, subscription, day, due_at, state, late=late, kind=DeliveryKind.DIGEST
    )
