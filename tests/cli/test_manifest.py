"""`baselib manifest`: a manifest that Slack takes without a change, and the link that creates the app."""

import json
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from jsonschema import Draft7Validator

from bot.export.manifest import PLACEHOLDER
from bot.export.workflow_steps import FUNCTIONS
from tests.command_line import baselib, data_of
from tests.needs import BESIDE, DATA_BESIDE
from tests.project.repository import ROOT
from tests.skips import skip_without

pytestmark = pytest.mark.usefixtures("bare_command_line")


def read(text: str) -> Any:
    """What is in a file of YAML: in a tenth of the time that `yaml.safe_load` takes."""
    return yaml.load(text, yaml.CSafeLoader)


Env = pytest.MonkeyPatch
SOURCE: Final[dict[str, Any]] = read((ROOT / "manifest.yml").read_text("utf-8"))
_OPTIONS: Final = "slack#/types/options_select"
_SCHEMA: Final = BESIDE / "slack-manifest.schema.json"
_HOST: Final = "https://bot.example.org"
AGENTS: Final = ("--host", "bot.example.org", "--mcp")
_LONGEST_LINK: Final = 8_000
"""Bytes of a request line that any web server takes."""


def printed(*arguments: str) -> dict[str, Any]:
    result = baselib("manifest", *arguments)
    assert result.exit_code == 0
    manifest: dict[str, Any] = read(result.stdout)
    return manifest


def urls(part: Any) -> list[str]:
    if isinstance(part, dict):
        return [url for value in part.values() for url in urls(value)]
    if isinstance(part, list):
        return [url for value in part for url in urls(value)]
    return [part] if isinstance(part, str) and part.startswith("http") else []


@pytest.mark.parametrize(
    "arguments", [(), ("--socket",), ("--host", "bot.example.org"), AGENTS, ("--optional-scopes",)]
)
@pytest.mark.parametrize("steps", [(), ("--workflow-steps",)])
def test_slack_would_accept_it(arguments: tuple[str, ...], steps: tuple[str, ...]) -> None:
    skip_without(DATA_BESIDE)
    schema = json.loads(_SCHEMA.read_text("utf-8"))
    # https://docs.slack.dev/reference/types/options_select-type is newer than the schema.
    schema["definitions"]["app-manifests.v1.hermes.types.type"]["properties"]["type"]["enum"].append(_OPTIONS)

    errors = Draft7Validator(schema).iter_errors(printed(*arguments, *steps))
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def test_optional_scopes() -> None:
    """Who installs it may leave some out: none is lost, and what answers a command, posts and reads people stays."""
    plain, manifest = printed(), printed("--optional-scopes")
    every, scopes = plain["oauth_config"]["scopes"]["bot"], manifest["oauth_config"]["scopes"]

    assert scopes["bot"] == ["commands", "chat:write", "im:write", "users:read"]
    assert sorted([*scopes["bot"], *scopes["bot_optional"]]) == sorted(every)
    assert "not tried on real Slack" in baselib("manifest", "--optional-scopes").stderr


def test_workflow_steps() -> None:
    """Beside the rest: the functions, their event, and what Slack asks of an app that has some."""
    plain, manifest = printed("--host", "bot.example.org"), printed("--host", "bot.example.org", "--workflow-steps")
    added = {"org_deploy_enabled": True, "function_runtime": "remote"}
    events = plain["settings"]["event_subscriptions"]

    assert manifest["functions"] == FUNCTIONS
    assert manifest["settings"] == {
        **plain["settings"],
        **added,
        "event_subscriptions": {**events, "bot_events": sorted([*events["bot_events"], "function_executed"])},
    }
    assert {**manifest, "settings": plain["settings"]} == {**plain, "functions": FUNCTIONS}


def test_selects_of_steps_name_a_function() -> None:
    inputs = [each for one in FUNCTIONS.values() for each in one["input_parameters"]["properties"].values()]
    selects = [each["dynamic_options"] for each in inputs if "dynamic_options" in each]

    assert len(selects) == 3
    for select in selects:
        options = FUNCTIONS[select["function"].removeprefix("#/functions/")]
        assert select["inputs"].keys() <= options["input_parameters"]["properties"].keys()
        assert [each["type"] for each in options["output_parameters"]["properties"].values()] == [_OPTIONS]


def test_a_link_that_is_too_long() -> None:
    """No server takes it: the manifest is to be pasted, and the person learns what it costs."""
    printed_to_people = baselib("manifest", "--workflow-steps").stderr

    assert "manifest_yaml" not in printed_to_people
    assert "paste it" in printed_to_people
    assert "paid Slack plan" in printed_to_people


def test_socket_mode() -> None:
    manifest = printed("--socket")

    assert manifest == printed()
    assert urls(manifest) == []
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert (
        manifest["settings"]["event_subscriptions"]["bot_events"]
        == SOURCE["settings"]["event_subscriptions"]["bot_events"]
    )
    assert manifest["oauth_config"] == {"scopes": SOURCE["oauth_config"]["scopes"]}
    assert manifest["settings"]["interactivity"] == {"is_enabled": True}
    assert [command["command"] for command in manifest["features"]["slash_commands"]] == ["/baselib"]


@pytest.mark.parametrize("host", ["bot.example.org", "https://bot.example.org/", "https://bot.example.org"])
def test_one_host(host: str) -> None:
    manifest = printed("--host", host)

    assert urls(manifest) == [url.replace(PLACEHOLDER, _HOST) for url in urls(SOURCE)]
    assert manifest["settings"]["socket_mode_enabled"] is False


def test_the_address_of_the_settings(monkeypatch: Env) -> None:
    monkeypatch.setenv("BASELIB_PUBLIC_URL", _HOST)
    assert printed() == printed("--host", _HOST)
    assert printed("--socket")["settings"]["socket_mode_enabled"] is True

    monkeypatch.setenv("BASELIB_PUBLIC_URL", "http://127.0.0.1:3000")
    assert printed() == printed("--socket")


def test_json() -> None:
    assert data_of(baselib("manifest", "--socket", "--json")) == printed("--socket")


def test_the_link() -> None:
    link = next(word for word in baselib("manifest", "--socket").stderr.split() if word.startswith("https:"))
    (carried,) = parse_qs(urlsplit(link).query)["manifest_yaml"]

    assert link.startswith("https://api.slack.com/apps?new_app=1&manifest_yaml=")
    assert read(carried) == printed("--socket")
    assert len(link) <= _LONGEST_LINK


@pytest.mark.parametrize(
    "host", ["http://bot.example.org", "localhost", "bot.example.org?x=1", "bot example.org", "::1"]
)
def test_no_host(host: str) -> None:
    result = baselib("manifest", "--host", host)

    assert (result.exit_code, result.stdout) == (2, "")


def test_both() -> None:
    assert baselib("manifest", "--socket", "--host", "bot.example.org").exit_code == 2


def test_slackbot() -> None:
    """Slackbot is given the address and signs its requests; that takes one more scope, and nothing else changes."""
    manifest, plain = printed(*AGENTS), printed(*AGENTS[:2])

    assert manifest.pop("mcp_servers") == {
        "Baselib": {"url": f"{_HOST}/mcp", "auth_type": "slack_identity_auth"},
    }
    assert manifest["oauth_config"]["scopes"]["bot"].pop() == "mcp:connect"
    assert manifest == plain
    assert baselib("manifest", "--socket", "--mcp").exit_code == 2


def test_slacks_own_command_line() -> None:
    hooks = json.loads((ROOT / ".slack" / "hooks.json").read_text("utf-8"))["hooks"]

    for hook, command in (("get-manifest", "manifest"), ("start", "run")):
        python, *words = hooks[hook].split()
        assert python == ".venv/bin/python"
        assert words[:3] == ["-m", "bot", command]
        assert baselib(command, "--help").exit_code == 0
    assert data_of(baselib(*hooks["get-manifest"].split()[3:]))["display_information"]["name"] == "Baselib"
