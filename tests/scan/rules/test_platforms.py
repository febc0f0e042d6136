"""Code for other platforms than WeChat."""

import pytest

from bot.scan.rules.link import read_source
from tests.scan.reading import judged, lines


@pytest.mark.parametrize(
    "source",
    [
        "if (process.env.TARO_ENV === 'h5') wx.getUserProfile()",
        "if (process.env.TARO_ENV !== 'weapp') wx.getUserProfile()",
        "import Taro from '@tarojs/taro'\nif (Taro.getEnv() === Taro.ENV_TYPE.WEB) wx.getUserProfile()",
        "const Taro = require('@tarojs/taro')\nif (Taro.getEnv() !== 'WEAPP') wx.getUserProfile()",
        "if (__mpx_mode__ === 'ali') wx.getUserProfile()",
        "if (process.env.UNI_PLATFORM === 'h5') wx.getUserProfile()",
        "if ('mp-weixin' !== process.env.VUE_APP_PLATFORM) wx.getUserProfile()",
        "const isWeb = process.env.TARO_ENV === 'h5'; if (isWeb) wx.getUserProfile()",
        "if (import.meta.env.UNI_PLATFORM === 'h5') wx.getUserProfile()",
        "if (false) wx.getUserProfile()",
        "const debug = !1; debug && wx.getUserProfile()",
    ],
)
def test_what_never_runs_in_wechat_is_no_use(source: str) -> None:
    """Code for other platforms, and code that is switched off."""
    assert lines(source) == []


@pytest.mark.parametrize(
    "source",
    [
        "if (config.getEnv() === 'production') wx.getUserProfile()",
        "if (Taro.getEnv() === 'WEB') wx.getUserProfile()",
        "function f() { if (app.getEnv() !== 'release') return; wx.getUserProfile() }",
        "import Taro from '@tarojs/taro'\nif (Taro.getEnv() === 'release') wx.getUserProfile()",
        "if (config.TARO_ENV === 'h5') wx.getUserProfile()",
        "if (this.options.UNI_PLATFORM === 'h5') wx.getUserProfile()",
        "if (config.process.env.TARO_ENV === 'h5') wx.getUserProfile()",
        "function f(TARO_ENV) { if (TARO_ENV === 'h5') wx.getUserProfile() }",
        "const { TARO_ENV } = config; if (TARO_ENV === 'h5') wx.getUserProfile()",
        "const process = mine; if (process.env.TARO_ENV === 'h5') wx.getUserProfile()",
        "const __mpx_mode__ = mode(); if (__mpx_mode__ === 'ali') wx.getUserProfile()",
        "if (process.env.TARO_ENV === 'wx') go(); else wx.getUserProfile()",
        "if (import.meta.env.UNI_PLATFORM === 'mp-weixin') go(); else wx.getUserProfile()",
        "import Taro from '@tarojs/taro'\nif (Taro.getEnv() !== config.platform) wx.getUserProfile()",
    ],
)
def test_what_may_run_in_wechat_is_read(source: str) -> None:
    """A condition that only looks like one on the platform."""
    assert [guarded for _, guarded in lines(source)] == [False]


@pytest.mark.parametrize(
    ("path", "source", "guarded"),
    [
        ("a.mpx", "<template><camera wx:if=\"{{__mpx_mode__ === 'ali'}}\"/></template>", []),
        ("a.vue", "<template><camera v-if=\"process.env.TARO_ENV === 'h5'\"/></template>", [False]),
        ("a.vue", "<template><camera v-if=\"UNI_PLATFORM === 'h5'\"/></template>", [False]),
    ],
)
def test_platforms_in_markup(path: str, source: str, guarded: list[bool]) -> None:
    """Builds replace only mpx's name there; the others are data of the page."""
    found = judged({path: read_source(source.encode(), path, f".{path.rpartition('.')[2]}")}).findings

    assert [use.guarded for finding in found for use in finding.uses] == guarded
