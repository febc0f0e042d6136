"""What `/metrics` shows, from the families themselves."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from prometheus_client import Metric
from prometheus_client.metrics import MetricWrapperBase

from bot.metrics import Metrics
from bot.metrics.state import PREFIX
from bot.usecases.sweep.progress import Sweep
from tests.fakes.clock import FakeClock
from tests.fakes.platform import FakeTickets
from tools.reference.markdown import code, entry, page, text

_NOW = datetime(2026, 11, 23, tzinfo=UTC)


def metrics() -> str:
    """Every family with its kind, labels and meaning; those that only a third-party platform has among them."""
    return page(
        "Metrics",
        "`GET /metrics`, beside the usual `process_` and `python_` ones; histograms add `_bucket`, `_sum` and "
        "`_count`. Each with its kind and labels:",
        "\n".join(sorted(map(_line, _families()))),
    )


def _line(named: tuple[Metric, tuple[str, ...]]) -> str:
    family, labels = named
    total = "_total" if family.type == "counter" else ""
    kind = ", ".join([family.type, *map(code, labels)])
    return entry(f"{code(family.name + total)} ({kind})", text(family.documentation))


def _families() -> Iterator[tuple[Metric, tuple[str, ...]]]:
    result = Metrics(FakeClock(_NOW), FakeTickets())
    result.sweeps.follow(Sweep("T0", oldest=_NOW.date()))  # an age shows only once something is kept
    result.sweeps.look(_NOW.date())
    for collector in list(result._families.registry._collector_to_names):
        for family in collector.collect():
            if family.name.startswith(f"{PREFIX}_"):
                labelled: Any = collector if isinstance(collector, MetricWrapperBase) else family
                yield family, labelled._labelnames
