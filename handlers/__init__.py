"""Slack and HTTP listeners: parse, acknowledge, hand one use case to the background, build, reply."""

from slack_bolt.async_app import AsyncApp

from handlers import actions, commands, events, options, shortcuts, views
from handlers.desk import Desk

__all__ = ["Desk", "register"]


def register(app: AsyncApp, desk: Desk) -> None:
    """Register one listener of each kind."""
    commands.register(app, desk)
    actions.register(app, desk)
    views.register(app, desk)
    options.register(app, desk)
    shortcuts.register(app, desk)
    events.register(app, desk)
