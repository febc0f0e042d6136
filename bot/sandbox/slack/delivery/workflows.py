"""A workflow reaches a step of the app, and a person who builds one opens a select.

https://docs.slack.dev/reference/events/function_executed/
"""

from typing import Any, Final

from bot.sandbox.slack.acknowledgement import NotDeliveredError
from bot.sandbox.slack.delivery.events import Events
from bot.sandbox.slack.errors import ControlError
from bot.sandbox.slack.functions import Function, Parameter, problems_of
from bot.sandbox.slack.state.executions import Execution
from bot.sandbox.slack.state.messages import to_ts
from bot.sandbox.slack.state.people import APP_ID
from bot.sandbox.slack.workspace import Workspace

JsonObject = dict[str, Any]
EVENT: Final = "function_executed"


def declared(workspace: Workspace, callback_id: object) -> Function:
    """The step that the manifest declares.

    Raises:
        ControlError: 404, it declares none of that id.
    """
    for function in workspace.config.manifest.functions:
        if function.callback_id == callback_id and function.is_step:
            return function
    raise ControlError(404, "no such step")


def reach(workspace: Workspace, events: Events, step: Function, given: object, user: str) -> Execution:
    """Start a run of a step in the background.

    Args:
        user: the person who started the workflow; empty for a schedule.

    Raises:
        ControlError: 400, Workflow Builder would not take these inputs; 409, the app does not subscribe to the event.
    """
    values = {name: value for name, value in given.items() if value != ""} if isinstance(given, dict) else {}
    if any(each.is_person and each.name in values for each in step.inputs):
        raise ControlError(400, "only Slack names the person who started the workflow")
    inputs = {**values, **_person(step, user)}
    if problems := [str(each) for each in problems_of(inputs, step.inputs, "/inputs")]:
        raise ControlError(400, "; ".join(problems))
    execution = workspace.executions.start(step, inputs)
    if not events.emit(EVENT, _event(workspace, execution)):
        raise ControlError(409, f"the app does not subscribe to {EVENT}")
    workspace.changes.publish("workflow", id=execution.id)
    return execution


async def search(
    workspace: Workspace, events: Events, step: Function, name: object, *, typed: str, user: str
) -> list[JsonObject]:
    """The options of a select, which the app has to return before it acknowledges the event.

    Raises:
        ControlError: 404, the step has no such select; 502, the app returned none in time.
    """
    selects = {each.name: each for each in step.inputs if each.options_of}
    if not isinstance(name, str) or name not in selects:
        raise ControlError(404, "no such select")
    filler = _named(workspace, selects[name].options_of)
    texts = {each.name: typed for each in filler.inputs if each.type == "string"}
    execution = workspace.executions.start(filler, {**texts, **_person(filler, user)})
    try:
        await events.send_now(_event(workspace, execution))
    except NotDeliveredError as error:
        raise ControlError(502, error.reason) from error
    if execution.status != "completed":
        raise ControlError(502, execution.error or "the event was acknowledged without options")
    options: list[JsonObject] = execution.outputs["options"]
    return options


def _named(workspace: Workspace, callback_id: str) -> Function:
    return next(each for each in workspace.config.manifest.functions if each.callback_id == callback_id)


def _person(function: Function, user: str) -> JsonObject:
    """The inputs that Slack fills in itself."""
    return {each.name: {"id": user, "secret": "sandbox"} for each in function.inputs if each.is_person and user}


def _event(workspace: Workspace, execution: Execution) -> JsonObject:
    function, now = execution.function, workspace.clock.now()
    return {
        "type": EVENT,
        "function": {
            "id": f"Fn{function.callback_id.replace('_', '').replace('-', '').upper()[:12]}",
            "callback_id": function.callback_id,
            "title": function.title,
            "description": function.description,
            "type": "app",
            "input_parameters": [_described(each) for each in function.inputs],
            "output_parameters": [_described(each) for each in function.outputs],
            "app_id": APP_ID,
            "date_created": int(now.timestamp()),
            "date_updated": int(now.timestamp()),
            "date_deleted": 0,
            "form_enabled": False,
        },
        "inputs": execution.inputs,
        "function_execution_id": execution.id,
        "workflow_execution_id": workspace.mint("Wx"),
        "event_ts": to_ts(now),
        "bot_access_token": execution.token,
    }


def _described(parameter: Parameter) -> JsonObject:
    return {
        "type": parameter.type,
        "name": parameter.name,
        "title": parameter.title,
        "description": parameter.description,
        "is_required": parameter.required,
    }
