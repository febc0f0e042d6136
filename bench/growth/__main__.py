"""`make growth`: measure fleets of growing size, and print one JSON object; or turn such an object into a table."""

import argparse
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import uvloop

from bench.clock import present
from bench.growth.table import table
from bench.machine import Cores, machine, versions
from bench.processes import free_port, server, tool
from bench.site import UPSTREAM
from bot.domain.numbers.snapshot import snapshot_day
from bot.sandbox.launch import Start, start_python
from tests.postgres import running_postgres

SIZES: Final = (1_000, 10_000, 100_000)
ON_POSTGRESQL: Final = 100_000
"""From this size on: SQLite is for one process, and nobody runs a fleet like that on one."""
SWEPT: Final = 2_000
_WITHIN_S: Final = 900.0


async def growth(
    sizes: Sequence[int], *, on_postgresql: int, swept: int, start: Start = start_python
) -> dict[str, Any]:
    """Measure each size, one after the other, each in a process of its own.

    Raises:
        BenchError: something does not work.
    """
    found, on, today = [], machine(), snapshot_day(present())
    for size in sizes:
        print(f"{size} programs", file=sys.stderr)
        with TemporaryDirectory(prefix="baselib-growth-") as name:
            async with _stand_in(Path(name), today, start) as api_url:
                run = _Run(Path(name), api_url, today, size, min(size, swept), start)
                if size < on_postgresql:
                    found.append(await run(f"sqlite:///{Path(name) / 'growth.db'}"))
                    continue
                with running_postgres() as postgres:
                    found.append(await run(postgres.url(postgres.create("growth", encoding="UTF8"))))
    return {"machine": asdict(on), "versions": versions(), "sizes": found}


@dataclass(frozen=True)
class _Run:
    directory: Path
    api_url: str
    today: date
    size: int
    swept: int
    start: Start

    async def __call__(self, database_url: str) -> dict[str, Any]:
        """Fill the database and measure, each in a process of its own: what one took does not count for the other."""
        yesterday = self.today - timedelta(days=1)
        seeded = await self._tool("bench.growth.seed", database_url, str(self.size), yesterday.isoformat())
        counts = str(self.size), str(self.swept)
        return {**await self._tool("bench.growth.measuring", database_url, self.api_url, *counts), "database": seeded}

    async def _tool(self, *arguments: str) -> Any:
        core = Cores.of_this_machine().measured
        return await tool(arguments, directory=self.directory, core=core, start=self.start, within=_WITHIN_S)


@asynccontextmanager
async def _stand_in(directory: Path, today: date, start: Start) -> AsyncIterator[str]:
    port = free_port()
    arguments = [UPSTREAM[0], str(port), today.isoformat()]
    other = Cores.of_this_machine().other
    async with server(arguments, port=port, ready="/livez", directory=directory, core=other, start=start) as served:
        yield f"http://127.0.0.1:{served.port}"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="make growth", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="programs (1,000 to 100,000)")
    parser.add_argument("--markdown", type=Path, metavar="FILE.json", help="print the table of a run, measure nothing")
    options = parser.parse_args()
    if options.markdown:
        print(table(json.loads(options.markdown.read_text(encoding="utf-8"))))
        return
    found = uvloop.run(growth(options.sizes, on_postgresql=ON_POSTGRESQL, swept=SWEPT))
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
