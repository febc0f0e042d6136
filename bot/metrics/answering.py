"""Metrics of answers, and the families that all metrics are made of."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from bot.errors import BotError, OperatorError, TemporaryError, UserError

PREFIX: Final = "baselib"
OTHER: Final = "other"
"""Replaces every value that a label must not have."""
PATIENCE: Final = 5.0
"""Seconds that the database may take for a page: Prometheus waits for ten, and would take a process
that still answers for dead."""
_MOST: Final = 100
"""Different values of one label: no more than some forty buttons exist."""
_VALUE: Final = re.compile(r"[a-z0-9][a-z0-9 _./-]{0,59}", re.IGNORECASE)


class Families:
    """Makes families of one registry."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()

    def counter(self, name: str, what: str, labels: Sequence[str] = ()) -> Counter:
        """A number that only grows; `_total` is added to its name."""
        return Counter(f"{PREFIX}_{name}", what, labels, registry=self.registry)

    def gauge(self, name: str, what: str, labels: Sequence[str] = ()) -> Gauge:
        """A number that goes up and down."""
        return Gauge(f"{PREFIX}_{name}", what, labels, registry=self.registry)

    def histogram(self, name: str, what: str, labels: Sequence[str], buckets: Sequence[float]) -> Histogram:
        """A distribution over buckets."""
        return Histogram(f"{PREFIX}_{name}", what, labels, buckets=buckets, registry=self.registry)


class Values:
    """The values of one label: few, and our own words. All others count as `other`."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def __call__(self, value: str) -> str:
        """The value itself, or `other`."""
        if value in self._known:
            return value
        if len(self._known) >= _MOST or not _VALUE.fullmatch(value):
            return OTHER
        self._known.add(value)
        return value


_ACK_BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
"""Seconds. After three, Slack reports a time-out to the person."""
_ANSWER_BUCKETS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
KINDS: Final = ("command", "action", "view", "options", "event", "shortcut", "other")
"""The kinds of Slack's requests."""
_OUTCOMES: Final[Mapping[type[BotError], str]] = {
    UserError: "user",
    OperatorError: "operator",
    TemporaryError: "temporary",
}
"""Who must act: the branches of the error tree."""
_UNEXPECTED: Final = "unexpected"


class Answering:
    """Counts acknowledgements and answers."""

    def __init__(self, families: Families) -> None:
        acks = families.histogram(
            "ack_seconds", "Time from reading a Slack request to acknowledging it.", ["kind"], _ACK_BUCKETS
        )
        self.requests = 0
        """Requests acknowledged so far."""
        self._acks = {kind: acks.labels(kind) for kind in KINDS}
        self._answers = families.counter("answers", "Questions, and who must act if one failed.", ["asked", "outcome"])
        self._seconds = families.histogram(
            "answer_seconds", "Time from the acknowledgement until the answer is ready.", ["asked"], _ANSWER_BUCKETS
        )
        self._mistakes = families.counter(
            "mistakes",
            "Bugs reported to a user; zero from the start.",
        )
        self._unsaid = families.counter("answers_unsaid", "Answers that could not be delivered to Slack.")
        self._names = Values()
        self._known: dict[tuple[str, type[BotError] | None], tuple[Counter, Histogram]] = {}
        """Cached counters: looking their labels up takes longer than counting."""

    def acknowledged(self, kind: str, seconds: float) -> None:
        """Count an acknowledged request."""
        self.requests += 1
        self._acks.get(kind, self._acks[OTHER]).observe(seconds)

    def answered(self, asked: str, seconds: float, error: BotError | None = None) -> None:
        """Count an answered question, with its error if it failed.

        Args:
            asked: the name of our subcommand, button or modal.
            seconds: how long the answer took.
            error: the error shown instead of an answer.
        """
        asked = self._names(asked)
        key = asked, type(error) if error else None
        counted = self._known.get(key)
        if counted is None:
            counted = self._answers.labels(asked, outcome_of(error)), self._seconds.labels(asked)
            self._known[key] = counted
        answers, duration = counted
        answers.inc()
        duration.observe(seconds)
        if outcome_of(error) == _UNEXPECTED:
            self._mistakes.inc()

    def undelivered(self) -> None:
        """Count an answer that did not reach the requester."""
        self._unsaid.inc()


def outcome_of(error: BotError | None) -> str:
    """Who must act: `ok`, `user`, `operator`, `temporary`, or `unexpected` for a mistake of ours."""
    if error is None:
        return "ok"
    return next((name for branch, name in _OUTCOMES.items() if isinstance(error, branch)), _UNEXPECTED)
