"""The machine's time."""

from datetime import UTC, datetime


def machine_time() -> datetime:
    """The present instant (aware, UTC), as the machine has it."""
    return datetime.now(UTC)  # noqa: TID251  # everything else uses a `Clock`
