"""WeChat's error codes and how it words them.

https://developers.weixin.qq.com/doc/oplatform/developers/errCode/errCode.html. An answer's text ends in ` rid: ` and
three groups of eight hexadecimal digits, the first of which are the seconds since 1970.
"""

import secrets
from datetime import datetime
from typing import Any

TEXTS: dict[int, str] = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken",
    40002: "invalid grant_type",
    40013: "invalid appid",
    40014: "invalid access_token",
    40097: "invalid args",
    40125: "invalid appsecret",
    40164: "invalid ip {ip} ipv6 ::ffff:{ip}, not in whitelist",
    40170: "args count exceed count limit",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41018: "missing component_appid",
    42001: "access_token expired",
    42006: "component_access_token expired",
    43001: "require GET method",
    43002: "require POST method",
    44002: "empty post data",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit  mustslower  retry next minute",
    47001: "data format error",
    48001: "api unauthorized",
    61003: "component is not authorized by this account",
    61004: "access clientip is not registered requestIP: {ip}",
    61005: "component ticket is expired",
    61006: "component ticket is invalid",
    61007: "api is unauthorized to component",
    61009: "code is invalid",
    61010: "code is expired",
    61011: "invalid component",
    61014: "must use component token for component api",
    61015: "must use biz account token for not component api",
    61023: "refresh_token is invalid",
    61024: "must use api_component_token to get token for component acct",
    61500: "date format error",
    61501: "date range error",
    61503: "data not ready, please try later",
    76021: "cgi_path not found, please check",
    85015: "version not exist",
    86000: "should be called only from third party",
    89014: "support version error",
}


class RefusalError(Exception):
    """A refusal: HTTP 200 with a code other than 0."""

    def __init__(self, code: int, text: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.text = TEXTS.get(code, "unknown error") if text is None else text


def refusal_body(refusal: RefusalError, now: datetime, ip: str) -> dict[str, Any]:
    """The answer with a refusal, a new rid, and the caller's address where the text names one."""
    rid = f"{int(now.timestamp()):08x}-{secrets.token_hex(4)}-{secrets.token_hex(4)}"
    text = refusal.text.replace("{ip}", ip)
    return {"errcode": refusal.code, "errmsg": f"{text} rid: {rid}"}
