"""Look again, right before a minimum is set, at what the votes rested on."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.access.roles import Viewpoint
from bot.domain.decisions.decision import Decision
from bot.domain.decisions.outcome import Change, Difference
from bot.domain.decisions.proposable import Obstacle
from bot.domain.decisions.recheck import difference
from bot.domain.platform.errcodes import NOT_AUTHORISED, SET_NOT_GRANTED
from bot.domain.programs.program import Program
from bot.domain.report.report import Report
from bot.errors import NoProposal, WeChatRefused
from bot.usecases.decisions.allow_deciding import AllowDeciding
from bot.usecases.programs.visible import VisiblePrograms
from bot.usecases.report.read import ReadReport

_NOT_GRANTED = frozenset({NOT_AUTHORISED, SET_NOT_GRANTED})
"""getSupportVersion needs the same permission set as setSupportVersion, so reading proves that it is granted."""


@dataclass(frozen=True)
class Recheck:
    """WeChat and Slack are asked at that moment."""

    visible: VisiblePrograms
    read_report: ReadReport
    allow: AllowDeciding

    async def __call__(self, decision: Decision, *, now: datetime) -> Change | None:
        """What has changed so that it needs new votes; None when it can be set.

        Raises:
            NoProposal: the numbers look wrong at this moment.
            MeaningUnproved: their meaning is not known.
            OperatorError, TemporaryError: WeChat or Slack cannot be asked.
        """
        report = await self.read(decision, now=now)
        if isinstance(report, Change):
            return report
        if report.suspicions:
            raise NoProposal(because=Obstacle.SUSPICIOUS, program=report.program.name)
        loss = report.computed().loss(decision.version)
        eligible = await self.allow.among(decision.team_id, decision.voters)
        return difference(decision, report.minimum, loss, eligible)

    async def read(self, decision: Decision, *, now: datetime) -> Report | Change:
        """What WeChat shows now, never older numbers; or that the merchant grants it no more.

        Raises:
            OperatorError, TemporaryError: WeChat cannot be read.
        """
        every = await self.visible(Viewpoint.everything(decision.team_id))
        program = every.get(decision.appid) or Program(decision.appid)
        try:
            report = await self.read_report(decision.team_id, program, now=now, refresh=True)
        except WeChatRefused as refusal:
            if refusal.code in _NOT_GRANTED:
                return Change(Difference.GRANT)
            raise
        if (error := report.stale_because) is None:
            return report
        if isinstance(error, WeChatRefused) and error.code in _NOT_GRANTED:
            return Change(Difference.GRANT)
        raise error
