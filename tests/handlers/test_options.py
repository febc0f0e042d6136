"""Searching in a select: zones by city and country in two languages, programs by name."""

from typing import Any

import pytest

from bot.blocks.kit.controls import PROGRAM_PICK, Control
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.errors import StorageUnavailable
from tests.handlers.context import ALICE, BOWEN, CAFE, SHOP, TEAM, Office


async def search(office: Office, block_id: str, typed: str, *, user: str = ALICE) -> list[str]:
    """The values offered, in order."""
    options = await offered(office, block_id, typed, user=user)
    return [option["value"] for option in options]


async def offered(office: Office, block_id: str, typed: str, *, user: str = ALICE) -> list[dict[str, Any]]:
    """The choices in the acknowledgement."""
    return list(await office.options("digest.form", block_id, typed, user=user))


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
    """For known people; before typing there is a list, too."""
    strangers = await search(office, "zone", "")
    await office.speaking.get(TEAM, BOWEN)

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


@pytest.mark.parametrize(
    ("name", "typed", "found"),
    [
        ("", "", [SHOP, CAFE]),
        ("corner", "", [CAFE]),
        ("corner", "shop", [SHOP]),
        ("nowhere", "", [SHOP, CAFE]),
        ("nowhere", "nothing", []),
    ],
)
async def test_picker(office: Office, name: str, typed: str, found: list[Program]) -> None:
    """It searches for the typed name first, and offers all where none fits."""
    carried = Control(choice="report", name=name).encode()
    options = await office.options(PROGRAM_PICK, carried, typed)

    assert [option["value"] for option in options] == [program.appid for program in found]


@pytest.mark.parametrize("block_id", ["", "b", "[]", '{"m":"corner"', '{"x":"1"}'])
async def test_a_picker_that_is_none_of_ours(office: Office, block_id: str) -> None:
    """Its block says nothing, so all are offered; picking one is refused later."""
    assert len(await office.options(PROGRAM_PICK, block_id, "")) == 2


async def test_the_best_come_first_among_thousands() -> None:
    """A hundred at most; an exact alias is the first."""
    office = Office()
    office.programs.programs = [
        Program(Visible(f"wx{number:016}"), f"shop{number}", "商城") for number in range(10_000)
    ]

    values = await search(office, "programs", "shop7")
    assert len(values) == 100
    assert values[0] == "wx0000000000000007"
    assert len(await search(office, "programs", "")) == 100
    await office.close()


async def test_a_database_that_cannot_be_read(office: Office) -> None:
    """Slack gets an empty answer: there is no room for a sentence."""

    async def broken(_team_id: str) -> None:
        raise StorageUnavailable(reason="locked")

    office.programs.all = broken  # type: ignore[method-assign, assignment]

    assert await search(office, "programs", "shop") == []
