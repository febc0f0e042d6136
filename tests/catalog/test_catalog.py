"""The committed tables."""

from importlib.resources import files

import pytest

from bot.catalog import load
from bot.domain.can.features import Platform
from bot.domain.numbers.version import Version


@pytest.mark.parametrize(
    ("platform", "name", "minimum"),
    [
        (Platform.MINI_PROGRAM, "wx.getUserProfile", "2.10.4"),
        (Platform.MINI_PROGRAM, "wx.getPrivacySetting", "2.32.3"),
        (Platform.MINI_PROGRAM, "wx.request.enableChunked", "2.20.2"),
        (Platform.MINI_PROGRAM, "wx.createRewardedVideoAd", "2.6.0"),
        (Platform.MINI_PROGRAM, "DownloadTask.abort", "1.4.0"),
        (Platform.MINI_PROGRAM, "<live-player>", "1.7.0"),
        (Platform.MINI_PROGRAM, "<scroll-view binddragstart>", "2.12.0"),
        (Platform.MINI_GAME, "wx.createRewardedVideoAd", "2.0.4"),
        (Platform.MINI_GAME, "wx.createBannerAd", "2.0.4"),
    ],
)
def test_what_the_documentation_says_is_in_the_tables(platform: Platform, name: str, minimum: str) -> None:
    """Some minimums, as https://developers.weixin.qq.com/miniprogram/dev/api/ and its mini games' twin give them."""
    assert load(platform).find(name).minimum == Version.parse(minimum)


@pytest.mark.parametrize(("platform", "fewest"), [(Platform.MINI_PROGRAM, 1280), (Platform.MINI_GAME, 750)])
def test_no_part_of_the_documentation_is_missing(platform: Platform, fewest: int) -> None:
    """There are at least as many minimums as comments in the typings that name one."""
    assert sum(feature.minimum is not None for feature in load(platform)) >= fewest


@pytest.mark.parametrize("platform", Platform)
def test_every_package_is_named_in_the_notice(platform: Platform) -> None:
    """The notice is of the very packages that the tables are from."""
    notice = (files("bot.catalog") / "NOTICE").read_text("utf-8")
    features = load(platform)

    for source in (features.source, features.components):
        if source is not None:
            assert f"{source.package} {source.version}\n" in notice
            assert source.integrity.startswith("sha512-")
    assert "MIT License" in notice


@pytest.mark.parametrize("platform", Platform)
def test_every_name_is_found_and_every_parent_is_one(platform: Platform) -> None:
    """Whatever a table holds can be asked for, and what it is part of, too."""
    features = load(platform)

    for feature in features:
        assert features.find(feature.name) is feature
        assert feature.parent is None or features.get(feature.parent) is not None


def test_a_table_is_read_once() -> None:
    """Asking again costs nothing."""
    assert load(Platform.MINI_GAME) is load(Platform.MINI_GAME)
