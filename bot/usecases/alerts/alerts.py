"""The use cases of alerts, together."""

from dataclasses import dataclass

from bot.usecases.alerts.change import ChangeAlert
from bot.usecases.alerts.judge_attention import JudgeAttention
from bot.usecases.alerts.list import ListAlerts
from bot.usecases.alerts.revise import ReviseAlert
from bot.usecases.alerts.set import SetAlert


@dataclass(frozen=True)
class AlertUseCases:
    """Set, list and change alerts."""

    set: SetAlert
    list: ListAlerts
    change: ChangeAlert
    revise: ReviseAlert
    judge_attention: JudgeAttention
