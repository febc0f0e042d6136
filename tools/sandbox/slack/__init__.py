"""A local Slack workspace, strict where Slack is: a bot that passes here should pass there."""

from tools.sandbox.slack.app import create_app
from tools.sandbox.slack.config import AppManifest, SlackSandboxConfig, SlashCommand, Timing
from tools.sandbox.slack.endpoints.serve import SandboxServer, serve

__all__ = ["AppManifest", "SandboxServer", "SlackSandboxConfig", "SlashCommand", "Timing", "create_app", "serve"]
