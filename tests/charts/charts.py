"""Charts to draw, and how large a picture is."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.domain.trend.trend import ChartLine, LineChart

FIRST = date(2026, 7, 13)


def line_chart(
    values: Sequence[float | None] = (97.5, 98.0, 98.25),
    *,
    name: str = "3.8.1",
    title: str = "shop",
    more: Sequence[ChartLine] = (),
) -> LineChart:
    """One line, a value a week, and others beside it."""
    days = tuple(FIRST + timedelta(weeks=number) for number in range(len(values)))
    names = tuple(f"{day:%d.%m.}" for day in days)
    lines = (ChartLine(name, tuple(values)), *more)
    return LineChart(title, "Share of users", "Week", "% of users", days, names, lines)


def png_size(data: bytes) -> tuple[int, int]:
    """The width and height that a PNG's header names, in pixels: https://www.w3.org/TR/png-3/#11IHDR."""
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert data[12:16] == b"IHDR"
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
