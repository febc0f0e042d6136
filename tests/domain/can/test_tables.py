"""Both tables, side by side."""

import pytest

from bot.domain.can.features import Platform
from bot.errors import FeatureElsewhere, UnknownFeature
from tests.domain.api_tables import TABLES
from tests.domain.build import v

PROGRAM, GAME = Platform


@pytest.mark.parametrize(("platform", "minimum"), [(PROGRAM, "1.1.0"), (GAME, "1.4.0")])
def test_each_has_its_own(platform: Platform, minimum: str) -> None:
    """The same name may need different base libraries."""
    assert TABLES.find("wx.login", platform).minimum == v(minimum)


@pytest.mark.parametrize(
    ("name", "asked", "has"), [("getGroupCloudStorage", PROGRAM, GAME), ("wx.request.timeout", GAME, PROGRAM)]
)
def test_only_the_other_has_it(name: str, asked: Platform, has: Platform) -> None:
    """The answer says so, with the full name, instead of a merely similar one."""
    with pytest.raises(FeatureElsewhere) as raised:
        TABLES.find(name, asked)

    assert raised.value.params["platform"] == has
    assert raised.value.params["name"] == TABLES.find(name, has).name == TABLES.full_name(name, asked)


@pytest.mark.parametrize(
    ("typed", "platform", "suggested"),
    [
        ("wx.getUserProfle", PROGRAM, "wx.getUserProfile"),
        ("getGroupCloudStorag", PROGRAM, "wx.getGroupCloudStorage"),
        ("getUserProfle", GAME, "wx.getUserProfile"),
        ("somethingElse", PROGRAM, ""),
    ],
)
def test_a_name_that_neither_has(typed: str, platform: Platform, suggested: str) -> None:
    """A close name is suggested from the chosen table, else from the other."""
    with pytest.raises(UnknownFeature) as raised:
        TABLES.full_name(typed, platform)
    with pytest.raises(UnknownFeature):
        TABLES.find(typed, platform)

    assert (raised.value.params["name"], raised.value.params["suggestion"]) == (typed, suggested)


def test_one_newest_base_library() -> None:
    """Whichever table is asked, and in whichever way: both were searched."""
    cited = set()
    for platform in Platform:
        for look in (TABLES.find, TABLES.full_name):
            with pytest.raises(UnknownFeature) as raised:
                look("wx.nope", platform)
            cited.add(raised.value.params["newest"])

    assert cited == {"3.17.0"}


def test_search() -> None:
    """Each name once, with its table; mini-game-only names last, never too many."""
    found = TABLES.search("get", 10)

    assert found[-1] == (TABLES.find("wx.getGroupCloudStorage", GAME), GAME)
    assert len({feature.name for feature, _ in found}) == len(found) == 4
    assert len(TABLES.search("e", 2)) == 2
