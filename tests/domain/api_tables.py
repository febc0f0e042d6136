"""A few APIs that stay the same in every release of the typings."""

from typing import Final

from bot.domain.can.features import Feature, Features, Platform, Source, Tables
from tests.domain.build import v


def feature_of(name: str, minimum: str = "", *, plugin: str = "", parent: str = "", deprecated: str = "") -> Feature:
    """A feature; `deprecated`: since when, or `?` if unknown."""
    return Feature(
        name,
        v(minimum) if minimum else None,
        plugin_minimum=v(plugin) if plugin else None,
        deprecated=bool(deprecated),
        deprecated_since=v(deprecated) if deprecated not in ("", "?") else None,
        parent=parent or None,
        call="(options)" if name.startswith("wx.") and not parent else "",
    )


PROGRAM_FEATURES: Final = Features(
    Platform.MINI_PROGRAM,
    Source("miniprogram-api-typings", "5.2.3", "sha512-programs", v("3.17.0")),
    [
        feature_of("wx.login", "1.1.0", plugin="2.3.1"),
        feature_of("wx.getPrivacySetting", "2.32.3"),
        feature_of("wx.getUserProfile", "2.10.4", deprecated="2.27.1"),
        feature_of("wx.getUserInfo", deprecated="?"),
        feature_of("wx.request"),
        feature_of("wx.request.timeout", "2.10.0", parent="wx.request"),
        feature_of("wx.request.url", parent="wx.request"),
        feature_of("wx.request.enableChunked", "2.20.2", parent="wx.request"),
        feature_of("wx.openEmbedded", "2.20.1"),
        feature_of("wx.openEmbedded.path", parent="wx.openEmbedded"),
        feature_of("wx.openEmbedded.noRelaunchIfPathUnchanged", "2.24.0", parent="wx.openEmbedded"),
        feature_of("CanvasContext", "1.0.0", deprecated="2.9.0"),
        feature_of("CanvasContext.arc", parent="CanvasContext"),
        feature_of("<map>", "1.0.0"),
        feature_of("<map scale>", "1.2.0", parent="<map>"),
        feature_of("<map bindlabeltap>", "2.9.0", parent="<map>"),
    ],
    components=Source("developers.weixin.qq.com/miniprogram/dev/component", "2026-07-30", "", v("3.16.2")),
)
GAME_FEATURES: Final = Features(
    Platform.MINI_GAME,
    Source("minigame-api-typings", "3.8.20", "sha512-games", v("3.14.2")),
    [
        feature_of("wx.login", "1.4.0"),
        feature_of("wx.getGroupCloudStorage", "1.9.92"),
        feature_of("wx.getPrivacySetting", "2.32.3"),
    ],
)
TABLES: Final = Tables(PROGRAM_FEATURES, GAME_FEATURES)


def load(platform: Platform) -> Features:
    return TABLES.of(platform)
