"""Make news of a program, with ids that turn repeated events into one message."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from bot.domain.platform.authorisation import Failure
from bot.domain.platform.events import ProgramEvent
from bot.ports.programs import ProgramNews


def news_for(
    team_id: str,
    channels: Iterable[str],
    appid: str,
    event: ProgramEvent,
    *,
    moment: str,
    at: datetime,
    user_id: str = "",
    failure: Failure | None = None,
) -> list[ProgramNews]:
    """One for each channel.

    Args:
        team_id: the workspace.
        channels: channels, or users for a direct message.
        appid: the program; empty when an authorisation failed before WeChat named its account.
        event: what happened.
        moment: distinguishes this event from others of its kind; the same in every process.
        at: when it happened (UTC).
        user_id: the requester; may be empty.
        failure: why an authorisation failed .
    """
    return [
        ProgramNews(
            _id(team_id, channel_id, appid, event, moment), team_id, channel_id, user_id, appid, event, at, failure
        )
        for channel_id in channels
    ]


def _id(*parts: str) -> str:
    """An id short enough for a delivery's, which is its name in Slack, too."""
    return sha256("\n".join(parts).encode()).hexdigest()[:32]
