"""The two codes of an authorisation: the one that opens WeChat's pages, and the one that comes back.

https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/ThirdParty/token/pre_auth_code.html says
that the first is valid for 30 minutes in its text, and for 10 in its example; callers have to trust the answer.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.sandbox.wechat.refusals import RefusalError

PRE_AUTH_FOR: Final = timedelta(seconds=1800)
AUTH_FOR: Final = timedelta(seconds=600)


@dataclass(slots=True)
class AuthCode:
    """An authorisation code."""

    value: str
    appid: str
    expires: datetime
    used: bool = False


class AuthorisationCodes:
    """All issued codes, valid or not."""

    def __init__(self) -> None:
        self._pre_auth: dict[str, datetime] = {}
        self._auth: dict[str, AuthCode] = {}

    def open_pass(self, now: datetime) -> str:
        """A new pre-authorisation code."""
        value = "preauthcode@@@" + secrets.token_urlsafe(48)
        self._pre_auth[value] = now + PRE_AUTH_FOR
        return value

    def is_open(self, pre_auth_code: str, now: datetime) -> bool:
        """Whether a pre-authorisation code lets a merchant in."""
        expires = self._pre_auth.get(pre_auth_code)
        return expires is not None and now < expires

    def spend(self, pre_auth_code: str) -> None:
        """Mark a pre-authorisation code as used: it works only once."""
        self._pre_auth.pop(pre_auth_code, None)

    def hand_out(self, appid: str, now: datetime) -> AuthCode:
        """A new authorisation code for a program."""
        code = AuthCode("queryauthcode@@@" + secrets.token_urlsafe(60), appid, now + AUTH_FOR)
        self._auth[code.value] = code
        return code

    def use(self, value: object, now: datetime) -> str:
        """Exchange an authorisation code; returns the program's AppID.

        Raises:
            RefusalError: 61009 it is unknown or used; 61010 it has expired.
        """
        code = self._auth.get(value) if isinstance(value, str) else None
        if code is None or code.used:
            raise RefusalError(61009)
        if now >= code.expires:
            raise RefusalError(61010)
        code.used = True
        return code.appid

    def revoke(self, appid: str) -> None:
        """Invalidate all codes of a program."""
        for code in self._auth.values():
            code.used |= code.appid == appid
