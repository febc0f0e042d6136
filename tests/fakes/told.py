"""Those whom a client tells of its calls."""


class Told:
    """Remembers which calls are over, and how they ended."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []

    def __call__(self, call: str, ended: str, seconds: float) -> None:
        """One call is over."""
        assert seconds >= 0
        self.calls.append((call, ended))
