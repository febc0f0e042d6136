"""A value that is made once."""

import asyncio

import pytest

from bot.lib.single_flight import Once


async def test_made_at_the_first_call() -> None:
    """All who call at the same moment, or later, get the same value."""
    made: list[object] = []

    async def make() -> object:
        await asyncio.sleep(0)
        made.append(object())
        return made[-1]

    once = Once(make)
    assert made == []
    first = await asyncio.gather(once(), once(), once())
    assert [*first, await once()] == made * 4


async def test_made_again_after_an_error() -> None:
    """An error is not kept; None is a value like others."""
    errors = iter([RuntimeError("first")])

    async def make() -> int | None:
        for error in errors:
            raise error
        return None

    once = Once(make)
    with pytest.raises(RuntimeError, match="first"):
        await once()
    assert [await once(), await once()] == [None, None]
