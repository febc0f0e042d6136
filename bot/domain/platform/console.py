"""WeChat's console."""

from typing import Final

CONSOLE: Final = "https://mp.weixin.qq.com/"
"""Where a Mini Program's minimum is set by hand: Settings, Basic settings (设置 > 基本设置 > 基础库最低版本设置)."""
