"""The verdict of a scan in one line: `baselib scan --verdict` prints it, and who proposes a minimum pastes it."""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.domain.numbers.version import Version
from bot.domain.plain import KEY, as_object, read_object
from bot.domain.scan.verdict import Outcome
from bot.errors import NoVerdict

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
    whole: Version | None = field(metadata={KEY: "to_work_whole"})
    """The one that it needs to work whole."""
    unjudged: int
    """Names and files that may hide a need."""
    commit: str
    """The git commit that was scanned; empty where that is not known."""
    at: datetime
    """UTC; when it was scanned."""
    given_by: str = ""
    """A Slack user's id."""


def scan_line(scan: GivenScan) -> str:
    """A verdict in one line, which `typed_scan` reads again."""
    return json.dumps(as_object(scan), separators=(",", ":"))


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
        given = read_object(GivenScan, {**found, "given_by": given_by})
    except (ValueError, TypeError, RecursionError) as error:
        raise NoVerdict from error
    aware = given.at.utcoffset() is not None
    if not (aware and 0 <= given.unjudged < _MOST_UNJUDGED and _COMMIT.fullmatch(given.commit)):
        raise NoVerdict
    return given
