"""What fleet digests said, in the table of the other digests' memories, in a format of their own."""

import asyncio
import json
from datetime import date
from decimal import Decimal
from typing import Final

from bot.domain.digest.fleet_digest import Entry, FleetDigestMemory
from bot.domain.fleet.report import State
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.version import Version
from bot.storage.digest.memories import FLEET, keep_memory, kept_memory
from bot.storage.engine.database import Database

_PARTS: Final = 4


class SqlFleetDigestMemories:
    """Serves `bot.ports.digest.FleetDigestMemories`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(
        self, team_id: str, subscription_id: str, slot: date, memory: FleetDigestMemory, *, forget_before: date | None
    ) -> None:
        """Store what the digest of a slot says, and delete memories from before a day."""
        text = await asyncio.to_thread(_encode, memory)
        await keep_memory(self._database, team_id, subscription_id, slot, text, forget_before=forget_before)

    async def get(self, team_id: str, subscription_id: str, slot: date) -> FleetDigestMemory | None:
        """What the digest of a slot said; None when it was not a fleet digest."""
        text = await kept_memory(self._database, team_id, subscription_id, slot)
        if text is None or not text.startswith(FLEET):
            return None
        return await asyncio.to_thread(_decode, text)  # ten thousand take a tenth of a second


def _encode(memory: FleetDigestMemory) -> str:
    """Compact, for there may be ten thousand: default values at the end of a program's list are left out."""
    programs = {appid: _shortened(told) for appid, told in memory.programs.items()}
    return json.dumps({"fleet": memory.about, "programs": programs}, separators=(",", ":"))


def _shortened(told: Entry) -> list[str]:
    low, high = (str(told.loss.low), str(told.loss.high)) if told.loss else ("", "")
    parts = [
        told.minimum.text if told.minimum else "",
        low,
        "" if low == high else high,
        "" if told.state is State.READ else told.state.value,
    ]
    while parts and not parts[-1]:
        parts.pop()
    return parts


def _decode(text: str) -> FleetDigestMemory:
    kept = json.loads(text)
    return FleetDigestMemory(kept["fleet"], {appid: _told(parts) for appid, parts in kept["programs"].items()})


def _told(parts: list[str]) -> Entry:
    minimum, low, high, state = [*parts, *[""] * (_PARTS - len(parts))]
    loss = Bounds(Decimal(low), Decimal(high or low)) if low else None
    return Entry(Version.read(minimum) if minimum else None, loss, State(state or State.READ))
