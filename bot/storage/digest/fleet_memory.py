"""The content of a fleet digest, as compact JSON."""

import json
from decimal import Decimal
from typing import Final

from bot.domain.digest.fleet_digest import Entry, FleetDigestMemory
from bot.domain.fleet.row import State
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.version import Version

FLEET: Final = '{"fleet":'
"""How it begins; that of other digests is keyed by AppID."""
_PARTS: Final = 4


def encode(memory: FleetDigestMemory) -> str:
    """Compact, for there may be ten thousand: default values at the end of a program's list are left out."""
    programs = {appid: _shortened(entry) for appid, entry in memory.programs.items()}
    return json.dumps({"fleet": memory.about, "programs": programs}, separators=(",", ":"))


def _shortened(entry: Entry) -> list[str]:
    low, high = (str(entry.loss.low), str(entry.loss.high)) if entry.loss else ("", "")
    parts = [
        entry.minimum.text if entry.minimum else "",
        low,
        "" if low == high else high,
        "" if entry.state is State.READ else entry.state.value,
    ]
    while parts and not parts[-1]:
        parts.pop()
    return parts


def decode(text: str) -> FleetDigestMemory | None:
    """Decode what `encode` wrote; None for another digest's."""
    if not text.startswith(FLEET):
        return None
    kept = json.loads(text)
    return FleetDigestMemory(kept["fleet"], {appid: _entry(parts) for appid, parts in kept["programs"].items()})


def _entry(parts: list[str]) -> Entry:
    minimum, low, high, state = [*parts, *[""] * (_PARTS - len(parts))]
    loss = Bounds(Decimal(low), Decimal(high or low)) if low else None
    return Entry(Version.read(minimum) if minimum else None, loss, State(state or State.READ))
