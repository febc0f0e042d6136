"""When a decision is reminded of, expires, is checked and is looked back at."""

from datetime import timedelta
from typing import Final

REMINDED_AFTER: Final = timedelta(hours=48)
"""After the proposal, without enough votes."""
EXPIRES_AFTER: Final = timedelta(hours=72)
"""How long people have to vote."""
SET_WITHIN: Final = timedelta(days=7)
"""How long an approval is good for: after that its numbers are old."""
CHECKS: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=6),
    timedelta(hours=24),
)
"""After it was set: WeChat does not document how long a new minimum takes to show."""
LOOKED_AT_EVERY: Final = timedelta(hours=1)
"""An approved decision: a person may have set it without a word."""
LESSONS: Final = (timedelta(days=7), timedelta(days=28))
"""After a minimum was verified, when its forecast is compared with what was measured."""
LOOKED_AT_FOR: Final = timedelta(days=28)
"""How long an unverified decision is looked at: a later reading may still show it."""
