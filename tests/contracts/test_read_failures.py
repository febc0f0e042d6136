"""Promises of `bot.ports.sweep.ReadFailures`."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.numbers.snapshot import Visible
from bot.ports.sweep import ReadFailure
from tests.contracts.conftest import Stores

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
DAY = timedelta(days=1)
LIMITED = ReadFailure("wx1", "wechat-limited", {"code": 45009, "errmsg": "超过配额"}, NOW, NOW + DAY)


async def test_a_trouble_comes_back_whole(stores: Stores) -> None:
    """In its workspace only."""
    await stores.read_failures.note("T1", [LIMITED])

    assert await stores.read_failures.all("T1") == {"wx1": LIMITED}
    assert await stores.read_failures.all("T2") == {}
    assert await stores.read_failures.of("T1", [Visible("wx1"), Visible("wx2")]) == {"wx1": LIMITED}
    assert await stores.read_failures.of("T1", [Visible("wx2")]) == {}
    assert await stores.read_failures.of("T2", [Visible("wx1")]) == {}


async def test_the_same_trouble_goes_on(stores: Stores) -> None:
    """It began when it began; the rest is what it is now."""
    await stores.read_failures.note("T1", [LIMITED])
    again = replace(LIMITED, params={"code": 45011}, since=NOW + DAY, not_before=NOW + 2 * DAY)
    await stores.read_failures.note("T1", [again])

    assert await stores.read_failures.all("T1") == {"wx1": replace(again, since=NOW)}


async def test_another_trouble_begins_anew(stores: Stores) -> None:
    """A program has one at a time."""
    await stores.read_failures.note("T1", [LIMITED])
    other = ReadFailure("wx1", "wechat-busy", {}, NOW + DAY, NOW + DAY)
    await stores.read_failures.note("T1", [other])

    assert await stores.read_failures.all("T1") == {"wx1": other}


async def test_a_program_that_can_be_read_has_none(stores: Stores) -> None:
    """Thousands at once; those that had none are passed over."""
    many = [replace(LIMITED, appid=f"wx{number}") for number in range(1201)]
    await stores.read_failures.note("T1", many)
    await stores.read_failures.note("T2", [LIMITED])
    await stores.read_failures.clear("T1", {"none", *(read_failure.appid for read_failure in many[1:])})
    await stores.read_failures.clear("T1", [])
    await stores.read_failures.note("T1", [])

    assert await stores.read_failures.all("T1") == {"wx0": many[0]}
    assert await stores.read_failures.all("T2") == {"wx1": LIMITED}


async def test_several_replicas_at_once(stores: Stores) -> None:
    """They wait for each other, whatever order they have."""
    some = [replace(LIMITED, appid=f"wx{number:02}") for number in range(20)]
    await asyncio.gather(*(stores.read_failures.note("T1", each) for each in (some, some[::-1]) * 4))

    assert await stores.read_failures.all("T1") == {read_failure.appid: read_failure for read_failure in some}
