"""Build the use cases of workflow steps."""

from bot.assembly.options import Options
from bot.assembly.ports import Ports
from bot.domain.workflows import WorkflowStep
from bot.usecases import ReadingUseCases, WorkflowUseCases
from bot.usecases.access.role_of import RoleOf
from bot.usecases.decisions.propose import ProposeDecision
from bot.usecases.workflows.actor import Actors
from bot.usecases.workflows.run import RunSteps, Works
from bot.usecases.workflows.steps import LossAtVersion, OfferPrograms, ProposeInWorkflow, WaitUntilSafe


def workflows(
    ports: Ports, options: Options, reading: ReadingUseCases, role_of: RoleOf, propose: ProposeDecision
) -> WorkflowUseCases:
    """Build them.

    Args:
        ports: the database and Slack.
        options: from the settings.
        reading: the use cases that read.
        role_of: the roles of people.
        propose: proposes a decision.
    """
    kept, choose, visible = ports.repositories, reading.choose_program, reading.visible_programs
    actors = Actors(ports.people, role_of, options.locale)
    works: dict[WorkflowStep, Works] = {
        WorkflowStep.LOSS: LossAtVersion(actors, choose, reading.read_report, reading.raise_minimum),
        WorkflowStep.WAIT: WaitUntilSafe(actors, choose, visible, kept.snapshots, reading.read_report),
        WorkflowStep.PROPOSE: ProposeInWorkflow(actors, ports.people, choose, kept.decisions, propose),
    }
    return WorkflowUseCases(
        RunSteps(kept.step_runs, ports.step_results, actors, works, kept.workspaces),
        OfferPrograms(actors, visible, ports.step_results),
    )
