"""Accept a browser that returns from WeChat's authorisation pages."""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.errors import BadLink
from bot.ports.platform import Authorisations, Pending
from bot.usecases.platform.preauth_codes import PreauthCodes
from bot.usecases.platform.signed_links import SignedLinks, State

_CODE: Final = re.compile(r"[\x21-\x7e]{1,512}", re.ASCII)
_SECONDS: Final = re.compile(r"\d{1,6}", re.ASCII)
_USUAL: Final = timedelta(minutes=10)
"""https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/Authorization_Process_Technical_Description.html"""
_LONGEST: Final = timedelta(hours=1)


@dataclass(frozen=True)
class AcceptRedirect:
    """`GET /wechat/authorized`."""

    authorisations: Authorisations
    passes: SignedLinks
    invitations: PreauthCodes

    async def __call__(
        self, code: str, *, expires_in: str, state: str, cookie: str, now: datetime
    ) -> tuple[Pending, State]:
        """Keep the code durably, but only from the browser that we sent to WeChat.

        Otherwise an attacker could put a program of theirs into another workspace by getting an admin there to open an
        address: https://www.rfc-editor.org/rfc/rfc6749#section-10.12

        Args:
            code: WeChat's.
            expires_in: how long it is good, in seconds.
            state: as the landing page made it.
            cookie: the browser's nonce.
            now: UTC.

        Raises:
            BadLink: the state is too old, not ours, or another browser's; or there is no code.
            StorageUnavailable: the code could not be kept.
        """
        read = self.passes.read_state(state, now=now)
        if not hmac.compare_digest(read.nonce.encode(), cookie.encode()) or not _CODE.fullmatch(code):
            raise BadLink
        self.invitations.used(read.nonce)
        expires_at = now + _lasts(expires_in)
        pending = await self.authorisations.receive(code, appid="", origin=read.origin, expires_at=expires_at, now=now)
        return pending, read


def _lasts(expires_in: str) -> timedelta:
    return min(timedelta(seconds=int(expires_in)), _LONGEST) if _SECONDS.fullmatch(expires_in) else _USUAL
