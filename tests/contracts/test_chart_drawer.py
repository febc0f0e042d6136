"""What every `ChartDrawer` does."""

from collections.abc import AsyncIterator

import pytest

from bot.charts.drawer import ChartWorker
from bot.ports.machine import ChartDrawer
from tests.charts.charts import line_chart
from tests.fakes.charts import FakeDrawer


@pytest.fixture(params=[ChartWorker, FakeDrawer])
async def drawer(request: pytest.FixtureRequest) -> AsyncIterator[ChartDrawer]:
    """A drawer of each kind."""
    opened = request.param()
    yield opened
    if isinstance(opened, ChartWorker):
        await opened.close()


async def test_draw(drawer: ChartDrawer) -> None:
    """A PNG, the same for the same chart only."""
    first, second, other = [await drawer.draw(line_chart([value, 99.0])) for value in (97.0, 97.0, 98.0)]

    assert first.startswith(b"\x89PNG\r\n\x1a\n")
    assert first == second != other


async def test_draw_instead(drawer: ChartDrawer) -> None:
    """A chart with a character that no font has gives way to the next one without any."""
    no_character, plain, plainer = [line_chart(title=title) for title in ("shop \u0378", "shop", "wx1")]

    assert await drawer.draw(no_character, no_character, plain, plainer) == await drawer.draw(plain)
    assert await drawer.draw(plain, plainer) == await drawer.draw(plain)
