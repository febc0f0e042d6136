"""A listener that records the calls of a client."""


class RecordedCalls:
    """The calls that are over, and how each ended."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []

    def __call__(self, call: str, ended: str, seconds: float) -> None:
        assert seconds >= 0
        self.calls.append((call, ended))
