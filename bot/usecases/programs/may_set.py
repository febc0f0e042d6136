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

    async def __call__(self, team_id: str, appid: str) -> bool:
        """Whether all of them let Baselib set a program's minimum now.

        Raises:
            StorageUnavailable: it is not known.
        """
        return appid in await self.among(team_id, [appid])

    async def among(self, team_id: str, appids: Collection[str]) -> frozenset[Visible]:
        """Those of these programs whose minimum may be set."""
        if not self.allowed or not appids:
            return frozenset()
        every = await self.visible(Viewpoint.everything(team_id))
        there = [program.appid for appid in appids if (program := every.get(appid)) and program.has_minimum]
        opt_ins = await self.opt_ins.some(team_id, there)
        return frozenset(appid for appid in there if appid in opt_ins and opt_ins[appid].allows)

    async def every(self, team_id: str) -> frozenset[Visible]:
        """The programs of a workspace whose minimum may be set."""
        if not self.allowed:
            return frozenset()
        programs = await self.visible(Viewpoint.everything(team_id))
        return await self.among(team_id, [each.appid for each in programs])

    async def check(self, team_id: str, appid: str, name: str) -> None:
        """Refuse with the reason.

        Raises:
            SettingOff: one of them does not let Baselib.
        """
        if await self(team_id, appid):
            return
        program = (await self.visible(Viewpoint.everything(team_id))).get(appid)
        opt_in = await self.opt_ins.get(team_id, program.appid) if program else OptIn()
        if not self.allowed:
            because = "setting"
        else:
            because = "merchant" if opt_in.merchant is MerchantChoice.DECLINED else "workspace"
        raise SettingOff(because=because, program=name)
