"""`make growth`: how memory, answers about a fleet, the database and the sweep grow with the number of programs."""

import argparse
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import timedelta
from typing import Any, Final

import uvloop

from bench import inside
from bench.kit.machine import machine, versions
from bench.kit.page import Figures, Page, filled, markdown
from bench.kit.seed import seed_fleet
from bench.kit.site import progress, site
from tests.postgres import running_postgres
from tools.sandbox.launch import Start, start_python

SIZES: Final = (1_000, 10_000, 100_000)
ON_POSTGRESQL: Final = 100_000
"""From this size on: SQLite is for one process, and a fleet like that has several."""
SWEPT: Final = 2_000
_ROWS: Final = {
    "database": "{engine}",
    "memory of the process, MB": "{memory_mb[before]:.0f}, {memory_mb[after]:.0f}",
    "`fleet`, the first time, ms": "{fleet[first_ms]:.0f} ({fleet[first_cpu_ms]:.0f})",
    "`fleet`, ms": "{fleet[warm_ms]:.0f} ({fleet[warm_cpu_ms]:.0f})",
    "`fleet raise`, the first time, ms": "{fleet_raise[first_ms]:.0f} ({fleet_raise[first_cpu_ms]:.0f})",
    "`fleet raise`, ms": "{fleet_raise[warm_ms]:.0f} ({fleet_raise[warm_cpu_ms]:.0f})",
    "a fleet's digest, ms": "{digest[warm_ms]:.0f} ({digest[warm_cpu_ms]:.0f})",
    "event loop held at most, ms": "{held_ms:.0f}",
    "database after a year, MB": "{database[year_mb]:,}",
    "sweep of all programs, s": "{sweep[whole_fleet_s]:,.0f}",
    "processor's time for it, ms a program": "{sweep[cpu_ms_per_program]:.2f}",
}


def table(run: Figures) -> str:
    sizes = [{**of, "held_ms": max(of[name]["loop_held_ms"] for name in inside.ANSWERS)} for of in run["sizes"]]
    counts = " | ".join(f"{of['programs']:,}" for of in sizes)
    head = f"| programs | {counts} |\n|---|{'--:|' * len(sizes)}"
    return markdown(head, ([name, *(filled(cell, of) for of in sizes)] for name, cell in _ROWS.items()))


async def growth(
    sizes: Sequence[int], *, on_postgresql: int, swept: int, start: Start = start_python
) -> dict[str, Any]:
    """Measure each size, one after the other: filled and measured in processes of their own."""
    found, on = [], machine()
    for size in sizes:
        progress(f"{size} programs")
        async with site(size, start=start) as here:
            with ExitStack() as stack:
                url = here.database_url("growth")
                if size >= on_postgresql:
                    postgres = stack.enter_context(running_postgres())
                    url = postgres.url(postgres.create("growth", encoding="UTF8"))
                yesterday = (here.today - timedelta(days=1)).isoformat()
                seeded = await here.measured(seed_fleet, url, size, yesterday)
                of = await here.measured(inside.answers, url, here.wechat_url, size, min(size, swept))
                found.append({**of, "database": seeded})
    return {"machine": on, "versions": versions(), "sizes": found}


PAGE: Final = Page("growth.json", "| programs |", table)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; `arguments` are those of the process unless given."""
    parser = argparse.ArgumentParser(prog="make growth", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="programs (1,000 to 100,000)")

    def measure(options: argparse.Namespace) -> Figures:
        return uvloop.run(growth(options.sizes, on_postgresql=ON_POSTGRESQL, swept=SWEPT))

    PAGE.main(parser, measure, arguments)


if __name__ == "__main__":
    main()
