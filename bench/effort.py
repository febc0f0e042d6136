"""How much `make bench` measures: one of these numbers bounds every loop."""

from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True, slots=True)
class Effort:
    """Counts and durations (seconds)."""

    programs: int
    starts: int
    rounds: int
    most_rounds: int
    """Of load on either server, in turns; they go on to here until their ratios settle."""
    round_s: float
    acks: int
    pieces: int
    """Into which the sweep and the bare loop are cut to take turns."""
    reads: int
    sampled: int
    """Programs whose history holds every day that the bot would have kept; the others hold one day a week."""
    searches: int
    """In a select of programs, per text that is typed."""
    warm_ups: int
    """Questions of each kind before those that are measured."""
    questions: int
    """Of each kind that is answered from stored numbers."""
    agent_calls: int
    """Calls of agents one after the other, first and again."""
    agents_s: float
    """How long agents call beside slash commands."""
    busy_sweep_s: float
    """How long a sweep may take beside other work."""
    quick: bool = False
    """Whether the counts are too small for meaningful figures."""


FULL: Final = Effort(
    programs=10_000,
    starts=3,
    rounds=5,
    most_rounds=15,
    round_s=3.0,
    acks=4_000,
    pieces=10,
    reads=400,
    sampled=100,
    searches=200,
    warm_ups=20,
    questions=400,
    agent_calls=120,
    agents_s=60.0,
    busy_sweep_s=240.0,
)
QUICK: Final = Effort(
    programs=500,
    starts=1,
    rounds=2,
    most_rounds=3,
    round_s=0.2,
    acks=60,
    pieces=2,
    reads=10,
    sampled=10,
    searches=5,
    warm_ups=20,
    questions=5,
    agent_calls=5,
    agents_s=1.0,
    busy_sweep_s=60.0,
    quick=True,
)


def effort(*, quick: bool, programs: int | None) -> Effort:
    """The effort for the command line's options."""
    chosen = QUICK if quick else FULL
    expected = programs or chosen.programs
    return replace(chosen, programs=expected, sampled=min(chosen.sampled, expected))
