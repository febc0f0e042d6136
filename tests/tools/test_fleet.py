"""`make fleet`, with few merchants."""

from pathlib import Path

import pytest

from tools.fleet import run

pytestmark = pytest.mark.e2e


async def test_a_small_fleet(tmp_path: Path) -> None:
    """Each merchant is let in, read once, and found by all ways to ask."""
    figures = await run(6, tmp_path, times=2)

    assert (figures["programs"], figures["each_asked_once"]) == (6, True)
    for question in ("search", "select", "report", "fleet", "fleet_raise"):
        assert figures[question]["median_ms"] <= figures[question]["longest_ms"]
    assert all(figures["memory_mb"].values())
