"""The base library that every user has, and what those lack who have no more."""

from dataclasses import dataclass
from typing import Final

from bot.domain.numbers.version import Version
from bot.domain.report.report import Report
from bot.i18n import Texts
from bot.i18n.outside_text import clean

MARK: Final = "baselib:"
"""The start of a warning: people shall not think that WeChat has dropped the API."""


@dataclass(frozen=True, slots=True)
class Floor:
    """A minimum, and the program whose users are counted."""

    minimum: Version
    report: Report | None = None
    """None: nobody is counted."""

    def warning(self, needed: Version, t: Texts) -> str:
        """Says what something needs, and whom that cuts off."""
        loss = self.report.loss(needed) if self.report else None
        if self.report is None or loss is None:
            return f"{MARK} {t('desk-needs', version=needed.text, minimum=self.minimum.text)}"
        key = "desk-needs-users-break" if self.report.in_break else "desk-needs-users"
        figures = {"minimum": self.minimum.text, "loss": t.bounds(loss), "program": clean(self.report.program.name)}
        return f"{MARK} {t(key, version=needed.text, **figures)}"
