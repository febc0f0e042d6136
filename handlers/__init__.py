"""Slack and HTTP listeners: parse, acknowledge, run one use case in the background, build the answer, reply."""

from dataclasses import replace

from slack_bolt.async_app import AsyncApp

from handlers import actions, commands, events, functions, options, shortcuts, views
from handlers.context import Deps
from handlers.registry import load_listeners

__all__ = ["Deps", "register"]


def register(app: AsyncApp, deps: Deps) -> None:
    """Register one listener of each kind, and load what they answer with: nothing is imported at a first request."""
    load_listeners()
    deps = replace(deps, permission_of=actions.permission_of)
    commands.register(app, deps)
    actions.register(app, deps)
    views.register(app, deps)
    options.register(app, deps)
    shortcuts.register(app, deps)
    functions.register(app, deps)  # before the events, of which Slack's requests for functions are one
    events.register(app, deps)
