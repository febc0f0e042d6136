"""Frameworks whose own object stands for `wx`: `uni.request` and `Taro.request` are `wx.request` in WeChat."""

import re
from collections.abc import Mapping
from typing import Final

WX: Final = "wx"
GLOBAL: Final = frozenset({WX, "uni"})
"""Names that stand for `wx` unless they are declared."""
MODULES: Final[Mapping[str, str]] = {"@tarojs/taro": "Taro", "@mpxjs/core": "mpx"}
"""The object that a module exports."""
NAMED: Final = frozenset({"Taro"})
"""Objects whose members a module exports by name, too."""
COMPONENTS: Final = frozenset({"@tarojs/components"})
"""Modules with WeChat's components: `<ScrollView scrollX>`."""
PLATFORM: Final = frozenset({"TARO_ENV", "UNI_PLATFORM", "VUE_APP_PLATFORM", "__mpx_mode__"})
"""Constants that are the platform's name."""
WECHAT: Final = frozenset({"weapp", "mp-weixin", "wx"})
"""That name for WeChat."""

_HOOK: Final = re.compile(r"use[A-Z]", re.ASCII)
_OWN: Final[Mapping[str, frozenset[str]]] = {
    "uni": frozenset({
        "$emit", "$off", "$on", "$once", "addInterceptor", "closeAuthView", "createUniverifyManager", "getLocale",
        "getProvider", "getPushClientId", "getSubNVueById", "getCurrentSubNVue", "interceptors",
        "invokeCreateVueAppHook", "invokePushCallback", "offLocaleChange", "offPushMessage", "onCreateVueApp",
        "onLocaleChange", "onPushMessage", "preLogin", "preloadPage", "removeInterceptor", "requireNativePlugin",
        "rpx2px", "setLocale", "unPreloadPage", "upx2px",
    }),
    "Taro": frozenset({
        "Behavior", "Current", "ENV_TYPE", "Events", "addInterceptor", "cleanInterceptors", "eventCenter",
        "getApp", "getAppInfo", "getCurrentInstance", "getCurrentPages", "getEnv", "getEnvInfoSync", "getRenderer",
        "getTabBar", "hooks", "initPxTransform", "interceptorify", "interceptors", "nextTick", "options", "preload",
        "pxTransform", "requirePlugin", "setGlobalDataPlugin", "setIsUsingDiff",
    }),
    "mpx": frozenset({
        "config", "computed", "createApp", "createComponent", "createPage", "createStore", "createStoreWithThis",
        "delete", "getMixin", "i18n", "implement", "injectMixins", "mixin", "nextTick", "observable", "ref", "remove",
        "set", "setConvertRule", "toPureObject", "use", "watch", "xfetch",
    }),
}  # fmt: skip
"""What these objects have of their own, on every base library."""
ROOTS: Final = frozenset({WX, *_OWN})


def member(root: str, key: str) -> str | None:
    """The name of `root.key` in WeChat; None for what the framework has of its own."""
    if root != WX:
        if key == "default":  # what a compiled `import` makes of the module
            return root
        if key in _OWN[root] or (root != "uni" and _HOOK.match(key)):
            return None
    return f"{WX}.{key}"


WORDS: Final = (
    b"wx",
    b"uni",
    b"aro",
    b"mpx",
    b"SDKVersion",
    b"sdkVersion",
    b"anIUse",
    b"globalData",
    b"export *",
    b"export {",
)
"""A script without any of these says nothing of WeChat, and passes nothing on."""
