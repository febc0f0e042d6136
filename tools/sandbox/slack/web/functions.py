"""functions.*: https://docs.slack.dev/reference/methods/functions.completeSuccess and its sibling."""

from typing import Any

from tools.sandbox.slack.config import problems_of
from tools.sandbox.slack.errors import SlackError
from tools.sandbox.slack.state.executions import Execution
from tools.sandbox.slack.web.call import Call, Method

JsonObject = dict[str, Any]


async def complete_success(call: Call) -> JsonObject:
    """The run has succeeded, with the outputs that the manifest declares."""
    execution = call.workspace.executions.running(call.args.required("function_execution_id"))
    outputs = call.args.structured("outputs", "invalid_arguments")
    if problems := list(problems_of(outputs, execution.function.outputs, "/outputs")):
        raise SlackError("parameter_validation_failed", problems)
    execution.outputs, execution.status = outputs, "completed"
    _ended(call, execution)
    return {}


async def complete_error(call: Call) -> JsonObject:
    """The run has failed; people read the sentence."""
    execution = call.workspace.executions.running(call.args.required("function_execution_id"))
    execution.error, execution.status = call.args.required("error"), "failed"
    _ended(call, execution)
    return {}


def _ended(call: Call, execution: Execution) -> None:
    call.workspace.changes.publish("workflow", id=execution.id)


METHODS = {
    "functions.completeSuccess": Method(complete_success, takes_json=True, writes=True),
    "functions.completeError": Method(complete_error, takes_json=True, writes=True),
}
