"""What became of decisions that were set while processes were killed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bot.domain.decisions.decision import State
from tests.chaos.kill_points import KillPoint

IDLE: Final = "idle"
"""What a run is counted under whose edge did not come."""


@dataclass
class Outcome:
    """What became of decisions."""

    states: Counter[State] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    """Broken promises, each with its decision's number."""
    programs: Counter[str] = field(default_factory=Counter)
    """The programs of fleets, by their states."""
    halts: Counter[str] = field(default_factory=Counter)
    """Runs that a rule stopped, and that a person resumed."""

    @property
    def killed(self) -> int:
        """How many processes were killed at work."""
        return self.kills.total() - self.kills[IDLE]

    def count(self, point: KillPoint, *, killed: bool) -> None:
        """A run, and whether its edge came."""
        self.kills[point.name if killed else IDLE] += 1

    def judge(self, name: str, promises: Mapping[str, bool]) -> None:
        """Keep the promises that were broken."""
        self.wrong += [f"{name}: {promise}" for promise, kept in promises.items() if not kept]

    def to_json(self) -> dict[str, Any]:
        """The figures of a scenario."""
        return {
            "runs": self.states.total(),
            "kills": self.killed,
            "states": _sorted(self.states.items()),
            "programs": _sorted(self.programs.items()),
            "halts": _sorted(self.halts.items()),
            "kills_by_edge": _sorted(self.kills.items()),
            "wrong": self.wrong,
        }


def _sorted(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    return {str(name): count for name, count in sorted(counts) if count}
