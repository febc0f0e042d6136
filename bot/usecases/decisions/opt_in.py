"""Let Baselib set a program's minimum, or not any more."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.access.roles import Viewpoint
from bot.domain.programs.opt_in import MerchantChoice, OptIn
from bot.domain.programs.program import Program
from bot.errors import ImportedUnset, SettingOff
from bot.ports.decisions import Claims
from bot.ports.programs import OptIns
from bot.usecases.decisions.show_cards import ShowCards
from bot.usecases.programs.keep_opt_in import KeepOptIn
from bot.usecases.programs.visible import VisiblePrograms


@dataclass(frozen=True)
class ChangeOptIn:
    """`/baselib programs setting <program> on|off`. Doing it twice changes nothing."""

    visible: VisiblePrograms
    opt_ins: OptIns
    keep: KeepOptIn
    claims: Claims
    show_cards: ShowCards
    allowed: bool
    """Whether the operator's settings allow it."""

    async def of(self, seen: Viewpoint, name: str, *, on: bool = False) -> tuple[Program, OptIn]:
        """The program called `name`, and its opt-in.

        Args:
            on: refuse where it may not be turned on.

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram, AllOfWeChatFixed: see `VisiblePrograms.managed`.
            ImportedUnset: its numbers are imported, so WeChat is never asked about it.
            SettingOff: the operator's settings, or the merchant, do not allow it to be turned on.
        """
        program = await self.visible.managed(seen, name)
        if program.is_imported:
            raise ImportedUnset(program=program.name)
        opt_in = await self.opt_ins.get(seen.team_id, program.appid)
        if on and (not self.allowed or opt_in.merchant is MerchantChoice.DECLINED):
            raise SettingOff(because="merchant" if self.allowed else "setting", program=program.name)
        return program, opt_in

    async def turn(self, seen: Viewpoint, name: str, *, on: bool, by: str, now: datetime) -> tuple[Program, OptIn, int]:
        """Turn it on or off for the program called `name`; also how many calls for it are under way: the last ones.

        Raises:
            BotError: as `of`; turning off always works.
        """
        while True:
            program, opt_in = await self.of(seen, name, on=on)
            changed = replace(opt_in, on=on)
            if changed == opt_in:
                break
            if await self.keep(seen.team_id, program.appid, opt_in, changed, by=by, now=now):
                for decision in await self.keep.cards(seen.team_id, program.appid):
                    await self.show_cards.shown(decision)
                break
        return program, changed, await self.claims.calling(seen.team_id, appid=program.appid)
