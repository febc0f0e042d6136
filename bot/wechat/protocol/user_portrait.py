"""getUserPortrait: the distinct users of 30 days. Pure: it opens no socket and reads no clock.

https://developers.weixin.qq.com/miniprogram/dev/server/API/data-analysis/others/api_getuserportrait
"""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Final

from bot.domain.numbers.snapshot import MOST, Users
from bot.wechat.protocol.platform_calls import Call
from bot.wechat.protocol.response import bad_shape, too_large

PATH: Final = "/datacube/getweanalysisappiduserportrait"
_WINDOW: Final = timedelta(days=29)
"""From the first to the last of thirty days; WeChat also counts one and seven."""
_VALUES: Final = ("value", "access_source_visit_uv")
"""The number's name, and the one on WeChat's older page."""
_NOTHING: tuple[object, ...] = (None, "", [], {})


def user_portrait(day: date) -> Call[Users | None]:
    """Count the users of the thirty days up to yesterday.

    Any other day is refused with 61501, and days with dashes with 61500.
    """
    body = {"begin_date": f"{day - _WINDOW:%Y%m%d}", "end_date": f"{day:%Y%m%d}"}
    return Call(PATH, json.dumps(body).encode(), partial(users_in, day=day), "access_token")


def users_in(answer: Mapping[str, object], *, day: date) -> Users | None:
    """Return the users in an answer; None where WeChat names none. Only the numbers of its `platforms` are read.

    Raises:
        WeChatUnreadable: it differs from the documentation.
    """
    if answer.get("visit_uv") in _NOTHING:
        return None
    portrait = answer["visit_uv"]
    if not isinstance(portrait, dict):
        raise bad_shape("visit_uv is no object")
    platforms = portrait.get("platforms")
    if platforms in _NOTHING:
        return None
    if not isinstance(platforms, list):
        raise bad_shape("visit_uv.platforms is no list")
    found = Counter[str]()
    for platform in platforms:
        if not isinstance(platform, dict):
            raise bad_shape("a platform is no object")
        found[_name(platform)] += _number(platform)
    if found.total() > MOST:
        raise too_large(f"more than {MOST} users")
    return Users(day, found["android"], found["iphone"], found["other"]) if found.total() else None


def _name(platform: Mapping[str, object]) -> str:
    name = str(platform.get("name", "")).strip().casefold()
    return name if name in ("android", "iphone") else "other"


def _number(platform: Mapping[str, object]) -> int:
    value = next((platform[name] for name in _VALUES if name in platform), None)
    if type(value) is not int or value < 0:  # a bool is an int to isinstance
        raise bad_shape("a platform's number is no whole number from 0 up")
    return value
