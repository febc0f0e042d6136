"""The content of a chart drawn as a picture."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ChartLine:
    """One line of a chart."""

    name: str
    """May contain outside text, in any script. Unique within the chart."""
    values: tuple[float | None, ...]
    """Percent, one for each day; None where unknown."""
    dashed: bool = False
    """Whether it is another program's, drawn for comparison."""
    target: bool = False
    """Whether it marks a limit."""


@dataclass(frozen=True, slots=True)
class LineChart:
    """Lines over days, with all labels in the reader's language."""

    title: str
    subtitle: str
    x_label: str
    y_label: str
    days: tuple[date, ...]
    """Oldest first, at least one; intervals may differ."""
    day_names: tuple[str, ...]
    """The axis label of each day."""
    lines: tuple[ChartLine, ...]


@dataclass(frozen=True, slots=True)
class ChartFile:
    """A chart to be sent as a picture."""

    name: str
    """The file name."""
    chart: LineChart
    instead: tuple[LineChart, ...]
    """With less in other scripts, where the fonts lack a character of the chart; the next best first."""
    alt_text: str
    """Description for screen readers, in the reader's language."""
    comment: str
    """The message with the file, in the reader's language."""
