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
        (Platform.MINI_PROGRAM, "<page-container>", "2.16.0"),
        (Platform.MINI_PROGRAM, "<root-portal>", "2.25.2"),
        (Platform.MINI_PROGRAM, "<grid-view>", "2.29.0"),
        (Platform.MINI_PROGRAM, "<button open-type=chooseAvatar>", "2.21.2"),
        (Platform.MINI_PROGRAM, "<button bindagreeprivacyauthorization>", "2.32.3"),
        (Platform.MINI_PROGRAM, "<input type=nickname>", "2.21.2"),
        (Platform.MINI_PROGRAM, "<scroll-view type=custom>", "2.29.0"),
        (Platform.MINI_PROGRAM, "<canvas type=2d>", "2.9.0"),
        (Platform.MINI_GAME, "wx.createRewardedVideoAd", "2.0.4"),
        (Platform.MINI_GAME, "wx.createBannerAd", "2.0.4"),
    ],
)
def test_what_the_documentation_says_is_in_the_tables(platform: Platform, name: str, minimum: str) -> None:
    """Some minimums, as https://developers.weixin.qq.com/miniprogram/dev/api/ and its mini games' twin give them."""
    assert load(platform).find(name).minimum == Version.parse(minimum)


@pytest.mark.parametrize(("platform", "fewest"), [(Platform.MINI_PROGRAM, 1280), (Platform.MINI_GAME, 750)])
def test_no_part_of_the_documentation_is_missing(platform: Platform, fewest: int) -> None:
    assert sum(feature.minimum is not None for feature in load(platform)) >= fewest


def test_what_is_deprecated_names_what_to_use() -> None:
    features = load(Platform.MINI_PROGRAM)

    instead = features.instead_of(features.find("wx.getSystemInfoSync"))

    assert [feature.name for feature in instead] == [
        "wx.getSystemSetting",
        "wx.getAppAuthorizeSetting",
        "wx.getDeviceInfo",
        "wx.getWindowInfo",
        "wx.getAppBaseInfo",
    ]
    assert features.find("MapContext.translateMarker").instead == ("MapContext.moveAlong",)
    assert features.find("<audio>").instead == ("wx.createInnerAudioContext",)
    assert sum(bool(feature.instead) for feature in features) >= 74


def test_what_wechat_emptied_is_deprecated_with_its_source() -> None:
    """It works on each base library by number; the announcement says since when it gives nothing real."""
    emptied = {feature.name: feature for feature in load(Platform.MINI_PROGRAM) if feature.emptied}

    assert {"wx.getUserProfile", "wx.getUserInfo", "<open-data type=userNickName>", "<form report-submit>"} <= set(
        emptied
    )
    for feature in emptied.values():
        assert feature.deprecated
        assert feature.emptied is not None
        assert feature.emptied.source.startswith("https://developers.weixin.qq.com/community/develop/doc/")
        for name in feature.instead:
            assert load(Platform.MINI_PROGRAM).named(name) is not None
    assert not any(feature.emptied for feature in load(Platform.MINI_GAME))


def test_every_api_has_its_page() -> None:
    features = load(Platform.MINI_PROGRAM)
    site = "https://developers.weixin.qq.com/miniprogram/dev"

    assert features.page_of(features.find("wx.request.enableChunked")) == f"{site}/api/network/request/wx.request.html"
    assert features.page_of(features.find("<button open-type=share>")) == f"{site}/component/button.html"
    lacking = [each.name for each in features if each.name.startswith("wx.") and not features.page_of(each)]
    assert {".".join(name.split(".")[:2]) for name in lacking} <= {
        "wx.cloud", "wx.env", "wx.getXrFrameSystem", "wx.router", "wx.worklet"
    }  # fmt: skip


def test_what_harmony_os_lacks_is_known() -> None:
    features = load(Platform.MINI_PROGRAM)

    names = ("wx.onThemeChange", "VKSession.start", "<ad unit-id>", "<xr-node>", "wx.login", "<view>")
    lacking = {name for name in names if features.lacks_harmony(features.find(name))}

    assert lacking == {"wx.onThemeChange", "VKSession.start", "<ad unit-id>", "<xr-node>"}


@pytest.mark.parametrize("platform", Platform)
def test_every_package_is_named_in_the_notice(platform: Platform) -> None:
    notice = (files("bot.catalog") / "NOTICE").read_text("utf-8")
    source = load(platform).source

    assert f"{source.package} {source.version}\n" in notice
    assert source.integrity.startswith("sha512-")
    assert "MIT License" in notice


@pytest.mark.parametrize("platform", Platform)
def test_every_name_is_found_and_every_parent_is_one(platform: Platform) -> None:
    features = load(platform)

    for feature in features:
        assert features.find(feature.name) is feature
        assert feature.parent is None or features.get(feature.parent) is not None


def test_mini_games_have_no_components() -> None:
    assert load(Platform.MINI_GAME).components is None
    assert load(Platform.MINI_PROGRAM).components is not None


def test_a_table_is_read_once() -> None:
    assert load(Platform.MINI_GAME) is load(Platform.MINI_GAME)
