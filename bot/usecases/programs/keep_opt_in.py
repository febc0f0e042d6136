"""Keep who lets Baselib set a program's minimum, with its entry in the audit log."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.access.audit import SYSTEM, AuditAction, AuditEntry
from bot.domain.numbers.visible import Visible
from bot.domain.programs.opt_in import MerchantChoice, OptIn
from bot.ports.access import AuditLog
from bot.ports.programs import OptIns


@dataclass(frozen=True)
class KeepOptIn:
    """Doing it twice changes nothing, and is one entry."""

    opt_ins: OptIns
    audit: AuditLog

    async def __call__(self, team_id: str, appid: Visible, opt_in: OptIn, *, by: str, now: datetime) -> bool:
        """Keep it with its entry, or neither; False when it is so already.

        Raises:
            StorageUnavailable: nothing is kept.
        """
        before = await self.opt_ins.get(team_id, appid)
        if before == opt_in:
            return False
        entry = AuditEntry(team_id, now, by, AuditAction.OPT_IN, appid, _values(before), _values(opt_in))
        async with self.audit.recording(entry):
            await self.opt_ins.put(team_id, appid, opt_in)
        return True

    async def merchant_chose(self, team_id: str, appid: Visible, choice: MerchantChoice, *, now: datetime) -> None:
        """Keep what a merchant's admin chose on Baselib's page. To decline also turns it off."""
        opt_in = await self.opt_ins.get(team_id, appid)
        on = opt_in.on and choice is not MerchantChoice.DECLINED
        await self(team_id, appid, OptIn(on, choice), by=SYSTEM, now=now)


def _values(opt_in: OptIn) -> dict[str, object]:
    return {"on": opt_in.on, "merchant": str(opt_in.merchant)}
