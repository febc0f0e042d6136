"""Moments in messages of which several people read the same: Slack shows each reader their own zone.

https://docs.slack.dev/messaging/formatting-message-text/#date-formatting
"""

import re
from datetime import datetime
from typing import Final

from bot.domain.numbers.snapshot import WECHAT_ZONE
from bot.i18n import Texts

_FORMAT: Final = "{date_short}, {time}"
_MOMENT: Final = re.compile(rf"<!date\^\d+\^{re.escape(_FORMAT)}\|([^<>|]+)>")
_ESCAPED: Final = re.compile(rf"&lt;(!date\^\d+\^{re.escape(_FORMAT)}\|[^<>|&]+)&gt;")


def readers_moment(instant: datetime, t: Texts) -> str:
    """An instant as Slack takes it; where nobody fills it in, it is in WeChat's zone, which is named."""
    return f"<!date^{int(instant.timestamp())}^{_FORMAT}|{t.moment(instant, WECHAT_ZONE.key)}>"


def in_one_zone(text: str) -> str:
    """The text with each moment as it is where Slack does not fill it in: in files, on a terminal, in notifications."""
    return _MOMENT.sub(r"\1", text)


def let_through(escaped: str) -> str:
    """Escaped mrkdwn with its moments as Slack takes them: whoever wrote one, it neither notifies nor links."""
    return _ESCAPED.sub(r"<\1>", escaped)
