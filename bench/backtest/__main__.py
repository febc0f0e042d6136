"""`python -m bench.backtest`: compare forecasts with the outcomes, and print one JSON object."""

import argparse
import json
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from bench.backtest.data import BadInputError, platforms, read
from bench.backtest.document import write
from bench.backtest.result import PER_PLATFORM, result
from bench.backtest.search import EACH, JUDGED, search
from bench.backtest.trial import cases
from bot.domain.numbers.comparison import sound_ones

_DATA = Path("../shared/data/public_uv_daily.csv.gz")
_LATER = _DATA.with_name("public_uv_daily_2024b.csv.gz")
"""The half-year after, in which breaks are looked for as well."""
_CHOSEN_ON = "2023-07-01"
"""The model was chosen by its forecasts from this day on; its numbers were fitted to the days before."""


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line; `arguments` are those of the process unless given."""
    parser = argparse.ArgumentParser(prog="python -m bench.backtest", description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=_DATA, metavar="CSV", help="date,[platform,]version,percentage (%(default)s)"
    )
    parser.add_argument("--platform", metavar="NAME", help="the only platform to look at (each)")
    parser.add_argument("--from", dest="since", metavar="DATE", help="first day of forecasts (that of the data)")
    parser.add_argument("--to", dest="until", metavar="DATE", help="last day of outcomes (that of the data)")
    parser.add_argument(
        "--document", type=Path, metavar="FOLDER", help="renew the figures of forecast.md in it instead"
    )
    parser.add_argument(
        "--breaks", type=int, default=EACH, metavar="NUMBER", help="simulated ones of each kind (%(default)s)"
    )
    parser.add_argument("--seed", default=JUDGED, metavar="TEXT", help="of these (the documented one)")
    options = parser.parse_args(arguments)
    try:
        if options.document:
            held_out, every = backtests(options.data, [_CHOSEN_ON, None])
            write({"held_out": held_out, "all": every}, options.document)
        else:
            (found,) = backtests(options.data, [options.since], platform=options.platform, until=options.until)
            files = [options.data, _LATER] if options.data == _DATA and _LATER.exists() else [options.data]
            if not options.platform and (breaks := search(files, seed=options.seed, each=options.breaks)):
                found["breaks"] = breaks
            print(json.dumps(found, indent=2))
    except BadInputError as error:
        print(error, file=sys.stderr)
        sys.exit(2)


def backtests(
    file: Path, since: Sequence[str | None], *, platform: str | None = None, until: str | None = None
) -> list[dict[str, Any]]:
    """Compare all forecasts of a period with the outcomes, for each of several first days.

    Args:
        file: see `bench.backtest.data.read`.
        since: the first days on which forecasts are made, in ISO format; that of the data for None.
        platform: the only one to look at. Without it, a file with several has each under `platforms`; what is not under
            a platform is then about the first of them: all users together, where the file has that.
        until: the last day of outcomes; nothing later is read at all.

    Raises:
        BadInputError: the file or the days are unusable, or nothing is left to compare.
    """
    first, last = [_day(each) for each in since], _day(until)
    if early := [each for each in first if each and last and each > last]:
        raise BadInputError(f"The days end ({last}) before they begin ({early[0]}).")
    names = [platform] if platform else platforms(file)
    of_platform = partial(_of_platform, file, first, last)
    if len(names) == 1:
        return of_platform(names[0])
    with ProcessPoolExecutor() as pool:
        found = list(pool.map(of_platform, names))
    parts = [[{part: one[part] for part in PER_PLATFORM} for one in each] for each in zip(*found, strict=True)]
    return [first | {"platforms": dict(zip(names, of, strict=True))} for first, of in zip(found[0], parts, strict=True)]


def _of_platform(
    file: Path, since: Sequence[date | None], until: date | None, platform: str | None
) -> list[dict[str, Any]]:
    snapshots = read(file, platform=platform)
    last = until or snapshots[-1].day
    kept = [snapshot for snapshot in snapshots if snapshot.day <= last]
    sound = sound_ones(kept)
    firsts = [each or snapshots[0].day for each in since]
    every = list(cases(sound, since=min(firsts)))
    results = []
    for first in firsts:
        found = [case for case in every if case.made_on >= first]
        if not found:
            raise BadInputError(f"{file.name} holds no forecast from {first} on whose outcome lies by {last}.")
        about = {
            "file": file.name,
            **({"platform": platform} if platform else {}),
            "days": len(kept),
            "sound_days": len(sound),
            "first": kept[0].day.isoformat(),
            "last": kept[-1].day.isoformat(),
        }
        results.append(result(found, data=about, since=first, until=last))
    return results


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInputError(f"{text[:40] if text else text} is no date such as 2024-06-24.") from None


if __name__ == "__main__":
    main()
