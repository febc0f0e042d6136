"""All workspaces of the sandbox: one, or two of one organisation where the app is installed by OAuth."""

from collections.abc import Callable, Mapping
from typing import Any

from tools.sandbox.slack.config import SlackSandboxConfig
from tools.sandbox.slack.errors import SlackError
from tools.sandbox.slack.state.people import HOME, NEIGHBOUR, ORGANISATION, Grant, Grants
from tools.sandbox.slack.workspace import Workspace


class Town:
    """Finds the workspace that a token, a browser or a secret address belongs to."""

    def __init__(self, config: SlackSandboxConfig) -> None:
        self.config = config
        self.home = Workspace(config, HOME)
        self.workspaces: dict[str, Workspace] = {HOME.id: self.home}
        self.grants = Grants(self.home.clock.now, rotating=config.rotating)
        self.left_out: set[str] = set()
        """Workspaces that the organisation excludes from its installation."""
        if config.client_id:
            self.workspaces[NEIGHBOUR.id] = Workspace(config, NEIGHBOUR, beside=self.home)
        else:
            self.grants.fixed(config.bot_token, HOME.id)

    def _of_call(self, grant: Grant, arguments: Mapping[str, Any]) -> Workspace:
        """The workspace that a call is about.

        An organisation's token works in all its workspaces, and most calls name none: but ids are unique among them.
        """
        if grant.place != ORGANISATION:
            return self.workspaces[grant.place]
        named = self.workspaces.get(str(arguments.get("team_id")))
        # Methods such as auth.test name no workspace.
        workspace = named or self.where(lambda each: each.knows(arguments))
        if workspace.team.id in self.left_out:
            raise SlackError("team_access_not_granted")
        return workspace

    def where(self, holds: Callable[[Workspace], object]) -> Workspace:
        """The first workspace for which `holds` is true; the home workspace when there is none."""
        return next(filter(holds, self.workspaces.values()), self.home)

    def moved(self) -> None:
        """Update through whose installation each workspace has the app."""
        org = self.grants.serving(ORGANISATION)
        for workspace in self.workspaces.values():
            theirs = org and not self.grants.serving(workspace.team.id) and workspace.team.id not in self.left_out
            workspace.enterprise_id = ORGANISATION if theirs else ""

    def check(self, token: str, arguments: Mapping[str, Any]) -> Workspace:
        """The workspace in which a token works: the bot's, or that of a run of a function.

        Raises:
            SlackError: it works nowhere.
        """
        for workspace in self.workspaces.values():
            if workspace.executions.holds(token):
                return workspace
        return self._of_call(self.grants.check(token), arguments)
