"""Errors of agents' tools and of workflow steps."""

from bot.errors.temporary import TemporaryError
from bot.errors.user import UserError


class BadArguments(UserError):
    """A tool was called with arguments that it does not take."""

    key = "bad-arguments"
    tool: str
    wrong: str
    """The names of the arguments that are missing or wrong."""


class AskerUnknown(UserError):
    """Slack's request does not name the person."""

    key = "asker-unknown"


class NotInstalled(UserError):
    """Baselib does not serve the workspace."""

    key = "not-installed"
    suggestion: str
    """The page that installs it; empty where only the operator can."""


class TooManyCalls(TemporaryError):
    """A person's agents call too often."""

    key = "too-many-calls"
    limit: int
    """Calls in a minute."""


class AgentsOff(UserError):
    key = "agents-off"


class TooManyTokens(UserError):
    """A person has as many tokens as they may."""

    key = "too-many-tokens"
    limit: int


class UnknownResource(UserError):
    """An agent asks for a resource that does not exist."""

    key = "unknown-resource"
    uri: str
    """As sent."""


class UnknownToken(UserError):
    """A person has no token of that name."""

    key = "unknown-token"
    token: str
    """As typed."""


class TooSlow(TemporaryError):
    """A tool took longer than a client waits."""

    key = "too-slow"


class UnknownStep(UserError):
    """The app's manifest has a step that this Baselib does not know."""

    key = "unknown-step"
    name: str


class TooManyRuns(UserError):
    """The workspace has too many open runs of steps."""

    key = "too-many-runs"
    count: int


class NotSafeInTime(UserError):
    """A step waited for a version to become safe, and gave up."""

    key = "not-safe-in-time"
    program: str
    version: str
    days: int


class ProgramVanished(UserError):
    """The program that a step waits for exists no longer, or is restricted to channels by now."""

    key = "program-vanished"
    program: str


class NoProposer(UserError):
    """A step proposes a minimum, but no person started the workflow and no proposer is chosen."""

    key = "no-proposer"
