"""Programs whose numbers were imported."""

from typing import Protocol


class ImportedPrograms(Protocol):
    """What is kept of an imported program. Scoped by workspace."""

    async def erase(self, team_id: str, appid: str) -> None:
        """Delete a program with its numbers, forecasts, names, restrictions and reminders.

        Alerts and digests have repositories of their own; decisions about it stay.
        """
