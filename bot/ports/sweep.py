"""What a day has left to do, read failures, and the progress of syncs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.domain.numbers.snapshot import Visible
from bot.domain.retention import Retained


@dataclass(frozen=True, slots=True)
class Unread:
    """What is left of a day's readings."""

    programs: int
    """How many WeChat may let us read."""
    appids: Sequence[Visible]
    """Those of them without a snapshot of the day, in the fleet's order."""


class DailyWork(Protocol):
    """What a day has left to do, of the programs that WeChat may let us read. Raises `StorageUnavailable`.

    One whose admin revoked the authorisation is none of them. One without permission set 18 is: WeChat does not always
    report when it was granted. WeChat knows nothing of imported ones.
    """

    async def unread(self, team_id: str, day: date) -> Unread:
        """Those without a snapshot of a day."""

    async def uncounted(self, team_id: str, day: date) -> Sequence[Visible]:
        """Those without a number of users of a day, nor a reason why there is none; in the fleet's order."""


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """Why a program could not be read the last time."""

    appid: str
    error_key: str
    """Of `bot.errors`, with its params: together they rebuild the sentence."""
    params: Mapping[str, str | int]
    since: datetime
    """UTC; of the first failure in a row with this key."""
    not_before: datetime
    """UTC; until then the sweep leaves the program alone."""


class ReadFailures(Protocol):
    """The programs that could not be read, until they can be."""

    async def note(self, team_id: str, read_failures: Sequence[ReadFailure]) -> None:
        """Keep failures; `since` of one that is kept with the same key stays."""

    async def clear(self, team_id: str, appids: Collection[str]) -> None:
        """Delete the failures of programs that could be read."""

    async def of(self, team_id: str, appids: Collection[Visible]) -> Mapping[str, ReadFailure]:
        """Those of these programs, by AppID."""

    async def all(self, team_id: str) -> Mapping[Visible, ReadFailure]:
        """All, by AppID: for the sweep, which asks for no one."""


@dataclass(frozen=True, slots=True)
class SyncState:
    offset: int
    """Programs listed so far."""
    total: int
    """How many programs there are, by WeChat's last answer."""
    started_at: datetime
    """UTC."""
    finished_at: datetime | None = None
    """UTC; None while pages are missing."""


class Syncs(Protocol):
    """The syncs, one per source (`authorisers`, `list`), so that one cut off can be resumed.

    WeChat's public numbers (`public`) are a sync of a single thing.
    """

    async def get(self, source: str) -> SyncState | None:
        """Return the progress of a source's sync."""

    async def put(self, source: str, state: SyncState) -> None:
        """Keep the progress."""


class OldRows(Protocol):
    """What is deleted when its time is over."""

    async def delete(self, what: Retained, *, before: datetime, limit: int) -> int:
        """Delete rows that ended before an instant and that nothing needs; returns how many.

        Args:
            limit: how many at most.
        """
