"""response_urls: five uses within thirty minutes, counted on the sandbox's clock.

https://docs.slack.dev/interactivity/handling-user-interaction/#message_responses
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

USES = 5
LIFE = timedelta(minutes=30)


@dataclass
class ResponseUrl:
    """One response_url and what it refers to."""

    token: str
    """Its secret part."""
    interaction: str
    """The command, press or submission that it belongs to."""
    user: str
    channel: str
    until: datetime
    message_ts: str | None
    """The message with the button that was pressed; None after a slash command."""
    thread_ts: str | None
    uses: int = 0


class ResponseUrls:
    """All issued response_urls."""

    def __init__(self, now: Callable[[], datetime], mint: Callable[[str], str]) -> None:
        self._now = now
        self._mint = mint
        self._issued: dict[str, ResponseUrl] = {}

    def issue(
        self,
        user: str,
        channel: str,
        *,
        interaction: str,
        message_ts: str | None = None,
        thread_ts: str | None = None,
    ) -> ResponseUrl:
        """A new response_url."""
        token, until = self._mint("") + self._mint(""), self._now() + LIFE
        url = self._issued[token] = ResponseUrl(token, interaction, user, channel, until, message_ts, thread_ts)
        return url

    def find(self, token: str) -> ResponseUrl | None:
        """The response_url of that token, spent or not."""
        return self._issued.get(token)

    def refusal(self, url: ResponseUrl) -> str | None:
        """Why this response_url can no longer be used."""
        if self._now() >= url.until:
            return "expired_url"
        return "used_url" if url.uses >= USES else None
