"""The use cases of workflow steps, together."""

from dataclasses import dataclass

from bot.usecases.workflows.offer_programs import OfferPrograms
from bot.usecases.workflows.run import RunSteps


@dataclass(frozen=True)
class WorkflowUseCases:
    """Run steps, and fill their selects."""

    steps: RunSteps
    offer_programs: OfferPrograms
