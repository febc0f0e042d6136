"""The part of the composition root that opens the ports of Slack's use cases."""

from collections.abc import Sequence
from functools import partial

from bot.domain.doctor import Finding
from bot.ports.machine import ChartDrawer
from bot.settings import Settings
from bot.usecases.app import Ports
from bot.usecases.home.onboarding import PreferredPeople
from bot.wiring.core import Core
from bot.wiring.doctor import open_checkup
from bot.wiring.slack import SlackParts


def open_ports(core: Core, slack: SlackParts, charts: ChartDrawer) -> Ports:
    return Ports(
        **vars(core.ports),
        messenger=slack.messenger,
        profiles=slack.people,
        people=PreferredPeople(slack.people, core.repositories.preferences),
        files=slack.files,
        home_tabs=slack.home_tabs,
        step_results=slack.step_results,
        charts=charts,
        diagnose=partial(_diagnose, core.settings),
        check_token=slack.check_token,
        clock=core.clock,
        only_one=core.database.only_one,
        installations=slack.many.installations if slack.many else None,
        passes=core.secrets.vault if core.third_party else None,
    )


async def _diagnose(settings: Settings) -> Sequence[Finding]:
    async with open_checkup(settings, []) as diagnose:
        return await diagnose()
