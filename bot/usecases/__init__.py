"""What the bot does, one verb a file. Commands, buttons, the command line and the scheduler call the same ones."""

from dataclasses import dataclass, field
from functools import partial

from bot.usecases.alerting import Alerting
from bot.usecases.allow_change import AllowChange
from bot.usecases.check_ticket import CheckTicket
from bot.usecases.choose_program import ChooseProgram
from bot.usecases.cover_users import CoverUsers
from bot.usecases.end_digest import EndDigest
from bot.usecases.end_workspace import EndWorkspace
from bot.usecases.find_program import FindProgram, KeptReport
from bot.usecases.label_program import LabelProgram
from bot.usecases.list_programs import ListPrograms
from bot.usecases.mend_digest import MendDigest
from bot.usecases.pause_digest import PauseDigest
from bot.usecases.preview_digest import PreviewDigest
from bot.usecases.raise_fleet import RaiseFleet
from bot.usecases.raise_minimum import RaiseMinimum
from bot.usecases.read_fleet import ReadFleet
from bot.usecases.read_report import ReadReport
from bot.usecases.search_programs import SearchPrograms
from bot.usecases.send_digest_now import SendDigestNow
from bot.usecases.send_file import SendFile
from bot.usecases.share_message import ShareMessage
from bot.usecases.show_digest import ShowDigest
from bot.usecases.show_history import ShowHistory
from bot.usecases.start_authorisation import StartAuthorisation
from bot.usecases.subscribe import Subscribe
from bot.usecases.use_program import UseProgram


@dataclass(frozen=True)
class ReadingUseCases:
    """What can be asked without Slack, too."""

    choose_program: ChooseProgram
    find_program: FindProgram
    list_programs: ListPrograms
    read_report: ReadReport
    kept_report: KeptReport
    raise_minimum: RaiseMinimum
    cover_users: CoverUsers
    read_fleet: ReadFleet
    raise_fleet: RaiseFleet


@dataclass(frozen=True)
class UseCases(ReadingUseCases):
    """All that a person in Slack can ask for."""

    use_program: UseProgram
    label_program: LabelProgram
    share_message: ShareMessage
    send_file: SendFile
    subscribe: Subscribe
    show_digest: ShowDigest
    end_digest: EndDigest
    allow_change: AllowChange
    pause_digest: PauseDigest
    show_history: ShowHistory
    preview_digest: PreviewDigest
    search_programs: SearchPrograms
    send_digest_now: SendDigestNow
    mend_digest: MendDigest
    alerting: Alerting
    end_workspace: EndWorkspace
    start_authorisation: StartAuthorisation = field(default_factory=partial(StartAuthorisation, None, ""))
    """Without a third-party platform of our own there is no link to give."""
    check_ticket: CheckTicket = field(default_factory=CheckTicket)


__all__ = ["ReadingUseCases", "UseCases"]
