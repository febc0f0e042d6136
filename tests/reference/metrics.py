"""What `/metrics` tells, from the families themselves."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from prometheus_client import Metric
from prometheus_client.metrics import MetricWrapperBase

from bot.metrics import Metrics
from bot.metrics.families import PREFIX
from bot.usecases.sweep_progress import Sweep
from tests.fakes.clock import FakeClock
from tests.fakes.platform import FakeTickets
from tests.reference.markdown import code, page, table, text

_NOW = datetime(2026, 11, 23, tzinfo=UTC)


def metrics() -> str:
    """Every family with its kind, labels and meaning; those that only a third-party platform has among them."""
    return page(
        "Metrics",
        "`GET /metrics`, in Prometheus's text format. Beside these there are the usual `process_` and `python_` ones. "
        "Histograms have `_bucket`, `_sum` and `_count` behind their name. "
        "No secret, no AppID and no workspace is in a name or a label.",
        table(["metric", "kind", "labels", "what it says"], sorted(map(_row, _families()))),
    )


def _row(named: tuple[Metric, tuple[str, ...]]) -> list[str]:
    family, labels = named
    total = "_total" if family.type == "counter" else ""
    return [code(family.name + total), family.type, ", ".join(map(code, labels)), text(family.documentation)]


def _families() -> Iterator[tuple[Metric, tuple[str, ...]]]:
    told = Metrics(FakeClock(_NOW), FakeTickets())
    told.fleet.follow(Sweep("T0", oldest=_NOW.date()))  # an age is only told once something is kept
    told.fleet.look(_NOW.date())
    for collector in list(told._families.registry._collector_to_names):
        for family in collector.collect():
            if family.name.startswith(f"{PREFIX}_"):
                labelled: Any = collector if isinstance(collector, MetricWrapperBase) else family
                yield family, labelled._labelnames
