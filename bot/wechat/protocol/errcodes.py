"""WeChat's error codes, and whether a retry helps. The catalogs explain each under `wechat-<code>`.

https://developers.weixin.qq.com/doc/oplatform/developers/errCode/errCode.html lists the codes; the retry column is
ours.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Retry(StrEnum):
    """What must happen before the same call can work."""

    NO = "no"
    """A person must change something first."""
    BACKOFF = "backoff"
    """Nothing: it works a little later."""
    WAIT_A_MINUTE = "wait-a-minute"
    """The per-minute quota starts anew."""
    TOMORROW = "tomorrow"
    """The daily quota starts anew at midnight in Beijing."""
    REFRESH_TOKEN = "refresh-token"  # noqa: S105  # names a class of codes
    """A new access token; once."""
    REFRESH_COMPONENT = "refresh-component"
    """A new token of the third-party platform; once."""
    NEW_TICKET = "new-ticket"
    """A newer verify ticket of the third-party platform; once."""
    RELIST = "relist"
    """The refresh token in WeChat's list of authorisers; once."""


def _table(rows: Mapping[Retry, tuple[int, ...]]) -> Mapping[int, Retry]:
    return MappingProxyType({code: retry for retry, codes in rows.items() for code in codes})


RETRY: Final[Mapping[int, Retry]] = _table(
    {
        Retry.BACKOFF: (-1,),
        Retry.WAIT_A_MINUTE: (45011,),
        Retry.TOMORROW: (45009,),
        Retry.REFRESH_TOKEN: (40001, 40014, 42001),
        Retry.REFRESH_COMPONENT: (40094, 42006),
        Retry.NEW_TICKET: (40091, 61005, 61006),
        Retry.RELIST: (61023,),
        Retry.NO: (
            *(40013, 40097, 40125, 40164, 40170, 40243),
            *(41001, 41002, 41004, 41018, 41021),
            *(42002, 42007),
            *(43001, 43002, 43003, 44002, 47001),
            *(45035, 48001, 48004, 48006, 48017),
            *(50001, 50002),
            *(61003, 61004, 61007, 61009, 61010, 61011, 61014, 61015, 61016, 61017, 61024),
            *(76001, 76003, 76021, 76022),
            *(85015, 86000, 89014),
        ),
    }
)
"""Every code that the catalogs explain. Codes of other parts of WeChat are omitted on purpose."""


def retry_of(code: int) -> Retry:
    """What a retry needs; an unknown code is left to a person."""
    return RETRY.get(code, Retry.NO)
