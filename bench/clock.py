"""The one place where the bench reads the machine's clock, which the measured bot uses, too."""

from datetime import UTC, datetime


def present() -> datetime:
    """This instant (aware, UTC)."""
    return datetime.now(UTC)  # noqa: TID251  # what is measured is the production bot
