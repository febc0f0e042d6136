"""The headings of columns that people give a table of base-library versions."""

import re
from typing import Final

_BESIDE_WORDS: Final = re.compile(r"[\s_()（）【】\[\]%:：]+")

VERSION_HEADS: Final = frozenset(
    {"version", "versions", "baselibrary", "baselibraryversion", "libraryversion", "sdkversion", "label"}
    | {"版本", "版本号", "基础库", "基础库版本", "基础库版本号", "微信基础库版本", "最低基础库版本"}
)
PERCENTAGE_HEADS: Final = frozenset(
    {"", "percentage", "percent", "share", "sharepercent", "shareofusers", "proportion", "ratio", "users", "uv"}
    | {"占比", "比例", "百分比", "用户占比", "用户比例", "用户数占比", "用户百分比", "uv占比", "影响用户占比"}
    | {"受影响用户占比", "受影响用户比例", "影响用户比例", "累计占比", "累计用户占比"}
)
DAY_HEADS: Final = frozenset({"date", "day", "日期", "时间", "数据日期", "统计日期"})
_HEADS: Final = VERSION_HEADS | PERCENTAGE_HEADS | DAY_HEADS


def head(cell: str) -> str:
    """A cell's text as the heads of columns are compared: lower case, without spaces, brackets and percent signs."""
    return _BESIDE_WORDS.sub("", cell).casefold()


def is_head(cell: str) -> bool:
    """Whether a cell is the head of a column rather than a value."""
    return bool(cell) and head(cell) in _HEADS
