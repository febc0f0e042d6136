"""The fleet as bars: programs by the highest minimum that keeps 99 %."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from bot.blocks.kit import limits
from bot.blocks.kit.charts import axes_chart
from bot.blocks.kit.message import Block
from bot.domain.numbers.version import Version
from bot.i18n import Texts
from bot.i18n.outside_text import clip

_BARS: Final = 20
_WORTH_A_CHART: Final = 2
"""Bars below which the headline says as much."""


def safe_minimum_bars(counts: Mapping[Version, int], t: Texts) -> list[Block]:
    """A bar for each version, the rarest ones together as the last; nothing where there is only one.

    Args:
        counts: programs by version, oldest first.
        t: the reader's language.

    https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
    """
    if len(counts) < _WORTH_A_CHART:
        return []
    named = {version for version, _ in Counter(counts).most_common(_BARS if len(counts) <= _BARS else _BARS - 1)}
    bars = [(version.text, count) for version, count in counts.items() if version in named]
    if rest := sum(count for version, count in counts.items() if version not in named):
        bars.append((t("fleet-chart-other"), rest))
    labels = [clip(label, limits.CHART_LABEL) for label, _ in bars]
    what = t("fleet-chart-y")
    series = [(clip(what, limits.CHART_LABEL), [count for _, count in bars])]
    return axes_chart("bar", t("fleet-chart"), labels, series, x_label=t("fleet-chart-x"), y_label=what)
