"""`python -m bench.backtest`: compare forecasts with the outcomes, and print one JSON object."""

import argparse
import json
import sys
from collections.abc import Collection, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from bench.backtest.data import BadInputError, names, platforms, read
from bench.backtest.document import INTERVAL_SCORES, LAST, LEFT_OUT, YEARS, write
from bench.backtest.result import PER_PLATFORM, result
from bench.backtest.search import EACH, JUDGED, search
from bench.backtest.trial import cases
from bot.domain.numbers.comparison import sound_ones
from bot.domain.numbers.course import judge_all

_BESIDE = Path("../shared/data")
PUBLIC = ("public_uv_daily.csv.gz", "public_uv_daily_2024b.csv.gz")
"""The files of WeChat's public numbers: to June 2024, and the rest of that year."""
_AFTER = "2023-01-01"
"""The constants of the ranges come from the days before."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; `arguments` are those of the process unless given."""
    parser = argparse.ArgumentParser(prog="python -m bench.backtest", description=__doc__)
    parser.add_argument(
        "--data", type=Path, metavar="CSV", help="date,[platform,]version,percentage (WeChat's public numbers)"
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
    files = [options.data] if options.data else [_BESIDE / name for name in PUBLIC]
    left_out = None if options.data else LEFT_OUT
    try:
        if options.document:
            held_out, every = backtests(files, [_AFTER, None], left_out=left_out)
            write({"held_out": held_out, "all": every}, options.document)
        else:
            (found,) = backtests(
                files, [options.since], platform=options.platform, until=options.until, left_out=left_out
            )
            if not options.platform and (breaks := search(files, seed=options.seed, each=options.breaks)):
                found["breaks"] = breaks
            print(json.dumps(found, indent=2))
    except BadInputError as error:
        print(error, file=sys.stderr)
        sys.exit(2)


def backtests(
    files: Sequence[Path],
    since: Sequence[str | None],
    *,
    platform: str | None = None,
    until: str | None = None,
    left_out: Collection[date] | None = None,
) -> list[dict[str, Any]]:
    """Compare all forecasts of a period with the outcomes, for each of several first days.

    Args:
        files: see `bench.backtest.data.read`.
        since: the first days on which forecasts are made, in ISO format; that of the data for None.
        platform: the only one to look at. Without it, a file with several has each under `platforms`; what is not under
            a platform is then about the first of them: all users together, where the file has that.
        until: the last day of outcomes; nothing later is read at all.
        left_out: the days that are left out; those that look wrong for None.
    """
    first, last = [_day(each) for each in since], _day(until)
    if early := [each for each in first if each and last and each > last]:
        raise BadInputError(f"The days end ({last}) before they begin ({early[0]}).")
    every = [platform] if platform else platforms(*files)
    of_platform = partial(_of_platform, files, first, last, left_out)
    if len(every) == 1:
        return of_platform(every[0])
    with ProcessPoolExecutor() as pool:
        found = list(pool.map(of_platform, every))
    parts = [[{part: one[part] for part in PER_PLATFORM} for one in each] for each in zip(*found, strict=True)]
    return [first | {"platforms": dict(zip(every, of, strict=True))} for first, of in zip(found[0], parts, strict=True)]


def _of_platform(
    files: Sequence[Path],
    since: Sequence[date | None],
    until: date | None,
    left_out: Collection[date] | None,
    platform: str | None,
) -> list[dict[str, Any]]:
    snapshots = read(*files, platform=platform)
    last = until or snapshots[-1].day
    kept = [snapshot for snapshot in snapshots if snapshot.day <= last]
    sound = sound_ones(judge_all(kept)) if left_out is None else [each for each in kept if each.day not in left_out]
    firsts = [each or snapshots[0].day for each in since]
    every = list(cases(sound, since=min(firsts)))
    results = []
    for first in firsts:
        found = [case for case in every if case.made_on >= first]
        if not found:
            raise BadInputError(f"{names(files)} holds no forecast from {first} on whose outcome lies by {last}.")
        about = {
            "file": names(files),
            **({"platform": platform} if platform else {}),
            "days": len(kept),
            "sound_days": len(sound),
            "first": kept[0].day.isoformat(),
            "last": kept[-1].day.isoformat(),
        }
        whole_years = (first.month, first.day) == (1, 1) or first.year < YEARS.start
        than = INTERVAL_SCORES.get(platform or "", {}) if left_out and whole_years and last >= LAST else {}
        results.append(result(found, data=about, since=first, until=last, than=than))
    return results


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInputError(f"{text[:40] if text else text} is no date such as 2024-06-24.") from None


if __name__ == "__main__":
    main()
