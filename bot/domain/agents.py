"""Who asks through an agent, and by which way in."""

from dataclasses import dataclass
from enum import StrEnum
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
    """A person, and the way in."""

    through: Through
    team_id: str = ""
    """Empty in Slack's requests: those name the person in their body."""
    user_id: str = ""


SLACKBOT: Final = Asker(Through.SLACKBOT)
"""A request that Slack has signed."""
