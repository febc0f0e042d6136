"""APIs that WeChat no longer lists and still has: `retired.json`, from older typings, looked up by hand."""

import json
from collections.abc import Mapping
from typing import Final

from bot.catalog.documented import Documented
from bot.domain.numbers.version import Version

_PAGES: Final = "https://developers.weixin.qq.com/miniprogram/dev/api/file/"


def with_retired(names: Mapping[str, Documented], text: str) -> Mapping[str, Documented]:
    """The names with the retired ones added; a name that is documented again keeps its documentation."""
    retired = {
        name: Documented(
            Version.read(entry["minimum"]) if entry["minimum"] else None,
            deprecated=True,
            instead=(entry["instead"],),
            page=f"{_PAGES}{name}.html",
        )
        for name, entry in json.loads(text)["retired"].items()
    }
    return retired | dict(names)
