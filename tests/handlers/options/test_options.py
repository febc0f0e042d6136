"""Searching in a select: zones by city and country in two languages, programs by name."""

from time import perf_counter
from typing import Any

import pytest

from bot.domain.program import Program
from tests.handlers.desk import ALICE, BOWEN, CAFE, SHOP, TEAM, Office


async def search(office: Office, block_id: str, typed: str, *, user: str = ALICE) -> list[str]:
    """The values offered, in order."""
    options = await offered(office, block_id, typed, user=user)
    return [option["value"] for option in options]


async def offered(office: Office, block_id: str, typed: str, *, user: str = ALICE) -> list[dict[str, Any]]:
    """The choices in the acknowledgement."""
    status, body = await office.dispatch(
        {
            "type": "block_suggestion",
            "team": {"id": TEAM},
            "user": {"id": user},
            "action_id": "digest.form",
            "block_id": block_id,
            "value": typed,
            "container": {"type": "view", "view_id": "V1"},
        }
    )
    assert status == 200
    assert len(body["options"]) <= 100
    return list(body["options"])


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("shanghai", "Asia/Shanghai"),
        ("上海", "Asia/Shanghai"),
        ("new york", "America/New_York"),
        ("America/New_York", "America/New_York"),
        ("纽约", "America/New_York"),
        ("德国", "Europe/Berlin"),
        ("germany", "Europe/Berlin"),
        ("utc", "UTC"),
    ],
)
async def test_zones(office: Office, typed: str, zone: str) -> None:
    """By city or country, in English or Chinese."""
    assert zone in (await search(office, "zone", typed))[:8]


async def test_the_persons_own_zone_comes_first(office: Office) -> None:
    """As soon as somebody is known; before anything is typed there is a list, too."""
    strangers = await search(office, "zone", "")
    await office.people.get(TEAM, BOWEN)

    assert len(strangers) == 100
    assert (await search(office, "zone", "", user=BOWEN))[0] == "Asia/Shanghai"
    assert (await search(office, "zone", "asia", user=BOWEN))[0] == "Asia/Shanghai"


async def test_a_zone_says_its_offset(office: Office) -> None:
    """With the city in Chinese, for the day on which it is asked."""
    (found,) = await offered(office, "zone", "asia shanghai")

    assert found["text"]["text"] == "Asia/Shanghai 上海 (UTC+08:00)"


@pytest.mark.parametrize("typed", ["atlantis", "<!channel>", "x" * 5000])
async def test_no_such_zone(office: Office, typed: str) -> None:
    """There is nothing to choose, and no error."""
    assert await search(office, "zone", typed) == []


async def test_programs(office: Office) -> None:
    """By a part of alias, appid or nickname."""
    assert await search(office, "programs", "") == [SHOP.appid, CAFE.appid]
    assert await search(office, "programs", "COFFEE") == [CAFE.appid]
    assert await search(office, "programs", "云上") == [SHOP.appid]
    assert await search(office, "programs", "0002") == [CAFE.appid]
    assert await search(office, "something-else", "") == []


async def test_it_is_answered_at_once() -> None:
    """From memory, within milliseconds, also among ten thousand programs."""
    office = Office()
    office.programs.programs = [Program(f"wx{number:016}", f"shop{number}", "商城") for number in range(10_000)]
    await search(office, "zone", "warm")
    begun = perf_counter()
    for typed in ("sh", "上海", "9999"):
        await search(office, "zone", typed)
        await search(office, "programs", typed)
    took = perf_counter() - begun
    await office.close()

    assert took / 6 < 0.1
