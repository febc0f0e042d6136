"""Hand a file to the person who asked for it."""

from dataclasses import dataclass

from bot.ports import Files


@dataclass(frozen=True)
class SendFile:
    """Into their direct messages: a list of merchants is not for every channel."""

    files: Files

    async def __call__(self, team_id: str, user_id: str, filename: str, content: str, *, comment: str) -> None:
        """Send text as a UTF-8 file.

        Raises:
            ChannelUnavailable, WorkspaceUnavailable, SlackRefused, SlackBusy, SlackUnclear: it was not sent.
        """
        await self.files.send(team_id, user_id, filename, content.encode(), comment=comment)
