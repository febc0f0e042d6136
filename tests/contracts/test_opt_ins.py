"""Promises of `bot.ports.programs.OptIns`."""

from bot.domain.programs.opt_in import MerchantChoice, OptIn
from tests.contracts.conftest import Stores

AGREED = OptIn(on=True, merchant=MerchantChoice.AGREED)


async def test_off_until_it_is_turned_on(stores: Stores) -> None:
    """There and nowhere else; what was put last holds."""
    assert await stores.opt_ins.get("T1", "wx1") == OptIn()
    await stores.opt_ins.put("T1", "wx1", OptIn(on=True))
    await stores.opt_ins.put("T1", "wx1", AGREED)
    await stores.opt_ins.put("T1", "wx2", OptIn(merchant=MerchantChoice.DECLINED))

    assert await stores.opt_ins.get("T1", "wx1") == AGREED
    assert await stores.opt_ins.get("T2", "wx1") == OptIn()
    assert await stores.opt_ins.some("T1", ["wx1", "wx2", "wx3"]) == {
        "wx1": AGREED,
        "wx2": OptIn(merchant=MerchantChoice.DECLINED),
    }
    assert await stores.opt_ins.some("T2", ["wx1"]) == {}
    assert await stores.opt_ins.some("T1", ["wx1"]) == {"wx1": AGREED}
