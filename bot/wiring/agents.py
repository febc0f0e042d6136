"""The part of the composition root for agents."""

from bot.assembly import Ports
from bot.lib.version import installed_version
from bot.mcp.http import Agents
from bot.mcp.http_admission import HttpAdmission, IsServed
from bot.usecases import UseCases
from bot.usecases.agents import OwnerOfToken
from bot.usecases.decisions.by_agent import ProposeByAgent
from bot.usecases.workspaces.install import INSTALL_PATH
from bot.wiring.core import Core
from bot.wiring.slack import SlackParts


def owner_of_token(core: Core, ports: Ports, usecases: UseCases) -> OwnerOfToken:
    """Who sends a token."""
    return OwnerOfToken(usecases.tokens, ports.people, core.clock)


def open_agents(core: Core, slack: SlackParts, ports: Ports, usecases: UseCases) -> Agents:
    """Open the application behind `/mcp`; it loads the SDK at its first request."""
    settings = core.settings
    admission = HttpAdmission(
        usecases,
        ports.people,
        core.clock,
        settings.baselib_locale,
        core.metrics.answering,
        _is_served(core, slack),
        settings.baselib_public_url + INSTALL_PATH if slack.many else "",
        _proposing(ports, usecases) if settings.baselib_agents_may_propose == "on" else None,
    )
    return Agents(admission, installed_version())


def _proposing(ports: Ports, usecases: UseCases) -> ProposeByAgent:
    propose, choose = usecases.deciding.propose, usecases.choose_program
    return ProposeByAgent(propose, choose, ports.people, ports.repositories.audit)


def _is_served(core: Core, slack: SlackParts) -> IsServed:
    """As Slack's own requests: through the workspace's installation, or its organisation's."""
    many = slack.many

    async def is_served(team_id: str, enterprise_id: str) -> bool:
        if many and await many.tokens.serving(team_id, enterprise_id) is None:
            return False
        workspace = await core.repositories.workspaces.get(team_id)
        return workspace is not None and not workspace.ended

    return is_served
