"""Bounds the work of reading a file, and tells whether the guards around a use ensure what it needs."""

import re
from collections.abc import Iterator, Mapping, Sized
from dataclasses import dataclass, field
from typing import Final, Self

from bot.domain.can.features import Feature, Features
from bot.domain.numbers.version import Version
from bot.domain.scan.findings import Kind
from bot.scan.rules.uses import AnyOf, Caught, Fact, Facts, Helper, Use

WX: Final = "wx"
ENV: Final = f"{WX}.env"
"""Paths of folders, whatever the base library."""
GLOBAL: Final = frozenset({WX, "uni"})
"""Names that stand for `wx` unless they are declared."""
GLOBAL_OBJECTS: Final = frozenset({"globalThis", "global", "GameGlobal"})
"""Names of the object that has them as members, unless they are declared."""
MODULES: Final[Mapping[str, str]] = {"@tarojs/taro": "Taro", "@mpxjs/core": "mpx"}
"""The object that a module exports."""
NAMED: Final[Mapping[str, str]] = {"@tarojs/taro": "Taro", "@mpxjs/api-proxy": "mpx"}
"""The object whose members a module exports by name."""
COMPONENTS: Final = frozenset({"@tarojs/components"})
"""Modules with WeChat's components: `<ScrollView scrollX>`."""
PLATFORM: Final[Mapping[str, str]] = {
    "process.env.TARO_ENV": "weapp",
    "process.env.UNI_PLATFORM": "mp-weixin",
    "process.env.VUE_APP_PLATFORM": "mp-weixin",
    "__mpx_mode__": WX,
}
"""What builds for WeChat replace by the name of the platform, spelled as here and no other way."""
PERHAPS: Final[Mapping[str, str]] = {"import.meta.env.UNI_PLATFORM": "mp-weixin"}
"""What some builds replace, and others leave undefined: it is no other platform's name."""
WECHAT: Final = "WEAPP"
"""What `Taro.getEnv()` returns in WeChat."""
TARO: Final = "Taro"
ENVIRONMENTS: Final = frozenset({
    "ALIPAY", "ASCF", "HARMONY", "HARMONYHYBRID", "JD", "QQ", "QUICKAPP", "RN", "SWAN", "TT", "WEAPP", "WEB",
})  # fmt: skip
"""What `Taro.getEnv()` may return."""

_HOOK: Final = re.compile(r"use[A-Z]", re.ASCII)
_OWN: Final[Mapping[str, frozenset[str]]] = {
    "uni": frozenset({
        "addInterceptor", "chooseFile", "closeAuthView", "closePreviewImage", "configMTLS", "createFullScreenVideoAd",
        "createInteractiveAd", "createMediaQueryObserver", "createPushMessage", "createUniverifyManager",
        "getChannelManager", "getCheckBoxState", "getCurrentSubNVue", "getFacialRecognitionMetaInfo",
        "getLeftWindowStyle", "getLocale", "getProvider", "getPushClientId", "getRightWindowStyle", "getSubNVueById",
        "getTopWindowStyle", "getUniverifyManager", "hideLeftWindow", "hideRightWindow", "hideTopWindow",
        "interceptors", "invokeCreateVueAppHook", "invokePushCallback", "offLocaleChange", "offPushMessage",
        "onCreateVueApp", "onLocaleChange", "onPushMessage", "onTabBarMidButtonTap", "postMessage", "preLogin",
        "preloadPage", "removeInterceptor", "report", "requireNativePlugin", "rpx2px", "setLeftWindowStyle",
        "setLocale", "setPageMeta", "setRightWindowStyle", "setTopWindowStyle", "share", "shareWithSystem",
        "showLeftWindow", "showRightWindow", "showTopWindow", "startFacialRecognitionVerify", "unPreloadPage",
        "upx2px", "vibrate", "webView",
    }),
    "Taro": frozenset({
        "Behavior", "Component", "Current", "ENV_TYPE", "Events", "Fragment", "PureComponent", "addInterceptor",
        "addRecentColorSign", "applyAddToMyApps", "atMessage", "canIUseWebp", "cleanInterceptors", "createContext",
        "createElement", "createMediaQueryObserver", "createRef", "deleteBookshelf", "downloadPackage",
        "downloadPackages", "eventCenter", "faceVerifyForPay", "forwardRef", "getApp", "getAppInfo",
        "getCurrentInstance", "getCurrentPages", "getEnv", "getEnvInfoSync", "getFavorStatus", "getGuildInfo",
        "getOpenUserInfo", "getOptimalPriceInfo", "getQQRunData", "getRenderer", "getSystemRiskInfo", "getTabBar",
        "getTopStatus", "hooks", "initPxTransform", "insertBookshelf", "interceptorify", "interceptors",
        "isAddedToMyApps", "loadSubPackage", "memo", "navigateToBookshelf", "nextTick", "openBdboxWebview",
        "openQzonePublish", "options", "preload", "preloadData", "pxTransform", "queryBookshelf", "render",
        "requestPolymerPayment", "requirePlugin", "setCustomDress", "setDocumentTitle", "setGlobalDataPlugin",
        "setIsUsingDiff", "setMetaDescription", "setMetaKeywords", "setOfficialDress", "setPageInfo",
        "startFacialRecognitionVerify", "startFacialRecognitionVerifyAndUploadVideo", "subscribeService", "tradePay",
        "unsubscribeMessage", "updateBookshelfReadTime", "updateQQApp",
    }),
    "mpx": frozenset({
        "config", "computed", "createApp", "createComponent", "createPage", "createStore", "createStoreWithThis",
        "delete", "getMixin", "i18n", "implement", "injectMixins", "mixin", "nextTick", "observable", "ref", "remove",
        "set", "setConvertRule", "toPureObject", "use", "watch", "xfetch",
    }),
}  # fmt: skip
"""What these objects have of their own, on every base library, or for other platforms only."""
ROOTS: Final = frozenset({WX, *_OWN})


def member(root: str, key: str) -> str | None:
    """Return the name of `root.key` in WeChat; None for what a framework or a library (`uni.$u`) has of its own."""
    if key.startswith("$"):
        return None
    if root != WX:
        if key == "default":  # what a compiled `import` makes of the module
            return root
        if key in _OWN[root] or (root != "uni" and _HOOK.match(key)):
            return None
    return f"{WX}.{key}"


OF_COMPONENTS: Final = frozenset({
    "animate", "applyAnimatedStyle", "clearAnimatedStyle", "clearAnimation", "getAppBar", "getOpenerEventChannel",
    "getPageId", "getPassiveEvent", "getTabBar", "groupSetData", "selectOwnerComponent", "setInitialRenderingCache",
    "setPassiveEvent", "setUpdatePerformanceListener",
})  # fmt: skip
"""Methods of pages and components with a documented minimum, which the catalogue has: `Component.animate`.
https://developers.weixin.qq.com/miniprogram/dev/reference/api/Component.html"""
WORDS: Final = (
    *(name.encode() for name in sorted(OF_COMPONENTS)),
    b"wx",
    b"uni",
    b"aro",
    b"mpx",
    b"SDKVersion",
    b"sdkVersion",
    b"anIUse",
    b"globalData",
    b"createSelectorQuery",
    b"createIntersectionObserver",
    b"createMediaQueryObserver",
    b"export *",
    b"export {",
)
"""A script without any of these says nothing of WeChat, and passes nothing on."""


_NOTHING: Final = Version(())
_TASKS: Final = {
    "request": "RequestTask",
    "downloadFile": "DownloadTask",
    "uploadFile": "UploadTask",
    "connectSocket": "SocketTask",
}
"""The types that these return; other APIs have the type in their name: `createCanvasContext`,
`getFileSystemManager`."""
_RETURNED: Final = {
    **{f"SelectorQuery.{method}": "NodesRef" for method in ("select", "selectAll", "selectViewport", "exec")},
    "SelectorQuery.in": "SelectorQuery",
    **{
        f"NodesRef.{method}": "SelectorQuery"
        for method in ("boundingClientRect", "context", "fields", "node", "ref", "scrollOffset")
    },
    **{f"IntersectionObserver.{method}": "IntersectionObserver" for method in ("relativeTo", "relativeToViewport")},
    "RealtimeLogManager.tag": "RealtimeTagLogManager",
    "VKSession.getVKFrame": "VKFrame",
}
"""The types that methods return."""
_SHORTEST_API: Final = 2
"""Parts of the name of an API at least: `wx.request`."""
_OF_FUNCTIONS: Final = frozenset({"apply", "bind", "call", "length", "name", "toString"})
_THROWN: Final = frozenset({Kind.API, Kind.METHOD})
_SIGNS: Final = re.compile(r"[^a-z0-9]+")


@dataclass(slots=True)
class Bench:
    """Looks up names of scripts, and holds uses against their guards."""

    features: Features
    in_plugin: bool
    _features: dict[tuple[Kind, str], Feature | None] = field(default_factory=dict)
    _checked: dict[str, Feature | None] = field(default_factory=dict)
    _guarded: dict[tuple[Facts, Kind, str, str], bool] = field(default_factory=dict)
    """Uses in one place of the source share their guards."""

    def feature(self, kind: Kind, name: str) -> Feature | None:
        """Return the feature of a name in a script; None if undocumented, or without documentation of its own."""
        if (kind, name) not in self._features:
            self._features[kind, name] = self._look_up(kind, name)
        return self._features[kind, name]

    def _look_up(self, kind: Kind, name: str) -> Feature | None:
        found = next(filter(None, map(self.features.named, _documented_names(name))), None)
        if found is None and kind is Kind.API:
            # `wx.request.bind` is not documented, `wx.request` is.
            parts = name.split(".")
            shorter = (".".join(parts[:length]) for length in range(len(parts) - 1, _SHORTEST_API - 1, -1))
            found = next(filter(None, map(self.features.named, shorter)), None)
        if found is not None and kind is Kind.OPTION and not self._asks_for_more(found):
            return None
        return found

    def _asks_for_more(self, part: Feature) -> bool:
        """Whether an option needs a newer base library than its parent."""
        whole = self.features.named(part.parent) if part.parent else None
        before = self.features.needed(whole) if whole else None
        return part.minimum is not None and (before is None or part.minimum > before)

    def unknown_part(self, name: str) -> str | None:
        """Return the shortest part of an API's name that is not documented: `wx.cloud.brew` of `wx.cloud.brew.tea`.

        None if all of it is, or if the rest is a function's own (`wx.request.bind`) or a path of `wx.env`.
        """
        parts = name.split(".")
        for length in range(_SHORTEST_API, len(parts) + 1):
            part = ".".join(parts[:length])
            if self.features.named(part) is None:
                of_function = length > _SHORTEST_API and parts[length - 1] in _OF_FUNCTIONS
                return None if of_function or part.startswith(f"{ENV}.") else part
        return None

    def minimum(self, feature: Feature) -> Version | None:
        """Return the lowest base library on which a feature works here."""
        own = [self.features.needed(feature), feature.plugin_minimum if self.in_plugin else None]
        return max((version for version in own if version), default=None)

    def is_guarded(self, use: Use, name: str, minimum: Version | None) -> bool:
        """Whether the guards ensure this feature, or a base library that has it.

        If `wx.getUserProfile` (2.10.4) exists, the base library has everything older, too.
        """
        if not use.known:
            return False
        case = (use.known, use.kind, use.name, name)
        if case not in self._guarded:
            self._guarded[case] = self.is_ensured(use, name, minimum)
        return self._guarded[case]

    def is_ensured(self, use: Use, name: str, minimum: Version | None) -> bool:
        """As `is_guarded`, without remembering it."""
        return self._suffice(use.known, use, name, minimum)

    def _suffice(self, facts: Facts, use: Use, name: str, minimum: Version | None) -> bool:
        reached = _NOTHING
        for fact in facts:
            match fact:
                case AnyOf():
                    if all(self._suffice(each, use, name, minimum) for each in fact.alternatives):
                        return True
                case Caught():
                    if use.kind in _THROWN:
                        return True
                case Helper():
                    if _names(fact, use):
                        return True
                case str() if self._is_about(fact, use.name, name, minimum):
                    return True
                case _:
                    reached = max(reached, self._reached(fact))
        return minimum is not None and minimum <= reached

    def _is_about(self, checked: str, spelled: str, name: str, minimum: Version | None) -> bool:
        feature = self._of_check(checked)
        same = checked in (spelled, name) or (feature is not None and feature.name == name)
        around = checked != WX and spelled.startswith(f"{checked}.")
        if feature is not None and self.features.named(name) is None:
            return same  # that there is `wx.cloud` does not say what is in it
        return same or (minimum is None and around)

    def _reached(self, fact: Fact) -> Version:
        if isinstance(fact, Version):
            return fact
        feature = self._of_check(fact) if isinstance(fact, str) else None
        return (self.features.needed(feature) if feature else None) or _NOTHING

    def _of_check(self, checked: str) -> Feature | None:
        """Return the feature of a name in a guard: as the source spells it, or as `wx.canIUse` takes it."""
        if checked not in self._checked:
            own = next(filter(None, map(self.features.named, _documented_names(checked))), None)
            self._checked[checked] = own or (None if "()" in checked else self.features.get(checked))
        return self._checked[checked]


def _names(helper: Helper, use: Use) -> bool:
    """Whether a name such as `canIUseNextTick` is about a use; in markup, any such name is."""
    if use.kind in (Kind.COMPONENT, Kind.ATTRIBUTE):
        return True
    about = _SIGNS.sub("", helper.subject)
    spelled = _SIGNS.sub("", use.name.casefold().removeprefix(f"{WX}."))
    return about in spelled or spelled in about


def _documented_names(name: str) -> Iterator[str]:
    """Possible names in the documentation: `wx.downloadFile()` returns a `DownloadTask`."""
    called, *methods = name.split("()")
    if not methods:
        yield name
        return
    *between, last = methods
    api = called.removeprefix("wx.")
    for returned in (_TASKS.get(api), f"{api[:1].upper()}{api[1:]}Task", _made(api)):
        of = returned
        for method in between:
            of = _RETURNED.get(f"{of}{method}")
        if of:
            yield f"{of}{last}"


def _made(api: str) -> str | None:
    for verb in ("create", "get"):
        if api.startswith(verb):
            return api.removeprefix(verb)
    return None


_FOR_EACH_BYTE: Final = 10
"""Ordinary sources take fewer than two; a chain of calls on calls takes the most of what is linear."""
_FOR_ANY: Final = 100_000
"""Steps for a file of any size."""
_MOST: Final = 8_000_000
"""Steps for the largest, of two microseconds each. Two megabytes of the densest that people ship take six million."""


class TooManySteps(Exception):
    """Reading the file takes more steps than a file of its size may."""


@dataclass(slots=True)
class Steps:
    """Counts steps, which are the same on every machine, instead of seconds."""

    most: int
    taken: int = 0

    @classmethod
    def for_file(cls, text: Sized) -> Self:
        """Return the steps that reading a file may take."""
        return cls(min(_FOR_ANY + _FOR_EACH_BYTE * len(text), _MOST))

    def take(self, count: int = 1) -> None:
        """Count steps."""
        self.taken += count
        if self.taken > self.most:
            raise TooManySteps
