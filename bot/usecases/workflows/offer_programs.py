"""The programs that a workflow step can be about."""

from dataclasses import dataclass
from typing import Final

from bot.blocks.workflows import failure_sentence, option_outputs
from bot.errors import BotError
from bot.ports.workflows import StepResults
from bot.usecases.programs.visible import VisiblePrograms
from bot.usecases.workflows.actor import Actors

_MOST: Final = 100
"""Options of a select: https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element/."""


@dataclass(frozen=True)
class OfferPrograms:
    """Fills the select of a step's program while a person builds a workflow."""

    actors: Actors
    visible: VisiblePrograms
    results: StepResults

    async def __call__(self, team_id: str, run_id: str, *, builder_id: str, text: str, token: str = "") -> None:
        """Answer with at most a hundred programs that match, without those that are restricted to channels.

        Args:
            team_id: the workspace.
            run_id: of the function that asks.
            builder_id: the person who builds the workflow; empty when Slack does not say.
            text: as typed so far.
            token: the run's own.

        Raises:
            WorkspaceUnavailable, SlackRefused, SlackBusy, SlackUnclear: Slack does not take the answer.
        """
        try:
            seen = await self.actors.viewpoint(team_id, builder_id)
            outputs = option_outputs(await self.visible.choices(seen, text, limit=_MOST))
        except BotError as error:
            sentence = failure_sentence(error, await self.actors.texts(team_id, builder_id))
            await self.results.fail(team_id, run_id, sentence, token=token)
            return
        await self.results.complete(team_id, run_id, outputs, token=token)
