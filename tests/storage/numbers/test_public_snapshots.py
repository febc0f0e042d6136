"""Public snapshots that are decoded once, and asked for by several at a time."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import CompoundSelect, Select

from bot.storage.engine.database import Database
from bot.storage.numbers import public_snapshots
from bot.storage.numbers.public_snapshots import SqlPublicSnapshots
from tests.domain.build import TODAY, public_snapshot_of

DAY = timedelta(days=1)


class SlowDatabase(Database):
    """Answers one question late: the one about whole rows that is asked next."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.asked, self.let = asyncio.Event(), asyncio.Event()
        self.slow = False

    async def rows(
        self,
        query: Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]],
        parameters: Mapping[str, object] | None = None,
    ) -> Sequence[Any]:
        """As `Database.rows`."""
        found = await super().rows(query, parameters)
        if self.slow and parameters is None:
            self.slow = False
            self.asked.set()
            await self.let.wait()
        return found


async def test_days_that_another_question_pushes_out(migrated_sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that found them answers."""
    monkeypatch.setattr(public_snapshots, "_DECODED_AT_MOST", 2)
    database = SlowDatabase(migrated_sqlite_url)
    kept = SqlPublicSnapshots(database)
    days = [TODAY + number * DAY for number in range(5)]
    await kept.save(*(public_snapshot_of({"3.1.0": "90", "3.0.0": "10"}, day) for day in days))
    await kept.since(days[0], until=days[1])

    database.slow = True
    older = asyncio.create_task(kept.since(days[0], until=days[2]))
    await database.asked.wait()
    newer = await kept.since(days[3])
    database.let.set()

    assert [each.day for each in newer] == days[3:]
    assert [each.day for each in await older] == days[:3]
    await database.close()
