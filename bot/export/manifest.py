"""The Slack app's manifest, finished: for Socket Mode, or for one public address."""

import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final
from urllib.parse import quote

import yaml

from bot.domain.agents import AGENTS_PATH

Manifest = dict[str, Any]

PLACEHOLDER: Final = "https://baselib.example.com"
"""The address in `manifest.yml`."""
_CREATE: Final = "https://api.slack.com/apps?new_app=1&manifest_yaml="
"""https://docs.slack.dev/app-manifests/configuring-apps-with-app-manifests/"""
_WIDE: Final = 10_000
_AGENTS_SCOPE: Final = "mcp:connect"
_OPTIONAL: Final = (
    "channels:history",
    "groups:history",
    "im:history",
    "mpim:history",
    "files:write",
    "channels:read",
    "groups:read",
)
"""Scopes without which Baselib does less: https://docs.slack.dev/changelog/2026/03/16/optional-scopes."""
_SERVER: Final = "Baselib"
"""The name under which people see it: https://docs.slack.dev/ai/slackbot-mcp-client"""


def read_manifest(text: str) -> Manifest:
    manifest: Manifest = yaml.safe_load(text)
    return manifest


def finished(manifest: Mapping[str, Any], *, url: str = "", agents: bool = False, optional: bool = False) -> Manifest:
    """Return a manifest that Slack takes as it is.

    Args:
        url: Baselib's public address, https; empty for Socket Mode, which needs none.
        agents: whether Slackbot asks Baselib, which needs an address.
        optional: whether who installs the app may leave scopes out without which Baselib does less.
    """
    made: Manifest = _addressed(deepcopy(dict(manifest)), url)
    made["settings"]["socket_mode_enabled"] = not url
    if not url:  # what is left of these without their addresses
        del made["oauth_config"]["redirect_urls"]
    scopes = made["oauth_config"]["scopes"]
    if optional:
        scopes["bot"] = [each for each in scopes["bot"] if each not in _OPTIONAL]
        scopes["bot_optional"] = list(_OPTIONAL)
    if agents:
        scopes["bot"].append(_AGENTS_SCOPE)
        made["mcp_servers"] = {_SERVER: {"url": f"{url}{AGENTS_PATH}", "auth_type": "slack_identity_auth"}}
    return made


def manifest_yaml(manifest: Manifest) -> str:
    return yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True, width=_WIDE)


def manifest_json(manifest: Manifest) -> str:
    """As JSON, as Slack's command line reads it."""
    return json.dumps(manifest, ensure_ascii=False, indent=2)


def create_link(manifest: Manifest) -> str:
    """Return the page of Slack that creates an app from it in one step."""
    return _CREATE + quote(manifest_yaml(manifest), safe=":/,")


def _addressed(part: Any, url: str) -> Any:
    """Return the same with this address, or without what has one."""
    if isinstance(part, dict):
        filled = {key: _addressed(value, url) for key, value in part.items()}
        return {key: value for key, value in filled.items() if value is not None}
    if isinstance(part, list):
        return [value for each in part if (value := _addressed(each, url)) is not None]
    if isinstance(part, str) and part.startswith(PLACEHOLDER):
        return part.replace(PLACEHOLDER, url) if url else None
    return part
