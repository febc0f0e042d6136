"""The bot's Web API methods, and their scopes."""

import ast
import re
from collections.abc import Iterator

from slack_sdk.web.async_client import AsyncWebClient

from tests.project.repository import python_files, tree

SCOPES: dict[str, frozenset[str]] = {
    "apps.connections.open": frozenset(),
    "api.test": frozenset(),
    "auth.teams.list": frozenset(),
    "auth.test": frozenset(),
    "blocks.validate": frozenset(),
    "chat.postEphemeral": frozenset({"chat:write"}),
    "chat.postMessage": frozenset({"chat:write"}),
    "chat.update": frozenset({"chat:write"}),
    "conversations.members": frozenset({"channels:read", "groups:read"}),
    "conversations.history": frozenset({"channels:history", "groups:history", "im:history", "mpim:history"}),
    "conversations.replies": frozenset({"channels:history", "groups:history", "im:history", "mpim:history"}),
    "conversations.open": frozenset({"im:write"}),
    "files.completeUploadExternal": frozenset({"files:write"}),
    "files.getUploadURLExternal": frozenset({"files:write"}),
    "functions.completeError": frozenset(),
    "functions.completeSuccess": frozenset(),
    "oauth.v2.access": frozenset(),
    "users.info": frozenset({"users:read"}),
    "users.list": frozenset({"users:read"}),
    "views.open": frozenset(),
    "views.publish": frozenset(),
    "views.update": frozenset(),
}
"""By method: https://docs.slack.dev/reference/methods/ (each page's "Bot tokens").

conversations.history and .replies take a scope for each kind of conversation.
"""

EVENT_SCOPES: dict[str, frozenset[str]] = {
    "apps.connections.open": frozenset(),
    "app_home_opened": frozenset(),
    "app_uninstalled": frozenset(),
    "member_joined_channel": frozenset({"channels:read", "groups:read"}),
    "message.im": frozenset({"im:history"}),
    "team_access_granted": frozenset(),
    "team_access_revoked": frozenset(),
    "tokens_revoked": frozenset(),
    "user_change": frozenset({"users:read"}),
}
"""By event: https://docs.slack.dev/reference/events/ (each page's "Required Scopes")."""

_CLIENT_METHODS = {name for name in vars(AsyncWebClient) if "_" in name and not name.startswith("_")}
_ADAPTER = "bot/slack"


def called_methods() -> set[str]:
    return {method for path in python_files(_ADAPTER) for method in _methods_in(tree(path))}


def users_of_a_client_elsewhere() -> set[str]:
    elsewhere = [path for path in python_files("bot", "handlers") if not _inside(path.as_posix())]
    suspects = [path for path in elsewhere if _CLIENT_METHODS & set(re.findall(r"\w+", path.read_text("utf-8")))]
    return {f"{path.name}: {method}" for path in suspects for method in _methods_in(tree(path))}


def _inside(path: str) -> bool:
    return "/bot/slack/" in path


def _methods_in(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name = node.func.attr
            if name in _CLIENT_METHODS:
                yield _slack_name(node, name)


def _slack_name(call: ast.Call, python_name: str) -> str:
    if python_name != "api_call":
        return python_name.replace("_", ".")
    argument = call.args[0] if call.args else None
    return str(argument.value) if isinstance(argument, ast.Constant) else "an api_call that names no method"
