"""What is going to happen, drawn from a seed: the same seed gives the same kills, troubles and clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from tests.chaos.deaths import Death, Kind

POST, HISTORY, WECHAT, CLOCK = (
    "/api/chat.postMessage",
    "/api/conversations.history",
    "/cgi-bin/wxopen/getweappsupportversion",
    "/sandbox/clock",
)
EDGES: tuple[Death, ...] = (
    *(Death(kind, method) for method in ("record", "claim", "sending", "finish") for kind in (Kind.BEFORE, Kind.AFTER)),
    Death(Kind.ARRIVES, CLOCK),
    Death(Kind.ARRIVES, WECHAT),
    Death(Kind.ARRIVES, POST),
    Death(Kind.ACCEPTED, POST),
)
"""Every edge of the way from due to sent: before and after each commit, and at each request between them."""
LOOKING_EDGES: tuple[Death, ...] = (
    *(Death(kind, method) for method in ("doubt", "claim_looks", "postpone") for kind in (Kind.BEFORE, Kind.AFTER)),
    Death(Kind.BEFORE, "abandoned"),
    Death(Kind.ARRIVES, HISTORY),
    Death(Kind.ACCEPTED, HISTORY),
)
"""The edges of finding out what became of a post: passed only by the life after one of `DOUBTFUL`."""
DOUBTFUL: tuple[Death, ...] = (
    Death(Kind.AFTER, "sending"),
    Death(Kind.ARRIVES, POST),
    Death(Kind.ACCEPTED, POST),
    Death(Kind.BEFORE, "finish"),
)
"""The deaths after which nobody knows whether the message arrived."""
MOST_CALLS = 100_000
"""Calls and returns of a life that posts a digest or two, roughly."""
MOST_MILLISECONDS = 120


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault of Slack's that is on during one life."""

    name: str
    where: str = "chat.postMessage"
    times: int | None = 1
    params: tuple[tuple[str, float], ...] = ()


TROUBLES: tuple[Trouble, ...] = (
    Trouble("accepted_without_answer"),
    Trouble("answer_lost"),
    Trouble("server_error"),
    Trouble("internal_error"),
    Trouble("timeout", params=(("seconds", 0),)),
    Trouble("ratelimited", times=3, params=(("retry_after", 7),)),
    Trouble("ratelimited", where="*", times=12, params=(("retry_after", 30),)),
    Trouble("history_lag", where="conversations.history", times=None, params=(("seconds", 30),)),
)


@dataclass(frozen=True, slots=True)
class LifeStep:
    """One life: how it ends, what troubles it, and how far the clock moves before each of its ticks."""

    death: Death
    trouble: Trouble | None
    moves: tuple[timedelta, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """Some digests that come due together, and the lives that try to send them."""

    slots: int
    lives: tuple[LifeStep, ...]


def rounds(seed: str, *, instants: bool) -> Iterator[Round]:
    """Rounds without end.

    Args:
        seed: whatever names the run.
        instants: whether some lives end at an instant of real time, which no seed can repeat exactly.
    """
    random = Random(seed)  # noqa: S311 # repeatable on purpose
    edges = _endless(random, [*EDGES, *LOOKING_EDGES])
    while True:
        steps = [step for _ in range(random.randint(1, 3)) for step in _steps(random, edges, instants=instants)]
        yield Round(random.randint(1, 4), tuple(steps))


def _steps(random: Random, edges: Iterator[Death], *, instants: bool) -> Sequence[LifeStep]:
    """One life, or two where the second looks for what the first has left behind."""
    chance = random.random()
    if chance < 0.7:  # most die at an edge
        death = next(edges)
        if death in LOOKING_EDGES:
            before = LifeStep(random.choice(DOUBTFUL), None, _moves(random, (60, 200)))
            return before, LifeStep(death, None, _moves(random, (650, 30)))
    elif instants and chance < 0.85:
        death = Death(Kind.INSTANT, n=random.randint(0, MOST_MILLISECONDS))
    else:
        death = Death(Kind.CALL, n=random.randint(1, MOST_CALLS))
    trouble = random.choice(TROUBLES) if random.random() < 0.4 else None
    return (LifeStep(death, trouble, _moves(random, (1, 5, 20, 60, 200, 650))),)


def _moves(random: Random, seconds: Sequence[int]) -> tuple[timedelta, ...]:
    return tuple(timedelta(seconds=random.choice(seconds)) for _ in range(6))


def _endless(random: Random, edges: Sequence[Death]) -> Iterator[Death]:
    """All of them in a new order each time, so that a short run passes each as often as a long one does."""
    while True:
        yield from random.sample(edges, len(edges))
