"""The one place where tests get the time from: a fixed day, whichever day the machine has.

`--moment 1` (to 8) moves the clock of the test processes before anything is imported, so that `make test-days` proves
that no outcome depends on the day, the hour or the machine's time zone. Programs that tests start keep their clocks.
"""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import pytest
import time_machine

NOW: Final = datetime(2026, 11, 25, 2, tzinfo=UTC)
"""A Wednesday, ten in the morning in China."""

_CHINA, _BERLIN, _UTC = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin"), ZoneInfo("UTC")
MOMENTS: Final = (
    datetime(2028, 2, 29, 12, tzinfo=_UTC),
    datetime(2026, 12, 31, 23, 59, tzinfo=_CHINA),
    datetime(2026, 12, 31, 23, 59, tzinfo=_UTC),
    datetime(2026, 11, 30, 9, tzinfo=_CHINA),  # a Monday
    datetime(2027, 3, 28, 1, 59, tzinfo=_BERLIN),  # in a minute it is 3:00
    datetime(2027, 10, 31, 2, 59, tzinfo=_BERLIN),  # in a minute it is 2:00 once more
    datetime(2026, 11, 26, 16, 30, tzinfo=_UTC),  # in China the next day has begun
    datetime(2036, 11, 25, 12, tzinfo=_UTC),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    numbers = range(1, len(MOMENTS) + 1)
    parser.addoption("--moment", type=int, choices=numbers, help="run at another moment: see tests/clock.py")


def pytest_configure(config: pytest.Config) -> None:
    if number := config.getoption("--moment"):
        journey = time_machine.travel(MOMENTS[number - 1])
        journey.start()
        config.add_cleanup(journey.stop)


def let_pass(seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Skip so many seconds of the running event loop, not of the machine's clock."""
    loop = asyncio.get_running_loop()
    time = loop.time
    monkeypatch.setattr(loop, "time", lambda: time() + seconds)


@pytest.fixture(scope="module")
def at_now() -> Iterator[None]:
    """The clock of this process shows NOW and runs on, for code that reads it itself, as the command line does.

    It lasts as long as the servers of a module, which stamp their answers with it.
    """
    with time_machine.travel(NOW):
        yield
