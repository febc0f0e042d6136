"""Installations of the app: codes, tokens that may expire, and refresh tokens that work once.

https://docs.slack.dev/authentication/installing-with-oauth/ and https://docs.slack.dev/authentication/using-token-rotation/
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.sandbox.slack.errors import SlackError

CODE_LIFE = timedelta(minutes=10)
TOKEN_LIFE = timedelta(hours=12)
ACTIVE = 2
"""How many tokens of one installation work at a time, where they rotate."""


@dataclass
class Grant:
    """One bot token."""

    token: str
    place: str
    """The workspace's id, or the organisation's."""
    expires_at: datetime | None = None
    refused_with: str = ""
    """Why it no longer works; empty while it does."""


@dataclass
class _Code:
    place: str
    redirect_uri: str
    until: datetime
    used: bool = False


class Grants:
    """All issued tokens; times are by the sandbox's clock."""

    def __init__(self, now: Callable[[], datetime], *, rotating: bool) -> None:
        self._now = now
        self._rotating = rotating
        self._grants: dict[str, Grant] = {}
        self._codes: dict[str, _Code] = {}
        self._refresh: dict[str, str] = {}
        """By refresh token, the place that it is for."""

    def fixed(self, token: str, place: str) -> None:
        """Register a token from the settings, which never expires."""
        self._grants[token] = Grant(token, place)

    def allow(self, place: str, redirect_uri: str) -> str:
        """Register that a person pressed Allow; returns the code with which the browser goes back."""
        code = secrets.token_hex(16)
        self._codes[code] = _Code(place, redirect_uri, self._now() + CODE_LIFE)
        return code

    def exchange(self, code: str, redirect_uri: str) -> tuple[Grant, str]:
        """A token and its refresh token (empty where tokens do not rotate) for a code.

        Raises:
            SlackError: invalid_code, code_already_used, bad_redirect_uri.
        """
        known = self._codes.get(code)
        if known is None or self._now() >= known.until:
            raise SlackError("invalid_code")
        if known.used:
            raise SlackError("code_already_used")
        if known.redirect_uri != redirect_uri:
            raise SlackError("bad_redirect_uri")
        known.used = True
        return self._issue(known.place)

    def refresh(self, refresh_token: str) -> tuple[Grant, str]:
        """New tokens; the refresh token is used up, and of earlier tokens only the newest goes on working.

        Raises:
            SlackError: invalid_refresh_token.
        """
        place = self._refresh.pop(refresh_token, None)
        if place is None:
            raise SlackError("invalid_refresh_token")
        return self._issue(place)

    def check(self, token: str) -> Grant:
        """The grant of a token that works.

        Raises:
            SlackError: invalid_auth, token_expired, or why it was taken away.
        """
        grant = self._grants.get(token)
        if grant is None:
            raise SlackError("invalid_auth")
        if grant.refused_with:
            raise SlackError(grant.refused_with)
        if grant.expires_at is not None and self._now() >= grant.expires_at:
            raise SlackError("token_expired")
        return grant

    def serving(self, place: str) -> bool:
        """Whether a workspace or an organisation has the app."""
        return any(grant.place == place and not grant.refused_with for grant in self._grants.values())

    def end(self, place: str, because: str) -> None:
        """Remove the app from a place: its tokens stop working."""
        for grant in self._grants.values():
            if grant.place == place:
                grant.refused_with = grant.refused_with or because
        self._refresh = {token: of for token, of in self._refresh.items() if of != place}

    def restore(self, place: str) -> None:
        """Make removed tokens work again; only the sandbox has this."""
        for grant in self._grants.values():
            if grant.place == place:
                grant.refused_with = ""

    def _issue(self, place: str) -> tuple[Grant, str]:
        if not self._rotating:
            grant = Grant(f"xoxb-{secrets.token_hex(16)}", place)
            self._grants[grant.token] = grant
            return grant, ""
        working = [each for each in self._grants.values() if each.place == place and not each.refused_with]
        for old in working[: len(working) - ACTIVE + 1]:
            old.refused_with = "token_revoked"
        grant = Grant(f"xoxe.xoxb-1-{secrets.token_hex(16)}", place, self._now() + TOKEN_LIFE)
        refresh_token = f"xoxe-1-{secrets.token_hex(16)}"
        self._grants[grant.token] = grant
        self._refresh[refresh_token] = place
        return grant, refresh_token
