"""The result of a run: one JSON object, its goals, and the table in docs/develop/performance.md."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from bench.figures import Goal, at_least, at_most, below
from bench.machine import Calibration, Machine, reasons_not_to_judge


@dataclass(frozen=True, slots=True)
class Start:
    """From the start of the process until `/readyz` answered 200."""

    median_s: float
    each_s: list[float]
    bare_median_s: float
    """Of the bare app, until it answers at all."""
    bare_each_s: list[float]
    ratio: float


@dataclass(frozen=True, slots=True)
class Throughput:
    """Signed `/baselib help` requests answered a second."""

    connections: int
    ours_per_s: float
    bare_per_s: float
    ratio: float
    ours_rounds: list[float]
    bare_rounds: list[float]
    generator_per_s: float
    """The load generator's rate against a server that only looks its answer up."""


@dataclass(frozen=True, slots=True)
class Acks:
    """From a request to its answer, one at a time."""

    count: int
    p50_ms: float
    p99_ms: float
    max_ms: float


@dataclass(frozen=True, slots=True)
class BusyAcks(Acks):
    """One every 10 ms, counted from when it was due, while the bot sweeps all programs (a token and a query each)."""

    sweep_s: float | None
    """How long that took; None when it did not end in time."""


@dataclass(frozen=True, slots=True)
class BesideLoad:
    """While every core has other work to do."""

    without_sweep: Acks
    """One every 10 ms, as during the sweep."""
    during_sweep: BusyAcks

    @property
    def ratio(self) -> float:
        """By how much the sweep delays the slowest hundredth."""
        return round(self.during_sweep.p99_ms / self.without_sweep.p99_ms, 2)


@dataclass(frozen=True, slots=True)
class Answers:
    """From a request to its whole answer at the response_url, one at a time, from stored numbers."""

    can: Acks
    trend: Acks
    """Of a program with a cached history."""
    trend_first: Acks
    """Of a program whose whole history is read and judged first."""


@dataclass(frozen=True, slots=True)
class Agents:
    """Calls of tools at `/mcp` from stored numbers, and slash commands beside them."""

    call: Acks
    """One after the other, about a program that was asked about just before."""
    call_first: Acks
    """About a program that nothing was asked about before."""
    per_second: int
    paced: Acks
    """Conversations of five calls, as many a second, counted from when each was due."""
    ack_alone: Acks
    """One every 10 ms, before them."""
    ack_beside: Acks
    """The same beside the conversations."""
    outcomes: Mapping[str, int]
    """What the calls and the commands with an answer of their own came to (`bench.askers.Outcome`)."""

    @property
    def ratio(self) -> float:
        """By how much the calls delay the slowest hundredth."""
        return round(self.ack_beside.p99_ms / self.ack_alone.p99_ms, 2)


@dataclass(frozen=True, slots=True)
class Sweep:
    """All programs once, tokens at hand."""

    in_flight: int
    ours_s: float
    bare_s: float
    ratio: float
    ours_pieces: list[float]
    bare_pieces: list[float]
    memory_mb: list[float]
    """Resident, after each of our pieces."""

    @property
    def growth_mb(self) -> float:
        """The growth from the end of the first piece to that of the last, for that many more programs."""
        return round(self.memory_mb[-1] - self.memory_mb[0], 1)


@dataclass(frozen=True, slots=True)
class Memory:
    """Highest resident memory so far (MB); None where the system has no figure."""

    after_start: float | None
    """Not the highest, but once it is ready."""
    after_load: float | None
    after_sweep: float | None
    """Of another process than the two before."""
    bare_after_load: float | None


@dataclass(frozen=True, slots=True)
class Trend:
    """One program's 20 weeks among all programs'."""

    snapshots: int
    """How many that are."""
    read_p50_ms: float
    read_p99_ms: float
    compute_p50_ms: float
    compute_p99_ms: float
    database_mb: float


@dataclass(frozen=True, slots=True)
class Result:
    """A whole run."""

    machine: Machine
    calibration: Calibration
    versions: Mapping[str, str]
    quick: bool
    programs: int
    took_s: float
    start_to_ready: Start
    throughput: Throughput
    ack_unloaded: Acks
    ack_unloaded_bare: Acks
    ack_during_sweep: BusyAcks
    beside_load: BesideLoad
    picker: Acks
    """The choices of a select among all programs while typing: searched, built and sent."""
    answers: Answers
    agents: Agents
    sweep: Sweep
    peak_memory_mb: Memory
    trend: Trend

    def goals(self) -> dict[str, Goal]:
        """Every figure that has a goal. On a busy machine none is met or missed."""
        beside, unloaded = self.beside_load, self.ack_unloaded.p50_ms / self.ack_unloaded_bare.p50_ms
        found = {
            "throughput_ratio": at_least(self.throughput.ratio, 0.85),
            "ack_unloaded_p50_ratio": at_most(round(unloaded, 3), 1.15),
            "start_ratio": at_most(self.start_to_ready.ratio, 4),
            "ack_during_sweep_p99_ms": below(self.ack_during_sweep.p99_ms, 250),
            "busy_sweep_p99_ms": at_most(beside.during_sweep.p99_ms, 250),
            "busy_sweep_p99_ratio": at_most(beside.ratio, 5),
            "picker_p99_ms": below(self.picker.p99_ms, 100),
            "can_p50_ms": at_most(self.answers.can.p50_ms, 15),
            "trend_p50_ms": at_most(self.answers.trend.p50_ms, 15),
            "trend_first_p50_ms": at_most(self.answers.trend_first.p50_ms, 15),
            "agents_call_p50_ms": at_most(self.agents.call.p50_ms, 15),
            "agents_ack_p99_ms": at_most(self.agents.ack_beside.p99_ms, 250),
            "agents_leaked": at_most(self.agents.outcomes["leaked"], 0),
            "sweep_ratio": at_most(self.sweep.ratio, 1.2),
            "sweep_growth_mb": at_most(self.sweep.growth_mb, 20),
        }
        if self.peak_memory_mb.after_start is not None:
            found["after_start_mb"] = at_most(self.peak_memory_mb.after_start, 120)
        if reasons_not_to_judge(self.machine, self.calibration):
            return {name: replace(goal, met=None) for name, goal in found.items()}
        if beside.during_sweep.sweep_s is None:  # without an end the times say nothing
            found |= {name: replace(found[name], met=False) for name in ("busy_sweep_p99_ms", "busy_sweep_p99_ratio")}
        return found

    def as_json(self) -> dict[str, Any]:
        """The object that is printed."""
        return asdict(self) | {"goals": {name: asdict(goal) for name, goal in self.goals().items()}}
