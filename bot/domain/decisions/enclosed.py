"""What a proposer encloses with a proposal: the planned day, and the verdict of a scan."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from bot.domain.numbers.version import Version
from bot.domain.scan.verdict import Outcome
from bot.errors import BadVersion, NoVerdict

_COMMIT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}|")
_CURLY: Final = str.maketrans(dict.fromkeys("“”„‟", '"'))
"""Some keyboards make these of straight quotes."""
_MOST_UNJUDGED: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class GivenScan:
    """The verdict of `baselib scan` as a person gave it: the source is not here, so it cannot be checked."""

    outcome: Outcome
    to_run: Version | None
    """The base library that the source needs to run; None: no known need."""
    whole: Version | None
    """The one that it needs to work whole."""
    unjudged: int
    """Names and files that may hide a need."""
    commit: str
    """The git commit that was scanned; empty where that is not known."""
    at: datetime
    """UTC; when it was scanned."""
    given_by: str = ""
    """A Slack user's id."""

    def fields(self) -> dict[str, object]:
        """It as JSON."""
        return {
            "outcome": str(self.outcome),
            "to_run": self.to_run.text if self.to_run else None,
            "to_work_whole": self.whole.text if self.whole else None,
            "unjudged": self.unjudged,
            "commit": self.commit,
            "at": self.at.isoformat(),
            "given_by": self.given_by,
        }


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What a proposer may add to the numbers."""

    planned: date | None = None
    """The day on which the minimum is to be set."""
    scan: GivenScan | None = None


NOTHING: Final = Enclosed()


def read_scan(found: Mapping[str, Any]) -> GivenScan:
    """From `GivenScan.fields`."""
    to_run, whole = (Version.parse(found[key]) if found[key] else None for key in ("to_run", "to_work_whole"))
    at, by = datetime.fromisoformat(found["at"]), found.get("given_by", "")
    return GivenScan(Outcome(found["outcome"]), to_run, whole, found["unjudged"], found["commit"], at, by)


def typed_scan(text: str, *, given_by: str) -> GivenScan | None:
    """The line that `baselib scan --verdict` has printed; None for an empty text.

    Args:
        text: as typed or pasted.
        given_by: the Slack user.

    Raises:
        NoVerdict: it is something else.
    """
    if not text.strip():
        return None
    try:
        found = json.loads(text.translate(_CURLY))
        given = read_scan({**found, "given_by": given_by})
        proper = (
            type(found["unjudged"]) is int
            and 0 <= given.unjudged < _MOST_UNJUDGED
            and _COMMIT.fullmatch(given.commit)
            and given.at.utcoffset() is not None
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, BadVersion) as error:
        raise NoVerdict from error
    if not proper:
        raise NoVerdict
    return given
