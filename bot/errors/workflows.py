"""Errors of workflow steps: a person can change the workflow, or run it again."""

from bot.errors.user import UserError


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
