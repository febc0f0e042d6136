"""A few APIs that stay as they are, whatever the next release of the typings says."""

from typing import Final

from bot.domain.features import Feature, Features, Platform, Source
from bot.domain.tables import Tables
from tests.domain.build import v


def _api(name: str, minimum: str = "", *, plugin: str = "", parent: str = "", deprecated: str = "") -> Feature:
    """`deprecated`: since when; `?` where that is not known."""
    return Feature(
        name,
        v(minimum) if minimum else None,
        plugin_minimum=v(plugin) if plugin else None,
        deprecated=bool(deprecated),
        deprecated_since=v(deprecated) if deprecated not in ("", "?") else None,
        parent=parent or None,
    )


PROGRAM_FEATURES: Final = Features(
    Platform.MINI_PROGRAM,
    Source("miniprogram-api-typings", "5.2.3", "sha512-programs", v("3.17.0")),
    [
        _api("wx.login", "1.1.0", plugin="2.3.1"),
        _api("wx.getPrivacySetting", "2.32.3"),
        _api("wx.getUserProfile", "2.10.4", deprecated="2.27.1"),
        _api("wx.getUserInfo", deprecated="?"),
        _api("wx.request"),
        _api("wx.request.timeout", "2.10.0", parent="wx.request"),
        _api("wx.request.url", parent="wx.request"),
        _api("wx.request.enableChunked", "2.20.2", parent="wx.request"),
        _api("wx.openEmbedded", "2.20.1"),
        _api("wx.openEmbedded.path", parent="wx.openEmbedded"),
        _api("wx.openEmbedded.noRelaunchIfPathUnchanged", "2.24.0", parent="wx.openEmbedded"),
        _api("CanvasContext", "1.0.0", deprecated="2.9.0"),
        _api("CanvasContext.arc", parent="CanvasContext"),
        _api("<map>", "1.0.0"),
        _api("<map scale>", "1.2.0", parent="<map>"),
        _api("<map bindlabeltap>", "2.9.0", parent="<map>"),
    ],
    components=Source("@minapp/common", "3.0.0", "sha512-components", v("2.3.0")),
)
GAME_FEATURES: Final = Features(
    Platform.MINI_GAME,
    Source("minigame-api-typings", "3.8.20", "sha512-games", v("3.14.2")),
    [
        _api("wx.login", "1.4.0"),
        _api("wx.getGroupCloudStorage", "1.9.92"),
        _api("wx.getPrivacySetting", "2.32.3"),
    ],
)
TABLES: Final = Tables(PROGRAM_FEATURES, GAME_FEATURES)


def load(platform: Platform) -> Features:
    """As `bot.catalog.load`."""
    return TABLES.of(platform)
