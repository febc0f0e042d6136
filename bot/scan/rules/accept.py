"""Accepts what is found: by comments, by the configuration, and by a baseline."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.domain.scan.findings import Accepted, Finding, Found, Place
from bot.domain.scan.gaps import Notice
from bot.domain.scan.scan import Scan, in_order
from bot.scan.rules.ignores import is_named
from bot.scan.rules.packing import Rule

Accepts = Callable[[str, Place], bool]
"""Whether what has this rule is accepted in this place."""


@dataclass(frozen=True, slots=True)
class Excepted:
    """An entry under `ignore` in the configuration."""

    name: str
    files: Rule

    def accepts(self, rule: str, place: Place) -> bool:
        """Whether it is about a rule and a place."""
        return is_named(self.name, rule) and self.files(place.path)


def rule_of(finding: Finding) -> str:
    """The rule's id; plugins have their own, as their minimums differ and app and plugin may use one API."""
    return f"plugin:{finding.name}" if finding.in_plugin else finding.name


def rule_of_notice(notice: Notice) -> str:
    """The rule's id of a file that was not read completely."""
    return f"unread:{notice.reason.value}"


def accept(scan: Scan, by: Accepted, accepts: Accepts) -> Scan:
    """The scan with uses accepted, and without accepted doubts and notices."""
    unjudged = []
    for each in scan.unjudged:
        places = tuple(place for place in each.places if not accepts(each.name, place))
        unjudged += [replace(each, places=places)] if places else []
    return replace(
        scan,
        findings=tuple(in_order(_accepted(finding, by, accepts) for finding in scan.findings)),
        unjudged=tuple(unjudged),
        notices=tuple(each for each in scan.notices if not accepts(rule_of_notice(each), Place(each.path, 1, 1))),
    )


def _accepted(finding: Finding, by: Accepted, accepts: Accepts) -> Finding:
    if finding.demanded is None:
        return finding
    rule = rule_of(finding)

    def judged(use: Found) -> Found:
        return replace(use, accepted=by) if use.counts and accepts(rule, use.place) else use

    return replace(finding, uses=tuple(judged(use) for use in finding.uses))
