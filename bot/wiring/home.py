"""The part of the composition root that meets people: Home tabs, first words, the way to WeChat."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.doctor.findings import Finding
from bot.ports.home import PeoplesChoices
from bot.settings import Settings
from bot.storage.alerts.alerts import SqlAlerts
from bot.storage.home.greetings import SqlGreetings
from bot.storage.home.home_queries import SqlHomeQueries
from bot.storage.home.preferences import SqlPreferences
from bot.storage.numbers.read_failures import SqlReadFailures
from bot.usecases.home.build import BuildHome
from bot.usecases.home.connect_wechat import ConnectWeChat
from bot.usecases.home.home_actions import HomeActions
from bot.usecases.home.installation_health import SummariseHealth
from bot.usecases.home.onboarding import Onboarding
from bot.usecases.home.preferred_people import PreferredPeople
from bot.usecases.home.show import ShowHome
from bot.usecases.report.newest import NewestReports
from bot.usecases.workspaces.install import INSTALL_PATH
from bot.wiring.core import Core
from bot.wiring.delivery import Orders
from bot.wiring.doctor import open_checkup
from bot.wiring.slack import SlackParts


@dataclass(frozen=True)
class HomeParts:
    """What people meet the bot through."""

    home_actions: HomeActions
    onboarding: Onboarding
    connect: ConnectWeChat


def in_their_language(core: Core, slack: SlackParts) -> SlackParts:
    """The same Slack, whose people speak the languages that they chose here."""
    return replace(slack, people=PreferredPeople(slack.people, SqlPreferences(core.database)))


def open_home_desk(core: Core, orders: Orders, slack: SlackParts, preferred: SlackParts) -> HomeParts:
    """Everything that it is made of.

    Args:
        core: what works without Slack.
        orders: what is ordered.
        slack: with people as Slack knows them.
        preferred: with people in the languages that they chose.
    """
    choices, settings = SqlPreferences(core.database), core.settings
    show = ShowHome(build_home(core, orders, choices), slack.home_tabs, slack.people, settings.baselib_locale)
    return HomeParts(
        HomeActions(show, choices, core.access.visible, preferred.people),
        Onboarding(
            SqlGreetings(core.database),
            preferred.people,
            slack.messenger,
            core.workspaces,
            settings.baselib_locale,
            settings.baselib_public_url + INSTALL_PATH,
        ),
        ConnectWeChat(settings.credentials, settings.filled, core.home, _Doctor(settings)),
    )


def build_home(core: Core, orders: Orders, choices: PeoplesChoices) -> BuildHome:
    """What makes Home tabs, over the database."""
    own, read_failures = SqlHomeQueries(core.database), SqlReadFailures(core.database)
    tickets = core.secrets.tickets if core.third_party else None
    summarise_health = SummariseHealth(
        core.snapshots, read_failures, own, core.settings.credentials, tickets, home=core.home
    )
    return BuildHome(
        core.access.visible,
        core.snapshots,
        NewestReports(core.snapshots),
        read_failures,
        core.channel_programs,
        orders.deliveries,
        SqlAlerts(core.database),
        choices,
        own,
        summarise_health,
        core.access.role_of,
        core.access.governing.access,
    )


@dataclass(frozen=True)
class _Doctor:
    settings: Settings

    async def __call__(self) -> Sequence[Finding]:
        """Everything, with connections of its own."""
        async with open_checkup(self.settings, []) as diagnose:
            return await diagnose()
