"""Errors about alerts: the person can do something else."""

from bot.errors.user import UserError


class BadAlert(UserError):
    """Not a condition."""

    key = "bad-alert"
    part: str
    """One of `nothing`, `sign`, `version`, `always`, `never`, `days`, `users`, `date`, `rest`."""
    text: str


class NoAlert(UserError):
    """This channel has no alert of that number."""

    key = "no-alert"
    number: str
    """As typed."""


class TooManyAlerts(UserError):
    """The channel has as many alerts as a list can hold."""

    key = "too-many-alerts"
    count: int


class NotYourAlert(UserError):
    """Only its owner and the workspace's admins may change an alert."""

    key = "not-your-alert"
    owner: str


class AlertChanged(UserError):
    """The alert was ended or changed while its form was open."""

    key = "alert-changed"
