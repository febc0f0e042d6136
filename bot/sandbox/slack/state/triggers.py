"""Trigger ids: what lets the app open a view for a person, once and at once."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.slack.errors import SlackError


@dataclass
class Trigger:
    """The moment in which a person did something."""

    user: str
    until: float
    view_id: str | None
    """The view in which it happened."""
    used: bool = False


class Triggers:
    """All issued triggers."""

    def __init__(self, life: float, mint: Callable[[str], str], clock: Callable[[], float] = time.monotonic) -> None:
        self._life = life
        self._mint = mint
        self._clock = clock
        self._issued: dict[str, Trigger] = {}

    def issue(self, user: str, view_id: str | None = None) -> str:
        """A new trigger id for what this person did."""
        trigger_id = f"{self._mint('')}.{self._mint('')}.{self._mint('')}".lower()
        self._issued[trigger_id] = Trigger(user, self._clock() + self._life, view_id)
        return trigger_id

    def issued(self, trigger_id: str) -> bool:
        """Whether this trigger id was issued here."""
        return trigger_id in self._issued

    def check(self, trigger_id: str) -> Trigger:
        """The trigger, when it can still be used.

        Raises:
            SlackError: `invalid_trigger_id`, `exchanged_trigger_id` or `expired_trigger_id`.
        """
        trigger = self._issued.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock() >= trigger.until:
            raise SlackError("expired_trigger_id")
        return trigger
