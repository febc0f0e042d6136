"""The app's requests to the workspace, recorded for tests and the page."""

from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

KEPT = 2000
_SECRET = frozenset({"token", "client_secret", "code", "refresh_token"})


class RequestLog:
    """The last requests, oldest first; tokens are left out."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._entries: deque[dict[str, Any]] = deque(maxlen=KEPT)

    def add(self, method: str, args: Mapping[str, Any], *, error: str | None) -> None:
        """Record one request and its outcome."""
        shown = {name: value for name, value in args.items() if name not in _SECRET}
        self._entries.append(
            {"method": method, "args": shown, "at": self._now().isoformat(), "ok": error is None, "error": error}
        )

    def of(self, method: str | None) -> list[dict[str, Any]]:
        """The requests of one method, or all of them."""
        return [entry for entry in self._entries if method in (None, entry["method"])]
