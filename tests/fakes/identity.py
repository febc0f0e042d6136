"""What Slack says of a token."""

from bot.errors import BotError
from bot.ports.workspaces import Workspace


class FakeIdentity:
    """Serves `bot.ports.slack.SlackIdentity`."""

    def __init__(self, answer: Workspace | BotError) -> None:
        self.answer = answer

    async def whoami(self) -> Workspace:
        if isinstance(self.answer, BotError):
            raise self.answer
        return self.answer
