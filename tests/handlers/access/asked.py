"""Ways to ask without a command: in words, and about another day."""

from datetime import timedelta
from typing import Final

from bot.blocks.kit.controls import BESIDE, CALENDAR, Control
from tests.handlers.context import NOW, SHOP

QUESTIONS: Final = (
    "shop",
    "shop 3.0.0",
    "raise shop 3.0.0",
    "when is 3.0.0 safe for 云上商城?",
    "3.0.0 对云上有影响吗",
    "what would wx.login need, shop",
    "delete shop",
    "shopp",
)


_DAY: Final = NOW.date() - timedelta(days=7)


LOOKING_BACK: Final = [
    (only, Control(SHOP.appid, None if only == CALENDAR else _DAY, choice="report", only=only))
    for only in ("", BESIDE, CALENDAR)
]


ON_THE_CALENDAR: Final = Control(SHOP.appid, _DAY, choice="report", only=CALENDAR)


CHOSEN: Final = {"type": "datepicker", "selected_date": str(_DAY), "block_id": LOOKING_BACK[-1][1].encode()}
"""A chosen day, as Slack sends it."""
