"""What the bot does, one verb a file. Commands, buttons, the command line and the scheduler call the same ones."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.program import Program
from bot.domain.report import Report
from bot.ports import Files
from bot.usecases.alerting import Alerting
from bot.usecases.at_home import AtHome
from bot.usecases.can_use import CanUse
from bot.usecases.choose_program import ChooseProgram
from bot.usecases.connect_wechat import ConnectWeChat
from bot.usecases.digesting import Digesting
from bot.usecases.end_workspace import EndWorkspace
from bot.usecases.find_program import FindProgram
from bot.usecases.first_run import FirstRun
from bot.usecases.foresee import Foresee
from bot.usecases.governing import Governing
from bot.usecases.hand_out_link import HandOutLink
from bot.usecases.installing import InstallWorkspace
from bot.usecases.label_program import LabelProgram
from bot.usecases.list_programs import ListPrograms
from bot.usecases.raise_fleet import RaiseFleet
from bot.usecases.raise_minimum import RaiseMinimum
from bot.usecases.read_fleet import ReadFleet
from bot.usecases.read_report import ReadReport
from bot.usecases.read_trend import ReadTrend
from bot.usecases.replay import ReplayDay
from bot.usecases.report_on import ReportOn
from bot.usecases.send_picture import SendPicture
from bot.usecases.share_message import ShareMessage
from bot.usecases.use_program import UseProgram
from bot.usecases.visible_programs import VisiblePrograms


@dataclass(frozen=True)
class ReadingUseCases:
    """What can be asked without Slack, too."""

    choose_program: ChooseProgram
    find_program: FindProgram
    list_programs: ListPrograms
    read_report: ReadReport
    report_on: ReportOn
    replay: ReplayDay
    raise_minimum: RaiseMinimum
    read_fleet: ReadFleet
    raise_fleet: RaiseFleet
    read_trend: ReadTrend
    foresee: Foresee
    can_use: CanUse

    async def report_at(self, team_id: str, program: Program, day: date | None, *, now: datetime) -> Report:
        """What is known now; with a day to look back at, what was known then.

        Raises:
            DayToCome, NothingKept: the day cannot be looked back at.
            OperatorError, TemporaryError: WeChat could not be read, and nothing is kept.
        """
        if day is not None:
            return await self.report_on(team_id, program, day, now=now)
        return await self.read_report(team_id, program, now=now)


@dataclass(frozen=True)
class UseCases(ReadingUseCases):
    """All that a person in Slack can ask for."""

    use_program: UseProgram
    label_program: LabelProgram
    visible_programs: VisiblePrograms
    hand_out_link: HandOutLink
    digesting: Digesting
    alerting: Alerting
    governing: Governing
    share_message: ShareMessage
    files: Files
    send_picture: SendPicture
    end_workspace: EndWorkspace
    at_home: AtHome
    first_run: FirstRun
    connect: ConnectWeChat
    install_workspace: InstallWorkspace | None = None
    """Where many workspaces are served."""


__all__ = ["ReadingUseCases", "UseCases"]
