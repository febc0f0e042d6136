"""Everything about alerts that a person can ask for."""

from dataclasses import dataclass

from bot.usecases.change_alert import ChangeAlert
from bot.usecases.list_alerts import ListAlerts
from bot.usecases.revise_alert import ReviseAlert
from bot.usecases.set_alert import SetAlert


@dataclass(frozen=True)
class Alerting:
    """Set, list and change alerts."""

    set: SetAlert
    list: ListAlerts
    change: ChangeAlert
    revise: ReviseAlert
