"""What Slack says of a token."""

from bot.errors import BotError
from bot.ports.slack import Workspace


class FakeIdentity:
    """Serves `bot.ports.slack.SlackIdentity`."""

    def __init__(self, answer: Workspace | BotError) -> None:
        self.answer = answer

    async def whoami(self) -> Workspace:
        if isinstance(self.answer, BotError):
            raise self.answer
        return self.answer


class FakeTokenCheck:
    """Serves `bot.ports.slack.TokenCheck`."""

    def __init__(self) -> None:
        self.refusal: BotError | None = None
        """What Slack answers; None while it accepts every token."""
        self.calls: list[str] = []

    async def __call__(self, team_id: str) -> None:
        self.calls.append(team_id)
        if self.refusal:
            raise self.refusal
