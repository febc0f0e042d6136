"""Let Baselib set a program's minimum, or not any more."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.access.audit import SYSTEM, AuditAction, AuditEntry
from bot.domain.access.roles import Viewpoint
from bot.domain.programs.opt_in import MerchantChoice, OptIn
from bot.domain.programs.program import Program
from bot.errors import ImportedUnset, SettingOff
from bot.ports.access import AuditLog
from bot.ports.programs import OptIns
from bot.usecases.decisions.show_cards import ShowCards
from bot.usecases.programs.visible import VisiblePrograms


@dataclass(frozen=True)
class ChangeOptIn:
    """`/baselib programs setting <program> on|off`, and what a merchant chooses. Doing it twice changes nothing."""

    visible: VisiblePrograms
    opt_ins: OptIns
    audit: AuditLog
    show_cards: ShowCards
    allowed: bool
    """Whether the operator's settings allow it."""

    async def of(self, seen: Viewpoint, name: str) -> tuple[Program, OptIn]:
        """The program called `name`, and its opt-in.

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram, AllOfWeChatFixed: see `VisiblePrograms.managed`.
            ImportedUnset: its numbers are imported, so WeChat is never asked about it.
        """
        program = await self.visible.managed(seen, name)
        if program.is_imported:
            raise ImportedUnset(program=program.name)
        return program, await self.opt_ins.get(seen.team_id, program.appid)

    async def turn(self, seen: Viewpoint, name: str, *, on: bool, by: str, now: datetime) -> tuple[Program, OptIn]:
        """Turn it on or off for the program called `name`.

        Raises:
            SettingOff: the operator's settings, or the merchant, do not allow it; turning off always works.
            NoProgram, UnknownProgram, AmbiguousProgram, AllOfWeChatFixed, ImportedUnset: as `of`.
        """
        program, opt_in = await self.of(seen, name)
        if on and not self.allowed:
            raise SettingOff(because="setting", program=program.name)
        if on and opt_in.merchant is MerchantChoice.DECLINED:
            raise SettingOff(because="merchant", program=program.name)
        return program, await self._put(seen.team_id, program.appid, replace(opt_in, on=on), by, now)

    async def merchant_chose(self, team_id: str, appid: str, choice: MerchantChoice, *, now: datetime) -> None:
        """Keep what a merchant's admin chose on Baselib's page. To decline also turns it off."""
        opt_in = await self.opt_ins.get(team_id, appid)
        on = opt_in.on and choice is not MerchantChoice.DECLINED
        await self._put(team_id, appid, OptIn(on, choice), SYSTEM, now)

    async def _put(self, team_id: str, appid: str, opt_in: OptIn, by: str, now: datetime) -> OptIn:
        """Keep it with its entry in the audit log, or neither; then the program's card gets other buttons."""
        before = await self.opt_ins.get(team_id, appid)
        if before == opt_in:
            return opt_in
        entry = AuditEntry(team_id, now, by, AuditAction.OPT_IN, appid, _values(before), _values(opt_in))
        async with self.audit.noting(entry):
            await self.opt_ins.put(team_id, appid, opt_in)
        await self.show_cards.again(team_id, appid)
        return opt_in


def _values(opt_in: OptIn) -> dict[str, object]:
    return {"on": opt_in.on, "merchant": str(opt_in.merchant)}
