"""Who lets Baselib set a program's minimum at WeChat."""

from dataclasses import dataclass
from enum import StrEnum


class MerchantChoice(StrEnum):
    """What the merchant's admin chose on Baselib's page; a sentence each (`setting-merchant-...`)."""

    UNASKED = "unasked"
    """They authorised Baselib when its page promised only to read, or without the page."""
    AGREED = "agreed"
    DECLINED = "declined"
    """They were asked, and let Baselib only read."""


@dataclass(frozen=True, slots=True)
class OptIn:
    """The opt-in of one program: off until an admin of the workspace turns it on."""

    on: bool = False
    """Whether an admin of the workspace turned it on."""
    merchant: MerchantChoice = MerchantChoice.UNASKED

    @property
    def allows(self) -> bool:
        """Whether Baselib may set the minimum; a merchant who declined always counts."""
        return self.on and self.merchant is not MerchantChoice.DECLINED
