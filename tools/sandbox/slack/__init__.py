"""A local Slack workspace, strict where Slack is: a bot that passes here should pass there."""

from tools.sandbox.slack.app import SandboxServer, create_app, serve
from tools.sandbox.slack.config import AppManifest, SlackSandboxConfig, SlashCommand, Timing

__all__ = ["AppManifest", "SandboxServer", "SlackSandboxConfig", "SlashCommand", "Timing", "create_app", "serve"]
