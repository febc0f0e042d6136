"""What a person's command or press came to."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.acknowledgement import NotDeliveredError
from bot.sandbox.slack.delivery.sender import Sender

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether the app took it, and the name under which its answers can be found."""

    interaction: str
    error: str | None = None
    """What Slack shows when the app did not take it."""

    def to_page(self) -> JsonObject:
        """The outcome as the control API tells it."""
        body: JsonObject = {"ok": self.error is None, "interaction": self.interaction}
        return body if self.error is None else body | {"error": self.error}


async def delivered(sender: Sender, payload: JsonObject, interaction_id: str) -> Outcome:
    """Deliver an interaction of which nothing but the acknowledgement is expected."""
    try:
        await sender.send("interactive", payload)
    except NotDeliveredError as error:
        return Outcome(interaction_id, error.reason)
    return Outcome(interaction_id)
