"""A local Slack workspace, strict where Slack is: a bot that passes here should pass there."""

from bot.sandbox.slack.app import create_app
from bot.sandbox.slack.config import AppManifest, SlackSandboxConfig, SlashCommand, Timing
from bot.sandbox.slack.endpoints.serve import SandboxServer, serve

__all__ = ["AppManifest", "SandboxServer", "SlackSandboxConfig", "SlashCommand", "Timing", "create_app", "serve"]
