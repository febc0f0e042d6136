"""The app's answer to a delivered payload."""

from dataclasses import dataclass
from typing import Any

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The app accepted the payload; the body may have content to show."""

    body: JsonObject | str | None

    def json(self) -> JsonObject:
        """The body as an object; empty when there is none."""
        return self.body if isinstance(self.body, dict) else {}


class NotDeliveredError(Exception):
    """The app did not accept the payload; `reason` is what Slack shows to the person."""

    def __init__(self, reason: str, *, retry: bool = True, http_status: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry = retry
        """Whether Slack would send an event again."""
        self.http_status = http_status
