"""A small table of features, independent of WeChat's documentation."""

from dataclasses import replace
from typing import Final

from bot.domain.can.features import Feature, Features, Platform, Source
from tests.domain.api_tables import feature_of
from tests.domain.build import v

_PROGRAM: Final = {
    "wx.request": "",
    "wx.request.url": "",
    "wx.request.enableChunked": "2.20.2",
    "RequestTask.onChunkReceived": "2.20.1",
    "wx.login": "",
    "wx.canIUse": "1.1.1",
    "wx.getAppBaseInfo": "2.20.1",
    "wx.getSystemInfoSync": "",
    "wx.getUserProfile": "2.10.4",
    "wx.getUserInfo": "",
    "wx.hideHomeButton": "2.8.3",
    "wx.showModal": "",
    "wx.showModal.editable": "2.17.1",
    "wx.getPrivacySetting": "2.32.3",
    "wx.createVKSession": "2.20.0",
    "VKSession.start": "2.20.0",
    "wx.downloadFile": "",
    "DownloadTask.abort": "1.4.0",
    "DownloadTask.onProgressUpdate": "1.4.0",
    "wx.createOffscreenCanvas": "2.16.1",
    "wx.createSelectorQuery": "",
    "NodesRef.node": "2.7.0",
    "wx.setStorageSync": "",
    "wx.nextTick": "2.2.3",
    "wx.cloud": "2.2.3",
    "wx.env": "",
    "wx.cloud.callFunction": "",
    "<view>": "",
    "<camera>": "1.6.0",
    "<camera mode>": "2.1.0",
    "<scroll-view>": "",
    "<scroll-view binddragstart>": "2.12.0",
    "<page-container>": "2.16.0",
    "<button>": "",
    "<button open-type>": "1.1.0",
    "<button open-type=chooseAvatar>": "2.21.2",
}
_GAME: Final = {"wx.request": "", "wx.getPrivacySetting": "2.33.0", "wx.createOffscreenCanvas": "1.9.0"}
_IN_PLUGINS: Final = {"wx.setStorageSync": "1.9.6", "wx.nextTick": "2.7.1"}
_DEPRECATED: Final = {"wx.getSystemInfoSync": "2.20.1", "wx.getUserInfo": "?"}
_INSTEAD: Final = {"wx.getSystemInfoSync": ("wx.getAppBaseInfo", "wx.getWindowInfo")}
_GIVE: Final = frozenset({"wx.getAppBaseInfo", "wx.getSystemInfoSync"})
_HARMONY_LACKS: Final = frozenset({"wx.createVKSession"})


def table(platform: Platform = Platform.MINI_PROGRAM) -> Features:
    names = _PROGRAM if platform is Platform.MINI_PROGRAM else _GAME
    components = Source("components", "2.0.0", "sha512-b", v("3.0.0")) if platform is Platform.MINI_PROGRAM else None
    features = [_feature(name, minimum, names) for name, minimum in names.items()]
    return Features(platform, Source("typings", "1.0.0", "sha512-a"), features, components=components)


def _feature(name: str, minimum: str, names: dict[str, str]) -> Feature:
    kind = name.partition(".")[0]
    whole, equals, _ = name.partition("=")
    parent = f"{whole}>" if equals else f"{name.partition(' ')[0]}>" if " " in name else name.rpartition(".")[0]
    feature = feature_of(
        name,
        minimum,
        plugin=_IN_PLUGINS.get(name, ""),
        parent=parent if parent in names else "",
        deprecated=_DEPRECATED.get(name, ""),
    )
    harmony = False if name in _HARMONY_LACKS else None
    call = "info = ()" if name in _GIVE else "(options)" if kind.isidentifier() and not feature.parent else ""
    return replace(
        feature,
        call=call,
        instead=_INSTEAD.get(name, ()),
        harmony=harmony,
        page=f"https://developers.weixin.qq.com/{name}",
    )
