"""Who asks through an agent, and by which way in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final

AGENTS_PATH: Final = "/mcp"
ASKER: Final = "baselib.asker"
"""The key of an ASGI scope under which the `Asker` stands, once the request is proved to be theirs."""


class Through(StrEnum):
    """How an agent reaches Baselib."""

    SLACKBOT = "slackbot"
    TOKEN = "token"  # noqa: S105  # a way in
    TERMINAL = "terminal"


@dataclass(frozen=True, slots=True)
class Asker:
    through: Through
    team_id: str = ""
    """Empty in Slack's requests: those name the person in their body."""
    user_id: str = ""


SLACKBOT: Final = Asker(Through.SLACKBOT)
"""A request that Slack has signed."""

TOKEN_LASTS: Final = timedelta(days=90)
MOST_TOKENS: Final = 5
"""Of one person, so that each is known to them."""
TOKEN_PREFIX: Final = "bl_"  # noqa: S105  # only how it begins
"""How a token begins, so that scanners for secrets, and the log's redaction, know it."""


@dataclass(frozen=True, slots=True)
class PersonalToken:
    """A person's token, without the token itself: that is shown once, and only its hash is kept."""

    id: str
    """Names it in lists; not a secret."""
    team_id: str
    user_id: str
    made_at: datetime
    """UTC."""

    @property
    def ends_at(self) -> datetime:
        """When it is no longer good (UTC)."""
        return self.made_at + TOKEN_LASTS


def digest_of(token: str) -> str:
    """Return what is kept of a token. It is random and long: nothing slower than SHA-256 is needed."""
    return sha256(token.encode()).hexdigest()
