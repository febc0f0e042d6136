"""Promises of `bot.ports.programs.ProgramLabels`."""

import asyncio

from bot.domain.numbers.snapshot import Visible
from bot.ports.programs import Labels
from tests.contracts.conftest import Stores

ONE, TWO = Visible("wx1"), Visible("wx2")
SHOP = Labels("Shop", ("food", "餐饮"))


async def test_labels_come_back_as_typed(stores: Stores) -> None:
    """Of one program in one workspace; another has none."""
    assert await stores.program_labels.put("T1", "wx1", SHOP)

    assert await stores.program_labels.get("T1", ONE) == SHOP
    assert await stores.program_labels.get("T2", ONE) == Labels()
    assert await stores.program_labels.get("T1", TWO) == Labels()


async def test_labels_replace_those_before(stores: Stores) -> None:
    """Also by nothing: such a program is missing among all."""
    await stores.program_labels.put("T1", "wx1", SHOP)
    await stores.program_labels.put("T1", "wx2", Labels(tags=("food",)))
    await stores.program_labels.put("T2", "wx3", SHOP)
    await stores.program_labels.put("T1", "wx1", Labels())

    assert await stores.program_labels.get("T1", ONE) == Labels()
    assert await stores.program_labels.all("T1") == {"wx2": Labels(tags=("food",))}


async def test_an_alias_is_one_programs(stores: Stores) -> None:
    """In any spelling; the program may respell it, another workspace may use it."""
    await stores.program_labels.put("T1", "wx1", SHOP)

    assert not await stores.program_labels.put("T1", "wx2", Labels("ｓhop"))
    assert await stores.program_labels.get("T1", TWO) == Labels()
    assert await stores.program_labels.put("T1", "wx1", Labels("SHOP"))
    assert await stores.program_labels.put("T2", "wx2", Labels("shop"))


async def test_an_alias_that_was_given_up_is_free(stores: Stores) -> None:
    """Programs without one do not stand in each other's way."""
    await stores.program_labels.put("T1", "wx1", SHOP)
    await stores.program_labels.put("T1", "wx1", Labels())
    await stores.program_labels.put("T1", "wx2", Labels())

    assert await stores.program_labels.put("T1", "wx3", SHOP)


async def test_two_who_want_the_same_alias_at_once(stores: Stores) -> None:
    """One of them gets it."""
    got = await asyncio.gather(*(stores.program_labels.put("T1", f"wx{number}", SHOP) for number in range(6)))

    assert sum(got) == 1
    assert list((await stores.program_labels.all("T1")).values()) == [SHOP]
