"""The select of a step's program: https://docs.slack.dev/tools/bolt-python/concepts/custom-steps-dynamic-options/."""

from typing import Final

from bot.export.workflow_steps import GET_PROGRAMS
from handlers.context import Deps
from handlers.functions.registry import Execution, function

_LONGEST: Final = 100
"""Characters that are searched for; names are shorter."""


@function(GET_PROGRAMS)
async def get_programs(deps: Deps, execution: Execution) -> None:
    """Complete the run with options before it is acknowledged: the person is looking at an open select.

    Raises:
        SlackRefused, SlackBusy, SlackUnclear: Slack does not take them.
    """
    workflows = deps.usecases.workflows
    await workflows.offer_programs(
        execution.team_id,
        execution.id,
        builder_id=execution.person("builder"),
        text=execution.text("query", _LONGEST),
        token=execution.token,
    )
