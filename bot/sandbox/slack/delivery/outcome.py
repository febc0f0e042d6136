"""The outcome of a person's command or press."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.acknowledgement import NotDeliveredError
from bot.sandbox.slack.delivery.sender import Sender

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether the app accepted it, and the id of its answers."""

    interaction: str
    error: str | None = None
    """What Slack shows when the app did not accept it."""

    def to_page(self) -> JsonObject:
        """The outcome as JSON of the control API."""
        body: JsonObject = {"ok": self.error is None, "interaction": self.interaction}
        return body if self.error is None else body | {"error": self.error}


async def delivered(sender: Sender, payload: JsonObject, interaction_id: str) -> Outcome:
    """Deliver an interaction that needs only an acknowledgement."""
    try:
        await sender.send("interactive", payload)
    except NotDeliveredError as error:
        return Outcome(interaction_id, error.reason)
    return Outcome(interaction_id)
