"""`python -m bench.backtest`: compare forecasts with the outcomes, and print one JSON object."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bench.backtest.data import BadInputError, read
from bench.backtest.document import write
from bench.backtest.result import result
from bench.backtest.trial import cases
from bot.domain.numbers.comparison import sound_ones

_DATA = Path("../shared/data/public_uv_weekly.csv")
_HELD_OUT = "2023-01-01"
"""The first held-out day: every number in the model was chosen on earlier years."""


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line; `arguments` are those of the process unless given."""
    parser = argparse.ArgumentParser(prog="python -m bench.backtest", description=__doc__)
    parser.add_argument("--data", type=Path, default=_DATA, metavar="CSV", help="date,version,percentage (%(default)s)")
    parser.add_argument("--from", dest="since", metavar="DATE", help="first day of forecasts (that of the data)")
    parser.add_argument("--to", dest="until", metavar="DATE", help="last day of outcomes (that of the data)")
    parser.add_argument(
        "--document", type=Path, metavar="FOLDER", help="renew the figures of forecast.md in it instead"
    )
    asked = parser.parse_args(arguments)
    try:
        if asked.document:
            parts = {"held_out": backtest(asked.data, since=_HELD_OUT), "all": backtest(asked.data)}
            write(parts, asked.document)
        else:
            print(json.dumps(backtest(asked.data, since=asked.since, until=asked.until), indent=2))
    except BadInputError as error:
        print(error, file=sys.stderr)
        sys.exit(2)


def backtest(file: Path, *, since: str | None = None, until: str | None = None) -> dict[str, Any]:
    """Compare all forecasts of a period with the outcomes.

    Args:
        file: see `bench.backtest.data.read`.
        since: the first day on which forecasts are made, in ISO format; that of the data when left out.
        until: the last day of outcomes; nothing later is read at all.

    Raises:
        BadInputError: the file or the days are unusable, or nothing is left to compare.
    """
    snapshots = read(file)
    first, last = _day(since) or snapshots[0].day, _day(until) or snapshots[-1].day
    if first > last:
        raise BadInputError(f"The days end ({last}) before they begin ({first}).")
    kept = [snapshot for snapshot in snapshots if snapshot.day <= last]
    sound = sound_ones(kept)
    found = list(cases(sound, since=first))
    if not found:
        raise BadInputError(f"{file.name} holds no forecast from {first} on whose outcome lies by {last}.")
    about = {
        "file": file.name,
        "days": len(kept),
        "sound_days": len(sound),
        "first": kept[0].day.isoformat(),
        "last": kept[-1].day.isoformat(),
    }
    return result(found, data=about, since=first, until=last)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInputError(f"{text[:40] if text else text} is no date such as 2024-06-24.") from None


if __name__ == "__main__":
    main()
