"""What is kept of a run, and the figures of a series."""

import json
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tools.chaos.effects.judge import PROMISES, judge
from tools.chaos.effects.plan import Plan
from tools.chaos.effects.record import Record


def line_of(plan: Plan, record: Record, begun: float, *, struck: bool, ended: bool) -> dict[str, Any]:
    """A run, judged.

    Args:
        begun: monotonic seconds.
        struck: whether its trouble came.
    """
    return {
        **plan.to_json(),
        "struck": struck,
        "ended": ended,
        "took_s": round(time.monotonic() - begun, 1),
        "calls": len(record.calls),
        "stops": [[stop.what, stop.named] for stop in record.stops],
        "backs": [[each.number, len(each.back.due), each.back.begun] for each in record.decisions if each.back],
        "decisions": [
            [each.version, each.state, Counter(f"{one.state} {one.because}".rstrip() for one in each.targets)]
            for each in record.decisions
        ],
        "broken": {promise: [len(cases), *cases[:5]] for promise, cases in judge(record).items()},
        "notes": record.notes,
    }


def read(path: Path) -> list[dict[str, Any]]:
    """The lines of a file; none where it is not there."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def summary(lines: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """How many runs there were of each kind, and what was broken in how many."""
    whole = [line for line in lines if "error" not in line]
    broken = Counter(promise for line in whole for promise in line["broken"])
    struck = Counter(line["trouble"] for line in whole if line["struck"])
    return {
        "clean": bool(whole) and not broken and all(line["ended"] for line in whole),
        "runs": len(whole),
        "of_the_harness": len(lines) - len(whole),
        "one": sum(not line["many"] for line in whole),
        "many": sum(line["many"] for line in whole),
        "calls": sum(line["calls"] for line in whole),
        "struck": dict(sorted(struck.items())),
        "pressed": dict(sorted(Counter(line["press"] for line in whole).items())),
        "stops": len([stop for line in whole for stop in line["stops"]]),
        "rolled_back": len([back for line in whole for back in line.get("backs", ()) if back[-1]]),
        "broken": {promise: broken[promise] for promise in PROMISES},
        "where": {
            promise: [line["number"] for line in whole if promise in line["broken"]][:20]
            for promise in PROMISES
            if broken[promise]
        },
    }
