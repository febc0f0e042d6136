"""One item's failure: what stops, and what the log says."""

import pytest
from structlog.testing import capture_logs

from bot.errors import StorageUnavailable
from bot.lib.isolation import Isolation


@pytest.mark.parametrize("error", [StorageUnavailable(reason="full"), ValueError("a bug")])
def test_one_item_fails(error: Exception) -> None:
    """The others have their turn; what was expected is a line, and only a bug has a traceback."""
    isolation, done = Isolation(), []
    with capture_logs() as lines:
        for name in ("a", "b", "c"):
            with isolation.item(name=name):
                if name == "b":
                    raise error
                done.append(name)
    with pytest.raises(type(error)):
        isolation.raise_first()
    (line,) = lines

    assert done == ["a", "c"]
    assert line["name"] == "b"
    assert ("exc_info" in line) == isinstance(error, ValueError)
    assert ("reason='full'" in line.get("error", "")) == isinstance(error, StorageUnavailable)
