"""The content of a digest, as compact JSON."""

import json
from decimal import Decimal

from bot.domain.digest.memory import DigestMemory, ProgramMemory
from bot.storage.digest.fleet_memory import FLEET


def encode(memory: DigestMemory) -> str:
    """A JSON object, keyed by AppID."""
    programs = {
        appid: {
            "minimum": kept.minimum,
            "safe": kept.safe,
            "meaning": kept.meaning,
            "coverage": kept.coverage
            if kept.coverage is None
            else {version: str(share) for version, share in kept.coverage.items()},
            "watched": list(kept.watched),
            "suspicions": sorted(kept.suspicions),
            "failure": kept.failure,
        }
        for appid, kept in memory.items()
    }
    return json.dumps(programs, separators=(",", ":"))


def decode(text: str) -> DigestMemory | None:
    """Decode what `encode` wrote; None for a fleet digest's."""
    if text.startswith(FLEET):
        return None
    return {
        appid: ProgramMemory(
            kept["minimum"],
            kept["safe"],
            kept["meaning"],
            kept["coverage"]
            if kept["coverage"] is None
            else {version: Decimal(share) for version, share in kept["coverage"].items()},
            tuple(kept["watched"]),
            frozenset(kept["suspicions"]),
            kept["failure"],
        )
        for appid, kept in json.loads(text).items()
    }
