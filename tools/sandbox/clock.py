"""The sandbox's clock: it runs like the machine's and can be moved. Nothing else in the sandbox reads the machine's."""

from datetime import UTC, datetime, timedelta


def signing_second() -> int:
    """Return the timestamp of a request signed now.

    The receiver compares it with the machine's clock, because Slack's rule limits how long a request may be on its
    way. So this is the machine's time, wherever the sandbox's clock has been moved to.
    """
    return int(_machine_time().timestamp())


class MovableClock:
    """The machine's time plus an offset that a person or a test can change."""

    def __init__(self, start: datetime | None = None) -> None:
        """Start at `start` (aware); None: at the machine's time."""
        self._ahead = start - _machine_time() if start else timedelta(0)

    @property
    def ahead(self) -> timedelta:
        """How far it is ahead of the machine's clock."""
        return self._ahead

    def now(self) -> datetime:
        """Return the sandbox's time (aware, UTC)."""
        return _machine_time() + self._ahead

    def set(self, moment: datetime) -> None:
        """Jump to an aware instant; backwards is allowed."""
        if moment.tzinfo is None:
            raise ValueError("the clock takes an instant with its UTC offset")
        self._ahead = moment.astimezone(UTC) - _machine_time()

    def advance(self, by: timedelta) -> None:
        """Move by a span, forwards or backwards."""
        self._ahead += by


def _machine_time() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # everything else uses a `MovableClock`
