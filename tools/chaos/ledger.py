"""The verdict: what the database says of each slot against what Slack counted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from bot.storage.engine.database import Database
from bot.storage.tables.digest import DELIVERIES


@dataclass(frozen=True, slots=True)
class Entry:
    """One slot on record."""

    id: str
    state: str
    reason: str
    finished: bool
    """Whether nothing will be done about it any more."""
    late_s: float = 0.0
    """Seconds from its moment to its message, by Slack's clock; 0 without one."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a run."""

    slots: int
    sent: int
    lost: Sequence[str]
    """Slots without a message."""
    doubled: Sequence[str]
    """Slots with more than one."""
    misrecorded: Sequence[str]
    """Slots whose record does not say `sent` although the message is there, or that are not finished."""
    silent: Sequence[str] = ()
    """Slots that are not on record as sent, and that no notice came about."""
    outcomes: Mapping[str, int] = field(default_factory=dict)
    """State and reason -> how many."""
    latest_s: float = 0.0
    """How long after its moment the latest came, in seconds."""

    @property
    def clean(self) -> bool:
        """Nothing lost, nothing doubled, everything on record as it is, and nothing missing without a notice."""
        return not (self.lost or self.doubled or self.misrecorded or self.silent)


def notice_of(slot: str) -> str:
    """The delivery id of the notice about a slot."""
    return f"{slot}-notice"


async def entries(database: Database) -> dict[str, Entry]:
    """Every slot on record by its id."""
    columns = DELIVERIES.c
    query = select(columns.id, columns.state, columns.reason, columns.finished_at, columns.due_at, columns.message_ts)
    async with database.reading() as connection:
        rows = (await connection.execute(query)).all()
    return {
        row.id: Entry(
            row.id,
            str(row.state),
            str(row.reason or ""),
            row.finished_at is not None,
            float(row.message_ts) - row.due_at.timestamp() if row.message_ts else 0.0,
        )
        for row in rows
    }


def judge(expected: Sequence[str], on_record: Mapping[str, Entry], arrived: Mapping[str, int]) -> Verdict:
    """Compare.

    Args:
        expected: the delivery ids of all slots that were owed.
        on_record: as `entries` returned it.
        arrived: how often each id came into a channel.
    """
    records = {slot: on_record.get(slot, Entry(slot, "missing", "", finished=False)) for slot in expected}
    outcomes = Counter(f"{entry.state} {entry.reason}".rstrip() for entry in records.values())
    return Verdict(
        slots=len(expected),
        sent=sum(arrived.get(slot, 0) > 0 for slot in expected),
        lost=[slot for slot in expected if not arrived.get(slot)],
        doubled=[slot for slot, times in arrived.items() if times > 1],
        misrecorded=[slot for slot, entry in records.items() if (entry.state == "sent") != (arrived.get(slot, 0) > 0)],
        silent=[slot for slot, entry in records.items() if entry.state != "sent" and not arrived.get(notice_of(slot))],
        outcomes=dict(sorted(outcomes.items())),
        latest_s=round(max((entry.late_s for entry in records.values()), default=0.0), 1),
    )
