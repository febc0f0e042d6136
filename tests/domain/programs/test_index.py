"""All programs of a workspace."""

from bot.domain.numbers.visible import Visible
from bot.domain.programs.index import ProgramIndex
from bot.domain.programs.program import Program

SHOP = Program(Visible("wx01"), "shop", "云上商城", tags=("retail",))
CAFE = Program(Visible("wx02"), "", "Corner Coffee（北京）", tags=("food", "retail"))
FLEET = ProgramIndex([SHOP, CAFE])


def test_it_is_a_sequence() -> None:
    """It has an order, a length and slices that are fleets."""
    assert list(FLEET) == [SHOP, CAFE]
    assert len(FLEET) == 2
    assert list(FLEET[1:]) == [CAFE]
    assert FLEET[0] == SHOP


def test_search_by_tag() -> None:
    """`#` means the whole tag, as for the fleet and its digest."""
    assert list(FLEET.search("#Food")) == [CAFE]
    assert list(FLEET.search(" ＃retail ")) == [SHOP, CAFE]
    assert list(FLEET.search("#foo")) == []


def test_by_appid() -> None:
    """AppIDs are exact; existing ones come in the order asked."""
    assert FLEET.get("wx02") == CAFE
    assert FLEET.get("WX02") is None
    assert FLEET.among(["wx02", "wx09", "wx01"]) == (CAFE, SHOP)


def test_search() -> None:
    """Any part of alias, AppID, nickname or tag, in any case and width."""
    assert list(FLEET.search("COFFEE")) == [CAFE]
    assert list(FLEET.search("(北京)")) == [CAFE]
    assert list(FLEET.search("retail")) == [SHOP, CAFE]
    assert list(FLEET.search("wx01")) == [SHOP]
    assert list(FLEET.search(" ")) == [SHOP, CAFE]
    assert list(FLEET.search("tea")) == []


def test_tagged() -> None:
    """Tags compare folded, and whole."""
    assert list(FLEET.tagged("FOOD")) == [CAFE]
    assert list(FLEET.tagged("foo")) == []
