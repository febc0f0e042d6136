"""What the use cases need to tell what moves: WeChat's public numbers, kept forecasts, pictures."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from bot.domain.forecast import KeptForecast
from bot.domain.picture_chart import LineChart
from bot.domain.public import PublicSnapshot


class PublicSource(Protocol):
    """Reads what WeChat publishes of all its users."""

    async def read(self) -> PublicSnapshot:
        """What stands there now.

        Raises:
            WeChatBusy, WeChatUnreachable, WeChatUnreadable: nothing does, or nothing that can be read.
        """


class PublicSnapshots(Protocol):
    """What WeChat published, kept; the same for every workspace. Every method raises `StorageUnavailable`."""

    async def save(self, *snapshots: PublicSnapshot) -> None:
        """Keep some; one of the same day is replaced."""

    async def latest(self) -> PublicSnapshot | None:
        """The newest."""

    async def since(self, day: date, *, until: date | None = None) -> Sequence[PublicSnapshot]:
        """Those of this day and later, up to another when one is named, oldest first."""


class Forecasts(Protocol):
    """Expectations that were said. Every method raises `StorageUnavailable`."""

    async def keep(self, team_id: str, appid: str, forecasts: Sequence[KeptForecast]) -> None:
        """Keep some; the first of a version, day made and day expected stays."""

    async def due(self, team_id: str, appid: str, *, until: date) -> Sequence[KeptForecast]:
        """Those whose day has come by then, the newest day first; at most 400."""

    async def thin_out(self, team_id: str, *, before: date) -> int:
        """Delete those whose day lies before; returns how many."""


class ChartDrawer(Protocol):
    """Draws charts as pictures, outside the event loop's process."""

    async def draw(self, chart: LineChart) -> bytes:
        """A PNG.

        Raises:
            ChartUndrawable: the drawing failed or takes too long.
            TooBusy: too many charts are waiting to be drawn.
        """
