"""`manifest.yml` asks Slack for exactly what the code registers and calls."""

import json
from functools import cache
from typing import Any

import yaml
from jsonschema import Draft7Validator

from bot.blocks.kit.controls import SHORTCUT_ASK, SHORTCUT_CAN
from bot.domain.workflows import WorkflowStep
from bot.export.workflow_steps import FUNCTIONS, GET_PROGRAMS
from bot.settings import Settings
from bot.usecases.workspaces.install import REDIRECT_PATH
from handlers.commands.registry import SLASH_COMMAND, named, subcommands
from handlers.events import EVENTS
from handlers.functions import FUNCTIONS as LISTENED_TO
from handlers.http import SLACK_PATH
from handlers.shortcuts import SHORTCUTS
from tests.needs import BESIDE, DATA_BESIDE
from tests.project.registration import registered
from tests.project.repository import ROOT
from tests.project.slack_methods import EVENT_SCOPES, SCOPES, called_methods, users_of_a_client_elsewhere
from tests.skips import skip_without

_SCHEMA = BESIDE / "slack-manifest.schema.json"
"""From https://github.com/slackapi/manifest-schema: kept beside the repository, not in it."""
_HINT = 100
"""Characters that fit beside the command while a person types."""
_INTERACTIVE = {
    "action", "block_action", "block_suggestion", "global_shortcut", "message_shortcut", "options", "shortcut",
    "view", "view_closed", "view_submission",
}  # fmt: skip


@cache
def _manifest() -> dict[str, Any]:
    manifest: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text("utf-8"))
    return manifest


def _commands() -> list[dict[str, Any]]:
    commands: list[dict[str, Any]] = _manifest()["features"]["slash_commands"]
    return commands


def _events() -> list[str]:
    events: list[str] = _manifest()["settings"]["event_subscriptions"]["bot_events"]
    return events


def test_slack_would_accept_the_manifest() -> None:
    skip_without(DATA_BESIDE)
    validator = Draft7Validator(json.loads(_SCHEMA.read_text("utf-8")))

    assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(_manifest())] == []


def test_commands_are_those_listened_to() -> None:
    assert sorted(command["command"] for command in _commands()) == sorted(
        constraint for kind, constraint in registered() if kind == "command"
    )
    assert SLASH_COMMAND in {command["command"] for command in _commands()}


def test_events_are_those_listened_to() -> None:
    assert sorted(_events()) == sorted(EVENTS.all())


def test_functions_are_those_listened_to() -> None:
    assert sorted(FUNCTIONS) == sorted(LISTENED_TO.all())
    assert FUNCTIONS.keys() - {GET_PROGRAMS} == set(WorkflowStep)


def test_interactivity_is_on_because_buttons_are_answered() -> None:
    kinds = {kind for kind, _ in registered()}

    assert _manifest()["settings"]["interactivity"]["is_enabled"] is bool(kinds & _INTERACTIVE)
    assert kinds <= _INTERACTIVE | {"command", "event", "function_executed"}, "an unknown kind of listener"


def test_scopes_are_those_that_the_calls_need() -> None:
    unknown = called_methods() - SCOPES.keys()
    assert not unknown, f"add the scopes of {sorted(unknown)} to tests/project/slack_methods.py"

    needed = {scope for method in called_methods() for scope in SCOPES[method]}
    needed |= {scope for event in _events() for scope in EVENT_SCOPES[event]}
    needed |= {"commands"} if _commands() else set()

    assert sorted(_manifest()["oauth_config"]["scopes"]["bot"]) == sorted(needed)
    assert set(_manifest()["oauth_config"]["scopes"]) == {"bot"}


def test_people_can_get_notices() -> None:
    assert _manifest()["features"]["app_home"]["messages_tab_enabled"] is True


def test_methods_are_called_in_one_place() -> None:
    assert users_of_a_client_elsewhere() == set()


def test_the_hint_is_short_and_right() -> None:
    (command,) = (command for command in _commands() if command["command"] == SLASH_COMMAND)
    program, *hinted = command["usage_hint"].split(" | ")

    assert program == "[program]"
    assert len(command["usage_hint"]) <= _HINT
    assert hinted[-1] == "help"
    assert {named(alternative.split()) for alternative in hinted} <= subcommands().keys()
    assert command["should_escape"] is False, "the words are read as they were typed"


def test_every_request_comes_to_the_path_that_is_served() -> None:
    settings = _manifest()["settings"]
    urls = {command["url"] for command in _commands()}
    urls |= {settings["event_subscriptions"]["request_url"], settings["interactivity"]["request_url"]}

    assert urls == {f"https://baselib.example.com{SLACK_PATH}"}


def test_who_installs_is_asked_for_the_same() -> None:
    oauth = _manifest()["oauth_config"]

    assert list(Settings(_env_file=None).slack_scopes) == oauth["scopes"]["bot"]
    assert oauth["redirect_urls"] == [f"https://baselib.example.com{REDIRECT_PATH}"]


def test_shortcuts_are_those_listened_to() -> None:
    declared = {each["callback_id"]: each["type"] for each in _manifest()["features"]["shortcuts"]}

    assert declared == {SHORTCUT_CAN: "message", SHORTCUT_ASK: "global"}
    assert declared.keys() == SHORTCUTS.all().keys()
