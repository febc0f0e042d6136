"""The configuration of a sandbox workspace: the app's manifest with its functions, its credentials, addresses.

https://docs.slack.dev/reference/app-manifest/ and https://docs.slack.dev/reference/types/
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Self

from tools.sandbox.slack.schema import (
    PLAIN_OPTION,
    Check,
    Problem,
    boolean,
    integer,
    number,
    options,
    pattern,
    record,
    string,
)

JsonObject = dict[str, Any]
MOST_FUNCTIONS: Final = 50
_LONGEST: Final = 40_000
_USER: Final = "slack#/types/user_context"
OPTIONS: Final = "slack#/types/options_select"


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    type: str
    title: str
    description: str
    required: bool
    options_of: str = ""
    """The function whose options fill its select; empty for a plain field."""

    @property
    def is_person(self) -> bool:
        return self.type == _USER

    def to_page(self) -> JsonObject:
        return {
            "name": self.name,
            "type": self.type,
            "title": self.title,
            "description": self.description,
            "required": self.required,
            "searched": bool(self.options_of),
        }


@dataclass(frozen=True, slots=True)
class Function:
    """A step of Workflow Builder, or what fills a select of one."""

    callback_id: str
    title: str
    description: str
    inputs: tuple[Parameter, ...]
    outputs: tuple[Parameter, ...]

    @property
    def is_step(self) -> bool:
        """Whether people can put it into a workflow."""
        return [each.type for each in self.outputs] != [OPTIONS]


def read_functions(declared: Mapping[str, Any]) -> tuple[Function, ...]:
    found = tuple(
        Function(
            callback_id,
            str(each["title"]),
            str(each["description"]),
            _parameters(each["input_parameters"]),
            _parameters(each["output_parameters"]),
        )
        for callback_id, each in declared.items()
    )
    if len(found) > MOST_FUNCTIONS:
        raise ValueError("too many functions")
    selects = {each.options_of for function in found for each in function.inputs if each.options_of}
    fillers = {each.callback_id for each in found if not each.is_step}
    if not selects <= fillers:
        raise ValueError(f"no function returns options: {sorted(selects - fillers)}")
    return found


def _parameters(declared: Mapping[str, Any]) -> tuple[Parameter, ...]:
    required = declared.get("required", [])
    parameters = []
    for name, each in declared["properties"].items():
        if each["type"] not in _CHECKS:
            raise ValueError(f"not a type of a parameter here: {each['type']}")
        options_of = each.get("dynamic_options", {}).get("function", "").removeprefix("#/functions/")
        title, description = str(each.get("title", name)), str(each.get("description", ""))
        parameters.append(Parameter(name, each["type"], title, description, name in required, options_of))
    return tuple(parameters)


def problems_of(values: object, parameters: tuple[Parameter, ...], at: str) -> Iterator[Problem]:
    """Yield what is wrong with the values of inputs or outputs."""
    if not isinstance(values, dict):
        yield Problem(at, "must be an object")
        return
    known = {each.name: each for each in parameters}
    for name in values.keys() - known.keys():
        yield Problem(f"{at}/{name}", "is not declared")
    for name, parameter in known.items():
        if values.get(name) is None:
            if parameter.required:
                yield Problem(f"{at}/{name}", "is required")
        else:
            yield from _CHECKS[parameter.type](values[name], f"{at}/{name}")


_USER_ID: Final = pattern(r"[UW][A-Z0-9]+", "must be a user id")
_CHECKS: Final[Mapping[str, Check]] = {
    "string": string(_LONGEST, least=0),
    "number": number,
    "integer": integer(),
    "boolean": boolean,
    "slack#/types/channel_id": pattern(r"[CG][A-Z0-9]+", "must be a channel id"),
    "slack#/types/user_id": _USER_ID,
    _USER: record({"id": _USER_ID, "secret": string()}),
    OPTIONS: options(PLAIN_OPTION, 100, least=0),
}
"""By type: those that functions here may have."""


_SHORTCUT_TYPES = ("message", "global")
_SHORTCUT_NAME = 24
_SHORTCUTS = 10


@dataclass(frozen=True, slots=True)
class SlashCommand:
    command: str
    usage_hint: str
    description: str


@dataclass(frozen=True, slots=True)
class Shortcut:
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
        """Read a manifest that was loaded from YAML or JSON."""
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
    rotating: bool = False
    app_url: str | None = None
    """Where the app takes Slack's requests; None means Socket Mode."""
    wechat_url: str | None = None
    """The local WeChat platform, which follows this clock and whose faults are shown beside ours."""
    host: str = "127.0.0.1"
    port: int = 3001
    start: datetime | None = None
    """The clock's first time (aware); None means now."""
    timing: Timing = field(default_factory=Timing)
