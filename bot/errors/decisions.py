"""Errors about decisions: the person can do something else."""

from bot.errors.user import UserError


class NoProposal(UserError):
    """The numbers are no basis for a proposal, or there is one already."""

    key = "no-proposal"
    because: str
    """One of `all-of-wechat`, `suspicious`, `old`, `guaranteed`, `direct`, `open`, `past`."""
    program: str


class LossNotAcknowledged(UserError):
    """An agent named another loss than the one that the proposal has at this moment."""

    key = "loss-not-acknowledged"
    loss: str
    """In percent."""


class NoVerdict(UserError):
    """What was given as a scan's verdict is none."""

    key = "no-verdict"


class OwnProposal(UserError):
    """A proposer's own vote does not count."""

    key = "own-proposal"


class NotYourProposal(UserError):
    """Only the proposer and the workspace's admins may withdraw a proposal."""

    key = "not-your-proposal"


class NotYourWord(UserError):
    """Only the person who said that it is set, and the workspace's admins, may take that back."""

    key = "not-your-word"


class NoDecision(UserError):
    """The reader's workspace has no decision of that number, or may not see it."""

    key = "no-decision"
    number: str
    """As typed."""


class NoVote(UserError):
    """The person has no vote to withdraw."""

    key = "no-vote"


class DecisionMoved(UserError):
    """The decision's state does not allow this (any more)."""

    key = "decision-moved"
    state: str


class SettingOff(UserError):
    """Baselib may not set this program's minimum."""

    key = "setting-off"
    because: str
    """One of `setting` (the operator), `workspace`, `merchant`, `fleet`."""
    program: str


class OutsiderDecides(UserError):
    """People of other workspaces never decide, whatever their role."""

    key = "outsider-decides"


class NothingToRaise(UserError):
    """None of the programs of a fleet can be part of a proposal."""

    key = "nothing-to-raise"
    version: str
    programs: int
    """How many were looked at."""
