"""`python -m tools.chaos.effects`: runs of a series that a file does not have yet, several side by side."""

import argparse
import asyncio
import json
import logging
import signal
import sys
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import starmap
from pathlib import Path
from typing import Any, Final

import uvloop

from tools import ROOT
from tools.chaos.effects.course import run
from tools.chaos.effects.document import document, read, summary
from tools.chaos.effects.people import prepare
from tools.chaos.effects.plan import SHAPES, draw, place
from tools.chaos.effects.stage import Shape, Stage, staged

_LEAST_VERSIONS: Final = 4
"""A stage with fewer left is opened anew."""


@dataclass(frozen=True)
class Series:
    folder: Path
    seed: str
    out: Path

    async def go(self, numbers: Iterable[int], at_once: int) -> None:
        done = {line["number"] for line in read(self.out) if line["seed"] == self.seed and "error" not in line}
        todo = [[each for each in numbers if place(each) == at and each not in done] for at in range(len(SHAPES))]
        places = asyncio.Semaphore(at_once)

        async def one(shape: Shape, mine: list[int]) -> None:
            async with places:
                await self._on(shape, mine)

        largest_first = sorted(zip(SHAPES, todo, strict=True), key=lambda each: each[0].programs, reverse=True)
        outcomes = await asyncio.gather(*starmap(one, largest_first), return_exceptions=True)
        if failed := [each for each in outcomes if isinstance(each, Exception)]:
            raise ExceptionGroup("not every run took place", failed)

    async def _on(self, shape: Shape, todo: list[int]) -> None:
        """Return runs of one stage, one after the other; a line each is added to the file."""
        while todo:
            async with staged(self.folder, shape) as stage:
                await prepare(stage)
                while todo and len(stage.versions) >= _LEAST_VERSIONS:
                    line = await self._kept(stage, todo.pop(0))
                    if not line["ended"] or line["broken"]:  # what was set wrongly would trouble the next run
                        break

    async def _kept(self, stage: Stage, number: int) -> dict[str, Any]:
        try:
            line = await run(stage, draw(self.seed, number, stage.shape.programs))
        except Exception as error:  # noqa: BLE001 # the harness failed, and says so; other runs go on
            traceback.print_exc()
            line = {"seed": self.seed, "number": number, "ended": False, "broken": {}, "error": repr(error)}
        with self.out.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        sys.stderr.write(f"{number}: {line.get('took_s')} s, {line.get('error') or line['broken'] or 'clean'}\n")
        return line


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.chaos.effects", description=__doc__)
    parser.add_argument("--of", type=Path, default=ROOT, help="the folder of the code that is judged")
    parser.add_argument("--seed", default="effects", help="of the series")
    parser.add_argument("--first", type=int, default=0, help="the first run's number")
    parser.add_argument("--runs", type=int, default=len(SHAPES), help="how many")
    parser.add_argument("--only", default="", help="the numbers of single runs instead, with commas between")
    parser.add_argument("--at-once", type=int, default=len(SHAPES), help="stages side by side: two cores carry ten")
    parser.add_argument("--out", type=Path, required=True, help="a line of JSON per run is added to it")
    parser.add_argument("--summary", action="store_true", help="only print what the file says")
    parser.add_argument("--document", action="store_true", help="write that into docs/ as well")
    given = parser.parse_args()
    logging.getLogger().setLevel(logging.ERROR)
    if not given.summary:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # processes that it has started end with it
        numbers = map(int, given.only.split(",")) if given.only else range(given.first, given.first + given.runs)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(Series(given.of.resolve(), given.seed, given.out).go(list(numbers), given.at_once))
    figures = {"seed": given.seed, **summary(read(given.out))}
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    if given.document:
        document(figures, of=given.of)
    return 0 if figures["clean"] else 1


if __name__ == "__main__":
    sys.exit(main())
