"""A sweep saves thousands of times while people ask."""

from typing import Final

from bot.storage.engine.database import Database
from bot.storage.numbers.snapshots import SqlSnapshots
from tests.domain.build import TODAY, snapshot_of
from tests.uncollected import uncollected

_SAVES: Final = 10


async def test_a_save_leaves_little_garbage(database: Database) -> None:
    """The tables' columns are not copied for each insert: they hold each other, and people wait for the search."""
    snapshots, saved = SqlSnapshots(database), [snapshot_of({"3.1.0": "90", "3.0.0": "10"}, TODAY)]
    await snapshots.save("T1", saved)
    with uncollected() as left:
        for _ in range(_SAVES):
            await snapshots.save("T1", saved)
    assert left[0] < _SAVES
