"""Keep who lets Baselib set a program's minimum, with its entry in the audit log."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.access.audit import SYSTEM, AuditAction, AuditEntry
from bot.domain.decisions.decision import Decision
from bot.domain.numbers.visible import Visible
from bot.domain.programs.opt_in import MerchantChoice, OptIn
from bot.ports.access import AuditLog
from bot.ports.decisions import Decisions
from bot.ports.programs import OptIns

_NEWEST: Final = 20
"""Decisions of a workspace."""


class _Moved(Exception):
    """It is another one by now."""


@dataclass(frozen=True)
class KeepOptIn:
    """An admin and a merchant may choose at the same moment: neither undoes what the other chose."""

    opt_ins: OptIns
    audit: AuditLog
    decisions: Decisions

    async def __call__(
        self, team_id: str, appid: Visible, before: OptIn, after: OptIn, *, by: str, now: datetime
    ) -> bool:
        """Keep it with its entry, or neither: False where it is not as before any more.

        The cards that it changes are behind then.

        Raises:
            StorageUnavailable: nothing is kept.
        """
        entry = AuditEntry(team_id, now, by, AuditAction.OPT_IN, appid, _values(before), _values(after))
        cards = await self.cards(team_id, appid)
        with suppress(_Moved):
            async with self.audit.recording(entry):
                for decision in cards:
                    await self.decisions.touch(team_id, decision.id)
                if not await self.opt_ins.put(team_id, appid, after, instead_of=before):
                    raise _Moved
            return True
        return False

    async def cards(self, team_id: str, appid: Visible) -> Sequence[Decision]:
        """The decisions whose cards have a button to set the program, or to roll it back, while it may be set.

        Of those that could be rolled back it is the newest, if that is among the workspace's newest.
        """
        newest = await self.decisions.of_team(team_id, limit=_NEWEST)
        last = next((each for each in newest if each.appid == appid and each.may_roll_back), None)
        return [each for each in (await self.decisions.open_for(team_id, appid), last) if each and each.card_ts]

    async def merchant_chose(self, team_id: str, appid: Visible, choice: MerchantChoice, *, now: datetime) -> None:
        """Keep what a merchant's admin chose on Baselib's page. To decline also turns it off."""
        while True:
            before = await self.opt_ins.get(team_id, appid)
            after = OptIn(before.on and choice is not MerchantChoice.DECLINED, choice)
            if before == after or await self(team_id, appid, before, after, by=SYSTEM, now=now):
                return


def _values(opt_in: OptIn) -> dict[str, object]:
    return {"on": opt_in.on, "merchant": str(opt_in.merchant)}
