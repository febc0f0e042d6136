"""Keep a step of a decision together with its audit entry and the messages that it owes."""

from dataclasses import dataclass

from bot.domain.decisions.audit_entry import audit_of_step
from bot.domain.decisions.delivery import follow_ups
from bot.domain.decisions.steps import Step
from bot.ports.access import AuditLog
from bot.ports.decisions import Decisions


class _Outdated(Exception):
    """Ends the transaction: another process has changed the decision."""


def _deed(step: Step) -> bool:
    """Whether people voted, or the run of a fleet began to wait, goes on, or ended."""
    run, before = step.after.run, step.before.run
    return step.after.votes != step.before.votes or (run and run.status) != (before and before.status)


@dataclass(frozen=True)
class KeepStep:
    """One transaction: the decision, its votes, its transition, the audit entry and the deliveries."""

    decisions: Decisions
    audit: AuditLog

    async def __call__(self, step: Step) -> bool:
        """Keep it; False when the decision has changed since, and then nothing is kept.

        Raises:
            StorageUnavailable: nothing is kept.
        """
        if step.after == step.before:
            return True
        if step.transition is None and not _deed(step):
            return await self.decisions.keep(step)
        try:
            async with self.audit.recording(audit_of_step(step)):
                await self._keep(step)
        except _Outdated:
            return False
        return True

    async def _keep(self, step: Step) -> None:
        if not await self.decisions.keep(step, follow_ups(step)):
            raise _Outdated
