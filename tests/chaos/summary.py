"""What a whole run of the chaos comes to, as one JSON object."""

import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from tests.chaos.ledger import Verdict
from tests.chaos.zones import Count

END: Final = "<!-- end of figures -->"
"""Behind figures on a page."""


def placed(page: str, start: str, figures: str) -> str:
    """A page with these figures in place of those between `start` and `END`."""
    head, _, rest = page.partition(start)
    tail = rest.partition(END)[2]
    return f"{head}{start}\n{figures}\n{END}{tail}"


def between(page: str, start: str) -> str:
    """What `placed` has put there."""
    return page.partition(start)[2].partition(END)[0].strip("\n")


@dataclass(frozen=True, slots=True)
class Deliveries:
    """The figures of one scenario."""

    slots: int
    kills: int
    """Lives that ended at work."""
    idle_kills: int
    """Lives that were killed between two ticks."""
    lost: int
    doubled: int
    silent: int
    """Slots that were not sent, and that no notice came about."""
    misrecorded: int
    """Slots of which the database says something else than Slack."""
    outcomes: Mapping[str, int]
    kills_by_edge: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Zones:
    """The figures of the schedules."""

    zones: int
    slots: int
    doubled: int
    missing: int
    elsewhere: int


@dataclass(frozen=True, slots=True)
class Summary:
    """One run."""

    seed: str
    duration_s: float
    machine: str
    one_process: Deliveries
    replicas: Deliveries
    database_crashes: int
    schedules: Zones

    @property
    def clean(self) -> bool:
        """Whether every promise was kept."""
        wrong = [
            *((each.lost, each.doubled, each.misrecorded, each.silent) for each in (self.one_process, self.replicas)),
            (self.schedules.doubled, self.schedules.missing, self.schedules.elsewhere),
        ]
        return not any(sum(figures) for figures in wrong)

    def to_json(self) -> dict[str, object]:
        """As it is printed."""
        return {**asdict(self), "clean": self.clean}


def sentence(run: Mapping[str, Any]) -> str:
    """Which run it was, in a sentence."""
    again = f"`make chaos SEED={run['seed']}`"
    return f"The last run took {run['duration_s'] / 60:.1f} minutes on {run['machine']}; {again} plans the same."


def table(run: Mapping[str, Any]) -> str:
    """The figures of docs/develop/reliability.md, from a run's JSON object."""
    one, many, schedules = run["one_process"], run["replicas"], run["schedules"]
    rows = [
        ("Digests that came due", one["slots"], many["slots"], schedules["slots"]),
        ("Processes killed (`kill -9`) at work", one["kills"], many["kills"], ""),
        ("Immediate shutdowns of the database", "", run["database_crashes"], ""),
        ("**Lost**", one["lost"], many["lost"], schedules["missing"]),
        ("**Doubled**", one["doubled"], many["doubled"], schedules["doubled"]),
        ("**Silent**: not sent, and without a notice", one["silent"], many["silent"], ""),
        ("On record otherwise than Slack shows", one["misrecorded"], many["misrecorded"], ""),
        ("At another instant than the oracle's", "", "", schedules["elsewhere"]),
    ]
    zones = f"{schedules['zones']} zones, three years"
    head = [f"| | one process, SQLite | three replicas, PostgreSQL | {zones} |", "|---|--:|--:|--:|"]
    return "\n".join([*head, *("| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows)])


def _cell(value: str | int) -> str:
    return f"{value:,}" if isinstance(value, int) else value


def deliveries(verdict: Verdict, kills: Mapping[str, int], *, idle: str) -> Deliveries:
    """The figures of a scenario.

    Args:
        verdict: of its slots.
        kills: how many processes ended how.
        idle: the name among those of processes that had nothing to do.
    """
    return Deliveries(
        slots=verdict.slots,
        kills=sum(kills.values()) - kills.get(idle, 0),
        idle_kills=kills.get(idle, 0),
        lost=len(verdict.lost),
        doubled=len(verdict.doubled),
        silent=len(verdict.silent),
        misrecorded=len(verdict.misrecorded),
        outcomes=verdict.outcomes,
        kills_by_edge={name: number for name, number in sorted(kills.items()) if name != idle},
    )


def zones(count: Count, number: int) -> Zones:
    """The figures of the schedules in so many zones."""
    return Zones(number, count.slots, count.doubled, count.missing, count.elsewhere)


def machine() -> str:
    """What it ran on, without the machine's name."""
    return f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
