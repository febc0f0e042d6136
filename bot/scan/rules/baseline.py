"""A baseline: what was there before, by file, rule and count, so that lines may move. It may only shrink."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from bot.domain.scan.findings import Accepted, Place
from bot.domain.scan.scan import Scan
from bot.scan.rules.accept import accept, rule_of, rule_of_notice
from bot.scan.rules.settings import parse_json

_VERSION: Final = 1
Key = tuple[str, str]
"""A file and a rule."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """How often each rule was found in each file."""

    counts: Counter[Key] = field(default_factory=Counter)

    @classmethod
    def read(cls, text: bytes) -> "Baseline":
        """Parse a file.

        Raises:
            ValueError: no baseline.
        """
        data = parse_json(text)
        files = data.get("accepted") if isinstance(data, dict) and data.get("version") == _VERSION else None
        if not isinstance(files, dict):
            raise ValueError("no baseline")  # noqa: TRY004  # the file is wrong, not the caller
        counts: Counter[Key] = Counter()
        for path, rules in files.items():
            for rule, count in rules.items() if isinstance(rules, dict) else ():
                if not isinstance(count, int) or isinstance(count, bool) or count < 1:
                    raise ValueError(rule)
                counts[path, rule] = count
        return cls(counts)

    @classmethod
    def of(cls, scan: Scan) -> "Baseline":
        """All that counts in a scan."""
        return cls(Counter(_keys(scan)))

    def shrunk(self, scan: Scan) -> "Baseline":
        """What is still there: nothing is added."""
        return Baseline(self.counts & Baseline.of(scan).counts)

    def accepted(self, scan: Scan) -> Scan:
        """A scan with all of it accepted; further uses of the same rule in the same file count."""
        seen: Counter[Key] = Counter()

        def accepts(rule: str, place: Place) -> bool:
            seen[place.path, rule] += 1
            return seen[place.path, rule] <= self.counts[place.path, rule]

        return accept(scan, Accepted.BASELINE, accepts)

    @property
    def text(self) -> str:
        """The file's text: one line per rule, so that diffs show the changes."""
        files: dict[str, dict[str, int]] = {}
        for (path, rule), count in sorted(self.counts.items()):
            files.setdefault(path, {})[rule] = count
        return json.dumps({"version": _VERSION, "accepted": files}, ensure_ascii=False, indent=2) + "\n"


def _keys(scan: Scan) -> Iterator[Key]:
    for finding in scan.findings:
        if finding.demanded is not None:
            yield from ((use.place.path, rule_of(finding)) for use in finding.unguarded)
    for each in scan.unjudged:
        yield from ((place.path, each.name) for place in each.places)
    yield from ((notice.path, rule_of_notice(notice)) for notice in scan.notices)
