"""The settings of the use cases."""

from dataclasses import dataclass

from bot.domain.access.roles import NO_NAMED_ADMINS, NamedAdmins
from bot.domain.numbers.percentage_meaning import NO_PIN, Pin
from bot.domain.platform.credentials import Credentials
from bot.ports.workspaces import Workspaces
from bot.usecases.programs.home_workspace import HomeWorkspace


@dataclass(frozen=True, kw_only=True)
class Options:
    """The settings' values, without secrets."""

    credentials: Credentials
    filled: frozenset[str] = frozenset()
    """The names of the settings that have a value."""
    locale: str = "en"
    timezone: str = "Asia/Shanghai"
    public_url: str = ""
    pin: Pin = NO_PIN
    admins: NamedAdmins = NO_NAMED_ADMINS
    many_workspaces: bool = False
    home_team: str = ""
    all_of_wechat: bool = False
    """Whether WeChat's public numbers are read."""

    agents: bool = True
    """Whether agents are answered."""
    may_set_minimum: bool = False
    """Whether approved minimums may be set at WeChat, for programs that were opted in."""

    def home_of(self, workspaces: Workspaces) -> HomeWorkspace:
        """The home workspace among these."""
        return HomeWorkspace(workspaces, self.many_workspaces, self.home_team)
