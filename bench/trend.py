"""Times reading a program's months among all the others', and computing a digest's content; prints both."""

import json
import sys
import time
from datetime import date, timedelta
from random import Random

import uvloop

from bench.effort import WEEKS
from bench.fleet import TEAM_ID, fleet
from bench.machine import settle
from bench.seed import sampled
from bot.domain.digest.digest import digest_section
from bot.domain.programs.program import Program
from bot.domain.report.report import Report
from bot.storage.engine.database import Database
from bot.storage.numbers.snapshots import SqlSnapshots


async def measure(database_url: str, *, programs: int, sample: int, reads: int, today: date) -> dict[str, list[float]]:
    """Seconds of each read and of each computation, and how many snapshots each saw."""
    numbers = sampled(programs, sample)
    chosen = Random(1).choices(numbers, k=reads)  # noqa: S311  # the same programs in every run
    database = Database(database_url)
    found: dict[str, list[float]] = {"read": [], "compute": [], "snapshots": []}
    try:
        snapshots = SqlSnapshots(database)
        for number in chosen:
            program = Program(fleet(programs)[number].appid)
            begun = time.perf_counter()
            *earlier, newest = await snapshots.since(TEAM_ID, program.appid, today - timedelta(weeks=WEEKS))
            read = time.perf_counter()
            section = digest_section(Report(program, newest), earlier)
            computed = time.perf_counter()
            assert section.trend, program
            found["read"].append(read - begun)
            found["compute"].append(computed - read)
            found["snapshots"].append(len(earlier) + 1)
    finally:
        await database.close()
    return found


if __name__ == "__main__":
    settle()
    print(
        json.dumps(
            uvloop.run(
                measure(
                    sys.argv[1],
                    programs=int(sys.argv[2]),
                    sample=int(sys.argv[3]),
                    reads=int(sys.argv[4]),
                    today=date.fromisoformat(sys.argv[5]),
                )
            )
        )
    )
