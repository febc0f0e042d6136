"""The part of the composition root for agents."""

from functools import partial
from typing import TYPE_CHECKING

from bot.lib.version import installed_version
from bot.lib.work import Work
from bot.mcp.http import Agents, CallTurns
from bot.usecases.app import Ports
from bot.usecases.everything import UseCases
from bot.usecases.workspaces.install import INSTALL_PATH
from bot.wiring.core import Core
from bot.wiring.routines import Demand
from bot.wiring.slack import SlackParts

if TYPE_CHECKING:
    from bot.mcp.http_admission import HttpAdmission, IsServed


def open_agents(core: Core, slack: SlackParts, ports: Ports, usecases: UseCases, work: Work) -> Agents:
    """Open the application behind `/mcp`; what it needs is loaded at its first request.

    Args:
        work: what answers people; calls give way to it.
    """
    turns = CallTurns(Demand(work, core.metrics.answering), core.metrics.calls_refused.inc)
    return Agents(partial(_admission, core, slack, ports, usecases), installed_version(), turns)


def _admission(core: Core, slack: SlackParts, ports: Ports, usecases: UseCases) -> "HttpAdmission":
    from bot.mcp.http_admission import HttpAdmission  # noqa: PLC0415  # only for an agent's question

    settings = core.settings
    return HttpAdmission(
        usecases,
        ports.people,
        core.clock,
        settings.baselib_locale,
        core.metrics.answering,
        _is_served(core, slack),
        settings.baselib_public_url + INSTALL_PATH if slack.many else "",
        settings.baselib_agents_may_propose == "on",
    )


def _is_served(core: Core, slack: SlackParts) -> "IsServed":
    """As Slack's own requests: through the workspace's installation, or its organisation's."""
    many = slack.many

    async def is_served(team_id: str, enterprise_id: str) -> bool:
        if many and await many.tokens.serving(team_id, enterprise_id) is None:
            return False
        workspace = await core.repositories.workspaces.get(team_id)
        return workspace is not None and not workspace.ended

    return is_served
