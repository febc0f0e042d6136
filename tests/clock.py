"""The one place where tests get the time from: a fixed day, whichever day the machine has.

With `--moment` the whole run takes place at another one, to prove that no outcome depends on the day.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

import pytest
import time_machine

NOW: Final = datetime(2026, 11, 25, 2, tzinfo=UTC)
"""A Wednesday, ten in the morning in China."""


@pytest.fixture(scope="module")
def at_now() -> Iterator[None]:
    """The clock of this process shows NOW and runs on, for code that reads it itself, as the command line does.

    It lasts as long as the servers of a module, which stamp their answers with it.
    """
    with time_machine.travel(NOW):
        yield
