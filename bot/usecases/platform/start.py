"""Make the link with which a merchant's admin authorises Baselib to read a Mini Program."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.platform.authorisation import Origin
from bot.errors import NoPlatform
from bot.usecases.platform.signed_links import SignedLinks

AUTHORISE_PATH: Final = "/wechat/authorize"
AUTHORISED_PATH: Final = "/wechat/authorized"


@dataclass(frozen=True)
class StartAuthorisation:
    """`/baselib programs add`. Good for a week; does no I/O and stores nothing.

    WeChat's own links open only by a click on a page of the platform's domain: so our own page comes first.
    https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/Authorization_Process_Technical_Description.html
    """

    passes: SignedLinks | None
    """None when Baselib is no third-party platform itself."""
    public_url: str

    def __call__(self, origin: Origin, *, now: datetime) -> str:
        """The address of the landing page.

        Args:
            origin: the requester, and where the answer goes.
            now: UTC.

        Raises:
            NoPlatform: programs are not authorised here.
        """
        if self.passes is None:
            raise NoPlatform
        return f"{self.public_url}{AUTHORISE_PATH}?pass={self.passes.link(origin, now=now)}"
