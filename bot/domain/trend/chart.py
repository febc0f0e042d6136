"""What a chart drawn as a picture shows."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ChartLine:
    """One line of it."""

    name: str
    """Text from outside may be in it, in any script. No two lines share one."""
    values: tuple[float | None, ...]
    """Percent, one for each day; None where nothing is known."""
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class LineChart:
    """Lines over days, with everything that stands on it in the reader's language."""

    title: str
    subtitle: str
    x_label: str
    y_label: str
    days: tuple[date, ...]
    """Oldest first, one at least; they need not be equally far apart."""
    day_names: tuple[str, ...]
    """Each day as it is written below the axis."""
    lines: tuple[ChartLine, ...]


@dataclass(frozen=True, slots=True)
class ChartFile:
    """A chart that a person gets as a picture."""

    name: str
    """Of the file."""
    chart: LineChart
    alt_text: str
    """What it shows, for those who cannot see it; in the reader's language, as is the next."""
    comment: str
    """What is written beside the file."""
