"""Keep who lets Baselib set the minimums of programs."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.access import SYSTEM, AuditAction, AuditEntry, Viewpoint
from bot.domain.decisions.decision import Decision, State
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import (
    MerchantChoice,
    OptIn,
)
from bot.errors import SettingOff
from bot.ports.decisions import Decisions
from bot.ports.people import AuditLog
from bot.ports.programs import OptIns
from bot.usecases.programs.visible import VisiblePrograms

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
        entry = AuditEntry(team_id, now, by, AuditAction.OPT_IN, appid, _opt_in_values(before), _opt_in_values(after))
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
        """Return the decisions whose cards have a button to set the program, or to roll it back, while it may be set.

        Of those that could be rolled back it is the newest; it, and those whose setting was given up before the call,
        are found among the workspace's newest.
        """
        newest = [each for each in await self.decisions.of_team(team_id, limit=_NEWEST) if each.appid == appid]
        back = [each for each in newest if each.may_roll_back][:1]
        again = [each for each in newest if each.state is State.APPROVED]
        found = [await self.decisions.open_for(team_id, appid), *back, *again]
        return list({each.id: each for each in found if each and each.card_ts}.values())

    async def merchant_chose(self, team_id: str, appid: Visible, choice: MerchantChoice, *, now: datetime) -> None:
        """Keep what a merchant's admin chose on Baselib's page. To decline also turns it off."""
        while True:
            before = await self.opt_ins.get(team_id, appid)
            after = OptIn(before.on and choice is not MerchantChoice.DECLINED, choice)
            if before == after or await self(team_id, appid, before, after, by=SYSTEM, now=now):
                return


def _opt_in_values(opt_in: OptIn) -> dict[str, object]:
    return {"on": opt_in.on, "merchant": str(opt_in.merchant)}


@dataclass(frozen=True)
class MaySet:
    """The operator, an admin of the workspace and the merchant: each of them can say no."""

    visible: VisiblePrograms
    opt_ins: OptIns
    allowed: bool
    """Whether the operator's settings allow it."""

    async def among(self, team_id: str, appids: Collection[str]) -> frozenset[Visible]:
        """Those of these programs whose minimum all of them let Baselib set now."""
        if not self.allowed or not appids:
            return frozenset()
        programs = await self.visible.among(Viewpoint.everything(team_id), appids)
        there = [program.appid for program in programs if program.has_minimum]
        opt_ins = await self.opt_ins.some(team_id, there)
        return frozenset(appid for appid in there if appid in opt_ins and opt_ins[appid].allows)

    async def every(self, team_id: str) -> frozenset[Visible]:
        """Return the programs of a workspace whose minimum may be set."""
        if not self.allowed:
            return frozenset()
        return await self.among(team_id, await self.opt_ins.allowing(team_id))

    async def check(self, team_id: str, appids: Collection[str], name: str, *, many: bool) -> frozenset[str]:
        """Those of these programs whose minimum may be set.

        Args:
            name: of the program, or of the many.

        Raises:
            SettingOff: none; for one, with the reason.
        """
        if may := await self.among(team_id, appids):
            return may
        because = "fleet" if self.allowed else "setting"
        if self.allowed and not many:
            program = next(iter(await self.visible.among(Viewpoint.everything(team_id), appids)), None)
            opt_in = await self.opt_ins.get(team_id, program.appid) if program else OptIn()
            because = "merchant" if opt_in.merchant is MerchantChoice.DECLINED else "workspace"
        raise SettingOff(because=because, program=name)
