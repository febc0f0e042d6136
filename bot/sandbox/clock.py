"""The sandbox's clock: it runs like the wall clock and can be moved."""

from datetime import UTC, datetime, timedelta


class MovableClock:
    """Wall time plus an offset that a person or a test can change."""

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = start - datetime.now(UTC) if start else timedelta(0)

    def now(self) -> datetime:
        """The sandbox's time (aware, UTC)."""
        return datetime.now(UTC) + self._offset

    def set(self, moment: datetime) -> None:
        """Jump to an aware instant; backwards is allowed.

        Raises:
            ValueError: `moment` has no UTC offset.
        """
        if moment.tzinfo is None:
            raise ValueError("the clock takes an instant with its UTC offset")
        self._offset = moment.astimezone(UTC) - datetime.now(UTC)

    def advance(self, by: timedelta) -> None:
        """Move by a span, forwards or backwards."""
        self._offset += by
