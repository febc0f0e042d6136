"""The result of a soak: one JSON object, its goals, and the table in docs/develop/performance.md."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bench import markdown
from bench.figures import Goal, at_most, below, rise
from bench.machine import Machine
from bench.results import Acks
from bench.soak.watching import Weight


@dataclass(frozen=True, slots=True)
class Answers:
    """The outcomes of the commands."""

    asked: int
    once: int
    """Commands with exactly one answer or one error."""
    none: int
    more: int
    outcomes: Mapping[str, int]
    """Of the answers: `ok`, or who must act."""


@dataclass(frozen=True, slots=True)
class Digests:
    """The outcomes of the digests that fell due."""

    due: int
    once: int
    none: int
    more: int


@dataclass(frozen=True, slots=True)
class Soak:
    """A whole run."""

    machine: Machine
    versions: Mapping[str, str]
    minutes: float
    rate_per_s: float
    programs: int
    acks: Acks
    answers: Answers
    digests: Digests
    faults: Mapping[str, int]
    after_warm_up: Weight
    memory_mb: Sequence[float]
    """Resident, at even intervals while the commands came."""
    at_end: Weight

    def goals(self) -> dict[str, Goal]:
        """Every figure that has a goal."""
        grown = round(self.at_end.memory_mb - self.after_warm_up.memory_mb, 1)
        second_half = self.memory_mb[(len(self.memory_mb) - 1) // 2 :]
        return {
            "ack_p99_ms": below(self.acks.p99_ms, 250),
            "commands_without_an_answer": at_most(self.answers.none, 0),
            "commands_with_more_than_one": at_most(self.answers.more, 0),
            "digests_lost": at_most(self.digests.none, 0),
            "digests_sent_twice": at_most(self.digests.more, 0),
            "memory_growth_mb": at_most(grown, 8),
            "memory_rise_mb": at_most(round(rise(second_half), 1), 2),
            "handles_growth": at_most(self.at_end.handles - self.after_warm_up.handles, 4),
            "tasks_growth": at_most(self.at_end.tasks - self.after_warm_up.tasks, 2),
            "threads_growth": at_most(self.at_end.threads - self.after_warm_up.threads, 2),
        }

    def as_json(self) -> dict[str, Any]:
        """The object that is printed."""
        return asdict(self) | {"goals": {name: asdict(goal) for name, goal in self.goals().items()}}


def table(soak: Mapping[str, Any]) -> str:
    """Markdown, from the JSON of a run."""
    return markdown.table(("| figure | | goal | |", "|---|--:|--:|---|"), _rows(soak))


def _rows(soak: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    acks, answers, digests, goals = soak["acks"], soak["answers"], soak["digests"], soak["goals"]

    def row(what: str, value: str, goal: str = "") -> tuple[str, ...]:
        return what, value, *(markdown.verdict(goals[goal]) if goal else ("", ""))

    yield row(f"commands, {soak['rate_per_s']:g} a second for {soak['minutes']:g} minutes", f"{answers['asked']:,}")
    yield row("acknowledgement, p50 ms", f"{acks['p50_ms']:.2f}")
    yield row("acknowledgement, p99 ms", f"{acks['p99_ms']:.2f}", "ack_p99_ms")
    yield row("commands with exactly one answer", f"{answers['once']:,}")
    yield row("commands without an answer", f"{answers['none']:,}", "commands_without_an_answer")
    yield row("commands with more than one", f"{answers['more']:,}", "commands_with_more_than_one")
    yield row("digests due", f"{digests['due']:,}")
    yield row("digests lost", f"{digests['none']:,}", "digests_lost")
    yield row("digests sent twice", f"{digests['more']:,}", "digests_sent_twice")
    yield row("faults", f"{sum(soak['faults'].values()):,}")
    rising = goals["memory_rise_mb"]["value"]
    yield row("memory, MB, rise in the second half", f"{rising:g}", "memory_rise_mb")
    before, after = soak["after_warm_up"], soak["at_end"]
    for name, what, goal in (
        ("memory_mb", "memory, MB", "memory_growth_mb"),
        ("handles", "file handles", "handles_growth"),
        ("tasks", "tasks of the event loop", "tasks_growth"),
        ("threads", "threads", "threads_growth"),
    ):
        most, met = markdown.verdict(goals[goal])
        yield f"{what}, after warming up and at the end", f"{before[name]:,} and {after[name]:,}", f"{most} more", met
