"""A person submits or closes a modal: view_submission and view_closed.

https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
"""

from collections.abc import Mapping
from typing import Any

from tools.sandbox.slack.acknowledgement import NotDeliveredError
from tools.sandbox.slack.delivery.sender import Sender, interaction
from tools.sandbox.slack.errors import ControlError, SlackError
from tools.sandbox.slack.state.views import View, remember, value_of
from tools.sandbox.slack.web.views import accepted_view
from tools.sandbox.slack.workspace import Workspace

JsonObject = dict[str, Any]

REQUIRED = "Please complete this required field."
TROUBLE = "We had some trouble connecting. Try again?"
ACKNOWLEDGED = "view_acknowledgement"
"""The name in the request log for the app's answer to a submission."""


def open_modal(workspace: Workspace, user: str, view_id: object) -> View:
    """The modal that this person has open.

    Raises:
        ControlError: 404, there is none of that id.
    """
    view = workspace.views.find(str(view_id))
    if view is None or view.user != user or view.content["type"] != "modal":
        raise ControlError(404, "no such view")
    return view


async def submit(
    workspace: Workspace, sender: Sender, view: View, values: Mapping[str, Any], base_url: str
) -> JsonObject:
    """Deliver a submission and do what the app answers.

    Returns:
        `ok`, the errors to show beside fields, and the name under which its answers can be found.
    """
    remember(view.chosen, values)
    if missing := _incomplete(view):
        view.errors = missing
        workspace.view_changed(view)
        return {"ok": False, "errors": missing}
    interaction_id = workspace.mint("I")
    payload = interaction(workspace, "view_submission", view.user)
    payload["trigger_id"] = workspace.triggers.issue(view.user, view.id)
    payload["view"] = view.to_api()
    payload["response_urls"] = _response_urls(workspace, view, base_url, interaction_id)
    return await _deliver(workspace, sender, view, payload) | {"interaction": interaction_id}


async def close(workspace: Workspace, sender: Sender, view: View) -> None:
    """Close a modal, and notify the app if it asked for that."""
    everything = bool(view.content.get("clear_on_close"))
    payload = interaction(workspace, "view_closed", view.user)
    payload |= {"view": view.to_api(), "is_cleared": everything}
    if everything:
        workspace.views.clear(view.user)
    else:
        workspace.views.close(view)
    workspace.view_changed(view)
    if view.content.get("notify_on_close"):
        try:
            await sender.send("interactive", payload)
        except NotDeliveredError:
            return  # Slack does not notify the person either


async def _deliver(workspace: Workspace, sender: Sender, view: View, payload: JsonObject) -> JsonObject:
    try:
        answer = (await sender.send("interactive", payload)).json()
        outcome = _follow(workspace, view, answer)
    except NotDeliveredError as error:
        return {"ok": False, "errors": {}, "error": error.reason, "text": TROUBLE}
    except SlackError as error:
        workspace.requests.add(ACKNOWLEDGED, answer, error=error.error)
        return {"ok": False, "errors": {}, "error": error.error, "text": TROUBLE, "problems": error.problems}
    workspace.requests.add(ACKNOWLEDGED, answer, error=None)
    return outcome


def _follow(workspace: Workspace, view: View, answer: JsonObject) -> JsonObject:
    kind = answer.get("response_action")
    if kind == "errors":
        view.errors = _checked_errors(view, answer.get("errors"))
        workspace.view_changed(view)
        return {"ok": False, "errors": view.errors}
    if kind in ("update", "push"):
        content = accepted_view(workspace, answer.get("view"), "modal", ACKNOWLEDGED)
        if kind == "update":
            workspace.views.replace(view, content, None)
        else:
            workspace.views.push(view, content)
    elif kind == "clear":
        workspace.views.clear(view.user)
    elif kind is None:
        workspace.views.close(view)
    else:
        raise SlackError("invalid_arguments", [f"unknown response_action: {kind}"])
    workspace.view_changed(view)
    return {"ok": True}


def _checked_errors(view: View, errors: object) -> dict[str, str]:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise SlackError("invalid_arguments", ["missing required field: errors"])
    strange = [name for name in errors if name not in inputs]
    if strange:
        raise SlackError("invalid_arguments", [f"errors must name input blocks: {name}" for name in strange])
    return {str(name): str(text) for name, text in errors.items()}


def _incomplete(view: View) -> dict[str, str]:
    problems: dict[str, str] = {}
    state = view.state
    for block in view.blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        value = value_of(element, state[block["block_id"]][element["action_id"]])
        if value is None:
            if not block.get("optional"):
                problems[block["block_id"]] = REQUIRED
        elif isinstance(value, str) and not _fits(element, value):
            problems[block["block_id"]] = "The text is too short or too long."
    return problems


def _fits(element: Mapping[str, Any], value: str) -> bool:
    return bool(element.get("min_length", 0) <= len(value) <= element.get("max_length", 3000))


def _response_urls(workspace: Workspace, view: View, base_url: str, interaction_id: str) -> list[JsonObject]:
    urls, chosen = [], view.state
    for block in view.blocks:
        element = block.get("element", {})
        if not element.get("response_url_enabled"):
            continue
        state = chosen[block["block_id"]][element["action_id"]]
        channel = state.get("selected_conversation") or state.get("selected_channel")
        if channel in workspace.channels:
            url = workspace.responses.issue(view.user, channel, interaction=interaction_id)
            urls.append(
                {
                    "block_id": block["block_id"],
                    "action_id": element["action_id"],
                    "channel_id": channel,
                    "response_url": f"{base_url}/respond/{url.token}",
                }
            )
    return urls
