"""Promises of `bot.ports.programs.OptIns`."""

from dataclasses import replace

from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import MerchantChoice, OptIn
from tests.contracts.conftest import Stores
from tests.fakes.opt_ins import choose

ONE, TWO = Visible("wx1"), Visible("wx2")
AGREED = OptIn(on=True, merchant=MerchantChoice.AGREED)


async def test_off_until_it_is_turned_on(stores: Stores) -> None:
    """There and nowhere else; what was put last holds."""
    assert await stores.opt_ins.get("T1", ONE) == OptIn()
    await choose(stores.opt_ins, "T1", "wx1", OptIn(on=True))
    await choose(stores.opt_ins, "T1", "wx1", AGREED)
    await choose(stores.opt_ins, "T1", "wx2", OptIn(merchant=MerchantChoice.DECLINED))

    assert await stores.opt_ins.get("T1", ONE) == AGREED
    assert await stores.opt_ins.get("T2", ONE) == OptIn()
    assert await stores.opt_ins.some("T1", [ONE, TWO, Visible("wx3")]) == {
        "wx1": AGREED,
        "wx2": OptIn(merchant=MerchantChoice.DECLINED),
    }
    assert await stores.opt_ins.some("T2", [ONE]) == {}
    assert await stores.opt_ins.some("T1", [ONE]) == {"wx1": AGREED}


async def test_instead_of_what_was_seen(stores: Stores) -> None:
    """Only that is replaced, also where there is none yet."""
    declined = OptIn(merchant=MerchantChoice.DECLINED)
    for before, after, kept in (
        (AGREED, declined, False),
        (OptIn(), AGREED, True),
        (OptIn(), declined, False),
        (replace(AGREED, on=False), declined, False),
        (AGREED, declined, True),
    ):
        assert await stores.opt_ins.put("T1", "wx1", after, instead_of=before) is kept
        assert await stores.opt_ins.put("T2", "wx1", after, instead_of=AGREED) is False

    assert await stores.opt_ins.get("T1", ONE) == declined
    assert await stores.opt_ins.get("T2", ONE) == OptIn()


async def test_which_allow_it(stores: Stores) -> None:
    """Those that are on, but for a merchant who declined."""
    for appid, opt_in in (("wx1", AGREED), ("wx2", OptIn(on=True)), ("wx3", OptIn(merchant=MerchantChoice.AGREED))):
        await choose(stores.opt_ins, "T1", appid, opt_in)
    await choose(stores.opt_ins, "T1", "wx4", OptIn(on=True, merchant=MerchantChoice.DECLINED))

    assert sorted(await stores.opt_ins.allowing("T1")) == ["wx1", "wx2"]
    assert list(await stores.opt_ins.allowing("T2")) == []
