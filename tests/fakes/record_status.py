"""Programs' standings, recorded without notices."""

from datetime import datetime

from bot.errors import BotError
from bot.usecases.programs.authorisation_status import RecordStatus
from tests.fakes.platform import FakeAuthorisers


class FakeRecordStatus(RecordStatus):
    """Stands in where only the calls matter."""

    def __init__(self, authorisers: FakeAuthorisers | None = None) -> None:
        self._authorisers = authorisers or FakeAuthorisers()
        self.noted: list[tuple[str, str]] = []
        self.just_authorised: set[str] = set()
        self.error: BotError | None = None
        """What the next revocations come to."""

    async def revoked(self, appid: str, *, now: datetime) -> None:
        del now
        if self.error:
            raise self.error
        self.noted.append(("revoked", appid))
        await self._authorisers.drop(appid)

    async def refused(self, appid: str, *, now: datetime) -> bool:
        """As `revoked`, unless it was authorised a moment ago."""
        if appid in self.just_authorised:
            return False
        await self.revoked(appid, now=now)
        return True

    async def not_granted(self, appid: str, *, now: datetime) -> None:
        del now
        self.noted.append(("not granted", appid))

    async def readable(self, appid: str, *, now: datetime) -> None:
        del now
        self.noted.append(("readable", appid))
