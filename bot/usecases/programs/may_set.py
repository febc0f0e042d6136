"""Whether Baselib may set a program's minimum at WeChat."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.domain.access.roles import Viewpoint
from bot.domain.numbers.visible import Visible
from bot.domain.programs.opt_in import MerchantChoice, OptIn
from bot.errors import SettingOff
from bot.ports.programs import OptIns
from bot.usecases.programs.visible import VisiblePrograms


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
        """The programs of a workspace whose minimum may be set."""
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
