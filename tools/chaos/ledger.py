"""The verdict: what the database says of each slot against what Slack counted."""

import json
import os
import platform
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select

from bot.storage.engine.database import Database
from bot.storage.tables.digest import DELIVERIES
from tests.domain.delivery.zones import Count
from tools import ROOT
from tools.chaos.plan import IDLE


@dataclass(frozen=True, slots=True)
class Entry:
    state: str
    reason: str
    finished: bool
    """Whether nothing will be done about it any more."""
    late_s: float = 0.0
    """Seconds from its moment to its message, by Slack's clock; 0 without one."""


@dataclass(frozen=True, slots=True)
class Verdict:
    slots: int
    sent: int
    lost: Sequence[str]
    """Slots without a message."""
    doubled: Sequence[str]
    """Slots with more than one."""
    misrecorded: Sequence[str]
    """Slots whose record does not say `sent` although the message is there, or that are not finished."""
    silent: Sequence[str] = ()
    """Slots that are not on record as sent, and that no notice came about."""
    outcomes: Mapping[str, int] = field(default_factory=dict)
    """State and reason -> how many."""
    latest_s: float = 0.0
    """How long after its moment the latest came, in seconds."""

    @property
    def clean(self) -> bool:
        """Nothing lost, nothing doubled, everything on record as it is, and nothing missing without a notice."""
        return not (self.lost or self.doubled or self.misrecorded or self.silent)


def notice_of(slot: str) -> str:
    """Return the delivery id of the notice about a slot."""
    return f"{slot}-notice"


async def entries(database: Database) -> dict[str, Entry]:
    """Every slot on record by its id."""
    columns = DELIVERIES.c
    query = select(columns.id, columns.state, columns.reason, columns.finished_at, columns.due_at, columns.message_ts)
    async with database.reading() as connection:
        rows = (await connection.execute(query)).all()
    return {
        row.id: Entry(
            str(row.state),
            str(row.reason or ""),
            row.finished_at is not None,
            float(row.message_ts) - row.due_at.timestamp() if row.message_ts else 0.0,
        )
        for row in rows
    }


def judge(expected: Sequence[str], on_record: Mapping[str, Entry], arrived: Mapping[str, int]) -> Verdict:
    """Compare.

    Args:
        expected: the delivery ids of all slots that were owed.
        on_record: as `entries` returned it.
        arrived: how often each id came into a channel.
    """
    records = {slot: on_record.get(slot, Entry("missing", "", finished=False)) for slot in expected}
    outcomes = Counter(f"{entry.state} {entry.reason}".rstrip() for entry in records.values())
    return Verdict(
        slots=len(expected),
        sent=sum(arrived.get(slot, 0) > 0 for slot in expected),
        lost=[slot for slot in expected if not arrived.get(slot)],
        doubled=[slot for slot, times in arrived.items() if times > 1],
        misrecorded=[slot for slot, entry in records.items() if (entry.state == "sent") != (arrived.get(slot, 0) > 0)],
        silent=[slot for slot, entry in records.items() if entry.state != "sent" and not arrived.get(notice_of(slot))],
        outcomes=dict(sorted(outcomes.items())),
        latest_s=round(max((entry.late_s for entry in records.values()), default=0.0), 1),
    )


FIGURES: Final = ROOT / "docs" / "develop" / "reliability.json"
DOCUMENT: Final = FIGURES.with_suffix(".md")
_START: Final = "<!-- figures of {} -->\n"
_END: Final = "<!-- end of figures -->"
_BROKEN: Final = ("lost", "doubled", "silent", "misrecorded", "elsewhere", "wrong")
"""Broken promises: their number, or a list of them."""

_Scenario = Mapping[str, Any]
_COLUMNS: Final = {
    "delivery": {
        "one_process": "one process, SQLite",
        "replicas": "three replicas, PostgreSQL",
        "schedules": "{zones} zones, three years",
    },
    "setting": {
        "single": "one program, one process",
        "replicas": "one program, three replicas",
        "fleets": "24 programs, one process",
        "fleets_together": "24 programs, three replicas",
    },
}
_ROWS: Final[Mapping[str, Mapping[str, Callable[[_Scenario], float | None]]]] = {
    "delivery": {
        "Digests that came due": lambda of: of["slots"],
        "Processes killed (`kill -9`) at work": lambda of: of.get("kills"),
        "Immediate shutdowns of the database": lambda of: of.get("database_crashes"),
        "**Lost**": lambda of: of["lost"],
        "**Doubled**": lambda of: of["doubled"],
        "**Silent**: not sent, and without a notice": lambda of: of.get("silent"),
        "On record otherwise than Slack shows": lambda of: of.get("misrecorded"),
        "At another instant than the oracle's": lambda of: of.get("elsewhere"),
        "The latest, in seconds of a clock that is moved on meanwhile": lambda of: of.get("latest_s"),
    },
    "setting": {
        "Decisions": lambda of: of["runs"],
        "Processes killed (`kill -9`) at work": lambda of: of["kills"],
        "Ended *verified*": lambda of: of["states"].get("verified", 0),
        "Ended *unverified*": lambda of: of["states"].get("unverified", 0),
        "**Without an end**": lambda of: sum(
            number for state, number in of["states"].items() if state not in ("verified", "unverified")
        ),
        "Stopped runs, resumed by a person after the kill": lambda of: (
            sum(of["halts"].values()) if of["programs"] else None
        ),
        "Programs verified": lambda of: of["programs"].get("verified"),
        "Programs refused by WeChat": lambda of: of["programs"].get("refused"),
        "**Set twice, to another value, or on record otherwise**": lambda of: len(of["wrong"]),
    },
}


def deliveries(verdict: Verdict, kills: Mapping[str, int]) -> dict[str, Any]:
    wrong = {name: len(getattr(verdict, name)) for name in ("lost", "doubled", "silent", "misrecorded")}
    return {
        "slots": verdict.slots,
        **wrong,
        "latest_s": verdict.latest_s,
        "outcomes": verdict.outcomes,
        **killed(kills),
    }


def killed(kills: Mapping[str, int]) -> dict[str, Any]:
    """How many processes were killed at each point, those between two ticks apart."""
    at_work = {name: number for name, number in sorted(kills.items()) if name != IDLE}
    return {"kills": sum(at_work.values()), "idle_kills": kills.get(IDLE, 0), "kills_by_edge": at_work}


def schedules(count: Count, zones: int) -> dict[str, int]:
    """Return the figures of the schedules in so many zones."""
    wrong = {"lost": count.missing, "doubled": count.doubled, "elsewhere": count.elsewhere}
    return {"zones": zones, "slots": count.slots, **wrong}


def proof(scenarios: Mapping[str, _Scenario], *, seed: str, took_s: float) -> dict[str, Any]:
    """Return the JSON object of a proof: its scenarios by name, and whether every promise was kept."""
    cores = len(os.sched_getaffinity(0))
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, {cores} cores"
    clean = not any(each.get(name) for each in scenarios.values() for name in _BROKEN)
    return {"seed": seed, "duration_s": round(took_s, 1), "machine": machine, "scenarios": scenarios, "clean": clean}


def section(name: str, proved: Mapping[str, Any]) -> str:
    """Which run a proof is from, in a sentence, and its table."""
    scenarios = [(heading, proved["scenarios"][key]) for key, heading in _COLUMNS[name].items()]
    rows = [[heading.format(**of) for heading, of in scenarios]]
    for number in _ROWS[name].values():
        cells = [number(of) for _, of in scenarios]
        rows.append(["" if cell is None else f"{cell:,}" for cell in cells])
    titled = zip(["", *_ROWS[name]], rows, strict=True)
    lines = [f"| {title} | {' | '.join(row)} |" for title, row in titled if any(row)]
    table = "\n".join([lines[0].replace("|  |", "| |"), "|---" + "|--:" * len(scenarios) + "|", *lines[1:]])
    minutes, again = f"{proved['duration_s'] / 60:.1f} minutes", f"`make chaos SEED={proved['seed']}`"
    return f"The last run took {minutes} on {proved['machine']}; {again} plans the same.\n\n{table}"


def shown(page: str, name: str) -> str:
    return page.partition(_START.format(name))[2].partition(_END)[0].strip("\n")


def document(run: Mapping[str, Any]) -> None:
    """Put a run into docs/develop/reliability.json, and its figures into docs/develop/reliability.md."""
    FIGURES.write_text(json.dumps(run, indent=2) + "\n", encoding="utf-8")
    for name, proved in run.items():
        show(name, section(name, proved))


def show(name: str, text: str) -> None:
    """Put figures where docs/develop/reliability.md has those of this name."""
    head, start, rest = DOCUMENT.read_text(encoding="utf-8").partition(_START.format(name))
    DOCUMENT.write_text(f"{head}{start}\n{text}\n{_END}{rest.partition(_END)[2]}", encoding="utf-8")
