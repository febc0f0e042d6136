"""Where WeChat's access tokens come from, and the address of its console."""

from enum import StrEnum
from typing import Final


class Credentials(StrEnum):
    """Where WeChat's access tokens come from: a sentence each in the catalogs (`home-credentials-...`)."""

    PLATFORM = "platform"
    """Baselib is the third-party platform itself."""
    SERVICE = "service"
    """The operator's own token service."""
    SECRET = "secret"  # noqa: S105  # a name
    """The Mini Program's own AppSecret."""
    STATIC = "static"
    """One fixed token, for trials."""
    NONE = "none"


CONSOLE: Final = "https://mp.weixin.qq.com/"
"""Where a Mini Program's minimum is set by hand: Settings, Basic settings (设置 > 基本设置 > 基础库最低版本设置)."""
