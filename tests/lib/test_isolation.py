"""One item's failure: what stops, and what the log says."""

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.errors import StorageUnavailable
from bot.lib.work import Isolation


@pytest.mark.parametrize("error", [StorageUnavailable(reason="full"), ValueError("a bug")])
async def test_one_item_fails(error: Exception) -> None:
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


async def test_an_error_of_the_clean_up() -> None:
    """Where a routine is cancelled, an error in the cancellation's place ends it: no next item begins."""
    begun = []

    async def routine() -> None:
        for name in ("a", "b"):
            with Isolation().item(name=name):
                begun.append(name)
                try:
                    await asyncio.Event().wait()
                finally:
                    raise StorageUnavailable(reason="closed")

    task = asyncio.create_task(routine())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(StorageUnavailable):
        await task

    assert begun == ["a"]
