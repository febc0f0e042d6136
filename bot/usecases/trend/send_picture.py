"""Draw a chart and send it to the requester."""

from dataclasses import dataclass

from bot.domain.trend.chart import ChartFile
from bot.ports.charts import ChartDrawer
from bot.ports.slack import Files


@dataclass(frozen=True)
class SendPicture:
    """Sends pictures as direct messages, like every file."""

    drawer: ChartDrawer
    files: Files

    async def __call__(self, team_id: str, user_id: str, file: ChartFile) -> None:
        """Send it as a PNG.

        Raises:
            ChartUndrawable, TooBusy: there is no picture.
            ChannelUnavailable, WorkspaceUnavailable, SlackRefused, SlackBusy, SlackUnclear: it was not sent.
        """
        picture = await self.drawer.draw(file.chart, *file.instead)
        await self.files.send(team_id, user_id, file.name, picture, comment=file.comment, alt_text=file.alt_text)
