"""Charts as pictures, remembered instead of drawn."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.domain.trend import LineChart
from bot.domain.workflows import StepRun
from bot.errors import BotError
from bot.ports.slack import Outputs


@dataclass
class FakeDrawer:
    drawn: list[LineChart] = field(default_factory=list)
    failure: BotError | None = None
    """What drawing fails with from now on."""
    lacks: str = "\u0378"

    async def draw(self, chart: LineChart, *instead: LineChart) -> bytes:
        if self.failure:
            raise self.failure
        charts = (chart, *instead)
        legible = (
            each
            for each in charts
            if not set(self.lacks) & set(json.dumps(asdict(each), ensure_ascii=False, default=str))
        )
        self.drawn.append(next(legible, charts[-1]))
        return b"\x89PNG\r\n\x1a\n" + repr(self.drawn[-1]).encode()


class FakeClock:
    def __init__(self, now: datetime) -> None:
        if now.tzinfo is None:
            raise ValueError("a clock shows aware instants")
        self._now = now.astimezone(UTC)

    async def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> datetime:
        self._now += by
        return self._now

    def set(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)


class FakeStepRuns:
    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], StepRun] = {}
        self.trouble: BotError | None = None
        """Raised for a new run until it is taken away."""

    async def add(self, run: StepRun) -> bool:
        if self.trouble:
            raise self.trouble
        if (run.team_id, run.id) in self._kept:
            return False
        self._kept[run.team_id, run.id] = run
        return True

    async def count(self, team_id: str) -> int:
        return sum(team == team_id for team, _ in self._kept)

    async def claim(self, *, now: datetime, until: datetime, limit: int) -> Sequence[StepRun]:
        due = sorted((each.next_at, each.id, each) for each in self._kept.values() if each.next_at <= now)
        claimed = [replace(each, next_at=until) for *_, each in due[:limit]]
        self._kept |= {(each.team_id, each.id): each for each in claimed}
        return claimed

    async def keep(self, run: StepRun) -> None:
        if kept := self._kept.get((run.team_id, run.id)):
            self._kept[run.team_id, run.id] = replace(
                kept, program=run.program, next_at=run.next_at, waiting=run.waiting
            )

    async def end(self, run: StepRun) -> None:
        self._kept.pop((run.team_id, run.id), None)


@dataclass
class FakeStepResults:
    outputs: dict[str, Outputs] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    tokens: list[tuple[str, str]] = field(default_factory=list)
    trouble: BotError | None = None

    async def complete(self, team_id: str, run_id: str, outputs: Outputs, *, token: str = "") -> bool:
        if not self._waits(team_id, run_id, token):
            return False
        self.outputs[run_id] = outputs
        return True

    async def fail(self, team_id: str, run_id: str, sentence: str, *, token: str = "") -> bool:
        if not self._waits(team_id, run_id, token):
            return False
        self.failures[run_id] = sentence
        return True

    def _waits(self, team_id: str, run_id: str, token: str) -> bool:
        self.tokens.append((team_id, token))
        if self.trouble:
            raise self.trouble
        return run_id not in self.outputs and run_id not in self.failures
