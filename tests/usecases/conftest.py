"""What the use-case tests share."""

from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
from structlog.testing import capture_logs


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    """What the code under test logs, kept instead of printed."""
    with capture_logs() as entries:
        yield entries
