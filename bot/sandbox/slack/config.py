"""The configuration of a sandbox workspace: the app's manifest, its credentials, addresses."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from bot.sandbox.slack.functions import Function, read_functions

_SHORTCUT_TYPES = ("message", "global")
_SHORTCUT_NAME = 24
_SHORTCUTS = 10


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A slash command that the manifest declares."""

    command: str
    usage_hint: str
    description: str


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut that the manifest declares."""

    name: str
    type: str
    """`message` is in the menu of each message, `global` beside the message field."""
    callback_id: str
    description: str


@dataclass(frozen=True, slots=True)
class AppManifest:
    """The parts of an app manifest on which a workspace acts.

    https://docs.slack.dev/reference/app-manifest/
    """

    name: str
    commands: tuple[SlashCommand, ...]
    scopes: frozenset[str]
    events: frozenset[str]
    home_tab: bool
    shortcuts: tuple[Shortcut, ...] = ()
    functions: tuple[Function, ...] = ()

    @classmethod
    def parse(cls, manifest: Mapping[str, Any]) -> Self:
        """Read a manifest that was loaded from YAML or JSON.

        Raises:
            ValueError: a part that Slack requires is missing or malformed.
        """
        try:
            features = manifest.get("features", {})
            return cls(
                name=str(manifest["display_information"]["name"]),
                commands=_commands(features.get("slash_commands", [])),
                scopes=frozenset(manifest["oauth_config"]["scopes"]["bot"]),
                events=frozenset(manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", [])),
                home_tab=bool(features.get("app_home", {}).get("home_tab_enabled", False)),
                shortcuts=_shortcuts(features.get("shortcuts", [])),
                functions=read_functions(manifest.get("functions", {})),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"the app manifest is malformed: {error!r}") from error


def _commands(declared: Sequence[Mapping[str, Any]]) -> tuple[SlashCommand, ...]:
    for each in declared:
        if not re.fullmatch(r"/\S{1,31}", each["command"]):
            raise ValueError(f"not a slash command: {each['command']}")
    return tuple(
        SlashCommand(each["command"], str(each.get("usage_hint", "")), str(each["description"])) for each in declared
    )


def _shortcuts(declared: Sequence[Mapping[str, Any]]) -> tuple[Shortcut, ...]:
    """Ten at most, each with a name of at most 24 characters: https://docs.slack.dev/reference/app-manifest/."""
    found = tuple(
        Shortcut(str(each["name"]), each["type"], str(each["callback_id"]), str(each["description"]))
        for each in declared
    )
    for each in found:
        if each.type not in _SHORTCUT_TYPES or not 0 < len(each.name) <= _SHORTCUT_NAME:
            raise ValueError(f"not a shortcut: {each.name}")
    if len(found) > _SHORTCUTS or len({each.callback_id for each in found}) < len(found):
        raise ValueError("too many shortcuts, or two with one callback_id")
    return found


@dataclass(frozen=True, slots=True)
class Timing:
    """Slack's own time limits, in seconds of real time."""

    acknowledge: float = 3.0
    """How long the app may take to acknowledge a request."""
    trigger: float = 3.0
    """How long a trigger_id can be used."""
    event_retries: tuple[float, ...] = (0.0, 60.0, 300.0)
    """How long Slack waits before each retry of an event."""
    file_ready: float = 0.5
    """How long an uploaded file takes to become ready."""


@dataclass(frozen=True, slots=True)
class SlackSandboxConfig:
    """Everything that starts a sandbox workspace."""

    manifest: AppManifest
    bot_token: str = field(repr=False)
    app_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    client_id: str = ""
    """If set, there are two workspaces without the app at first, and it is installed by OAuth."""
    client_secret: str = field(default="", repr=False)
    redirect_url: str = ""
    """The app's OAuth redirect URL."""
    rotating: bool = False
    """Whether tokens expire."""
    app_url: str | None = None
    """Where the app takes Slack's requests; None means Socket Mode."""
    wechat_url: str | None = None
    """The local WeChat platform, which follows this clock and whose faults are shown beside ours."""
    host: str = "127.0.0.1"
    port: int = 3001
    start: datetime | None = None
    """The clock's first time (aware); None means now."""
    timing: Timing = field(default_factory=Timing)
