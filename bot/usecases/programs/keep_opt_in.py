"""Keep who lets Baselib set a program's minimum, with its entry in the audit log."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.domain.access.audit import SYSTEM, AuditAction, AuditEntry
from bot.domain.numbers.visible import Visible
from bot.domain.programs.opt_in import MerchantChoice, OptIn
from bot.ports.access import AuditLog
from bot.ports.programs import OptIns


class _Moved(Exception):
    """It is another one by now."""


@dataclass(frozen=True)
class KeepOptIn:
    """An admin and a merchant may choose at the same moment: neither undoes what the other chose."""

    opt_ins: OptIns
    audit: AuditLog

    async def __call__(
        self, team_id: str, appid: Visible, before: OptIn, after: OptIn, *, by: str, now: datetime
    ) -> bool:
        """Keep it with its entry, or neither: False where it is not as before any more.

        Raises:
            StorageUnavailable: nothing is kept.
        """
        entry = AuditEntry(team_id, now, by, AuditAction.OPT_IN, appid, _values(before), _values(after))
        with suppress(_Moved):
            async with self.audit.recording(entry):
                if not await self.opt_ins.put(team_id, appid, after, instead_of=before):
                    raise _Moved
            return True
        return False

    async def merchant_chose(self, team_id: str, appid: Visible, choice: MerchantChoice, *, now: datetime) -> None:
        """Keep what a merchant's admin chose on Baselib's page. To decline also turns it off."""
        while True:
            before = await self.opt_ins.get(team_id, appid)
            after = OptIn(before.on and choice is not MerchantChoice.DECLINED, choice)
            if before == after or await self(team_id, appid, before, after, by=SYSTEM, now=now):
                return


def _values(opt_in: OptIn) -> dict[str, object]:
    return {"on": opt_in.on, "merchant": str(opt_in.merchant)}
