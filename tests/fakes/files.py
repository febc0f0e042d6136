"""Files handed to people, remembered."""

from dataclasses import dataclass, field

from bot.errors import BotError


@dataclass(frozen=True)
class SentFile:
    """A sent file."""

    team_id: str
    user_id: str
    name: str
    content: bytes
    comment: str
    alt_text: str = ""


@dataclass
class FakeFiles:
    """Serves `bot.ports.slack.Files`."""

    sent: list[SentFile] = field(default_factory=list)
    refusal: BotError | None = None
    """What sending fails with from now on."""

    async def send(
        self, team_id: str, user_id: str, filename: str, content: bytes, *, comment: str, alt_text: str = ""
    ) -> None:
        if self.refusal:
            raise self.refusal
        self.sent.append(SentFile(team_id, user_id, filename, content, comment, alt_text))
