"""What the sandbox's processes make of their arguments."""

from bot.sandbox.__main__ import let_in
from bot.sandbox.wechat.config import fleet_programs


def test_who_has_let_the_platform_in() -> None:
    """An account without an AppID in WeChat's list made reading the whole list fail."""
    assert let_in("", 0) == []
    assert let_in("wx1,wx2", 0) == ["wx1", "wx2"]
    assert let_in("", 3) == [program.appid for program in fleet_programs(3)]
