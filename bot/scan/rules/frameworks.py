"""Frameworks whose own object stands for `wx`: `uni.request` and `Taro.request` are `wx.request` in WeChat."""

import re
from collections.abc import Mapping
from typing import Final

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
    """The name of `root.key` in WeChat; None for what a framework or a library (`uni.$u`) has of its own."""
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
