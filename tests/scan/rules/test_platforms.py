"""Code for other platforms than WeChat."""

import pytest

from tests.scan.reading import lines


@pytest.mark.parametrize(
    "source",
    [
        "if (process.env.TARO_ENV === 'h5') wx.getUserProfile()",
        "if (process.env.TARO_ENV !== 'weapp') wx.getUserProfile()",
        "import Taro from '@tarojs/taro'\nif (Taro.getEnv() === Taro.ENV_TYPE.WEB) wx.getUserProfile()",
        "const Taro = require('@tarojs/taro')\nif (Taro.getEnv() !== 'WEAPP') wx.getUserProfile()",
        "if (__mpx_mode__ === 'ali') wx.getUserProfile()",
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
        "import Taro from '@tarojs/taro'\nif (Taro.getEnv() !== config.platform) wx.getUserProfile()",
    ],
)
def test_what_may_run_in_wechat_is_read(source: str) -> None:
    """A condition that only looks like one on the platform."""
    assert [guarded for _, guarded in lines(source)] == [False]
