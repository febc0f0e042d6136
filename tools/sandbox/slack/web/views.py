"""views.*: https://docs.slack.dev/reference/methods/views.open/ and its siblings."""

from typing import Any

from tools.sandbox.slack.errors import SlackError
from tools.sandbox.slack.state.views import Trigger, View, with_ids
from tools.sandbox.slack.validation.surfaces import Surface, is_too_large, view_problems
from tools.sandbox.slack.web.blocks import refuse_type_on_command
from tools.sandbox.slack.web.call import Call, Method
from tools.sandbox.slack.workspace import Workspace

JsonObject = dict[str, Any]


async def open_view(call: Call) -> JsonObject:
    """Open a modal for the person whose trigger this is."""
    trigger = _trigger(call)
    view = call.workspace.views.open(trigger.user, accepted_view(call.workspace, _given(call), "modal", call.method))
    trigger.used = True
    return _shown(call.workspace, view)


async def push(call: Call) -> JsonObject:
    """Stack a modal on the one in which the trigger was made."""
    trigger = _trigger(call)
    on = call.workspace.views.find(trigger.view_id or "")
    if on is None or on.content["type"] != "modal":
        raise SlackError("not_found")
    view = call.workspace.views.push(on, accepted_view(call.workspace, _given(call), "modal", call.method))
    trigger.used = True
    return _shown(call.workspace, view)


async def update(call: Call) -> JsonObject:
    """Replace the content of an open modal."""
    view_id, external_id = call.args.text("view_id"), call.args.text("external_id")
    if bool(view_id) == bool(external_id):
        wrong = "Cannot provide both `view_id` and `external_id`" if view_id else "missing required field: view_id"
        raise SlackError("invalid_arguments", [wrong])
    views = call.workspace.views
    view = views.find(view_id) if view_id else views.find_external(external_id)
    if view is None:
        raise SlackError("not_found")
    surface: Surface = view.content["type"]
    views.replace(view, accepted_view(call.workspace, _given(call), surface, call.method), _hash(call))
    return _shown(call.workspace, view)


async def publish(call: Call) -> JsonObject:
    """Publish a person's Home tab."""
    user = call.args.required("user_id")
    if user not in call.workspace.users:
        raise SlackError("invalid_arguments", ["invalid `user_id`"])
    if not call.workspace.config.manifest.home_tab:
        raise SlackError("not_enabled")
    content = accepted_view(call.workspace, _given(call), "home", call.method)
    return _shown(call.workspace, call.workspace.views.publish(user, content, _hash(call)))


def accepted_view(workspace: Workspace, view: object, surface: Surface, where: str) -> JsonObject:
    """A view with every id filled in.

    Raises:
        SlackError: Slack refuses it, or a fault says so.
    """
    problems = view_problems(view, surface, workspace.files.is_ready)
    if problems or not isinstance(view, dict):
        raise SlackError("invalid_arguments", problems)
    if is_too_large(view):
        raise SlackError("view_too_large")
    refuse_type_on_command(workspace, view["blocks"], where, "invalid_arguments")
    return {**view, "blocks": with_ids(view["blocks"], workspace.short_id)}


def _given(call: Call) -> object:
    view: object = call.args.structured("view", "invalid_arguments")
    if view is None:
        raise SlackError("invalid_arguments", ["missing required field: view"])
    return view


def _trigger(call: Call) -> Trigger:
    return call.workspace.triggers.check(call.args.required("trigger_id"))


def _hash(call: Call) -> str | None:
    return call.args.text("hash") or None


def _shown(workspace: Workspace, view: View) -> JsonObject:
    workspace.view_changed(view)
    return {"view": view.to_api()}


METHODS = {
    "views.open": Method(open_view, takes_json=True, writes=True),
    "views.push": Method(push, takes_json=True, writes=True),
    "views.update": Method(update, takes_json=True, writes=True),
    "views.publish": Method(publish, takes_json=True, writes=True),
}
