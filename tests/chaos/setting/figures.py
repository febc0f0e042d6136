"""The figures of setting minimums in docs/develop/reliability.md."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tests.chaos.summary import placed

_DOCS: Final = Path(__file__).parents[3] / "docs" / "develop"
FIGURES, DOCUMENT = _DOCS / "setting.json", _DOCS / "reliability.md"
START: Final = "<!-- figures of setting -->\n"
_SCENARIOS: Final = ("single", "replicas", "fleets", "fleets_together")


def table(run: Mapping[str, Any]) -> str:
    """The figures, from a run's JSON object."""
    every = [run["scenarios"][name] for name in _SCENARIOS]
    rows = {
        "Decisions": [each["runs"] for each in every],
        "Processes killed (`kill -9`) at work": [each["kills"] for each in every],
        "Ended *verified*": [each["states"].get("verified", 0) for each in every],
        "Ended *unverified*": [each["states"].get("unverified", 0) for each in every],
        "**Without an end**": [
            each["runs"] - each["states"].get("verified", 0) - each["states"].get("unverified", 0) for each in every
        ],
        "Stopped runs, resumed by a person after the kill": [
            "",
            "",
            *(sum(each["halts"].values()) for each in every[2:]),
        ],
        "Programs verified": ["", "", *(each["programs"].get("verified", 0) for each in every[2:])],
        "Programs refused by WeChat": ["", "", *(each["programs"].get("refused", 0) for each in every[2:])],
        "**Set twice, to another value, or on record otherwise**": [len(each["wrong"]) for each in every],
    }
    head = (
        "| | one program, one process | one program, three replicas "
        "| 24 programs, one process | 24 programs, three replicas |\n|---|--:|--:|--:|--:|"
    )
    return "\n".join([head, *(f"| {name} | {' | '.join(map(str, cells))} |" for name, cells in rows.items())])


def shown(run: Mapping[str, Any]) -> str:
    """What the page shows of a run."""
    again = f"`python -m tests.chaos.setting --seed {run['seed']}`"
    minutes = f"{run['duration_s'] / 60:.1f} minutes on {run['machine']}, beside other work"
    return f"The last run took {minutes}; {again} plans the same.\n\n{table(run)}"


def document(text: str) -> None:
    """Put a run's figures into docs/develop/setting.json and into the table of docs/develop/reliability.md."""
    FIGURES.write_text(text, encoding="utf-8")
    page = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(placed(page, START, shown(json.loads(text))), encoding="utf-8")
