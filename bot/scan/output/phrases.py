"""What several parts of the text say in the same words."""

from typing import Final

from bot.domain.scan.findings import Finding, Place
from bot.domain.scan.verdict import Verdict
from bot.i18n import Texts
from bot.i18n.outside_text import clean

SHOWN: Final = 200
"""Characters shown of a path."""


def spelled(place: Place) -> str:
    """A place in the form that editors open: `pages/index.js:12:5`."""
    return f"{clean(place.path, SHOWN)}:{place.line}:{place.column}"


def deprecation(finding: Finding, t: Texts) -> str:
    """Says that WeChat no longer maintains a feature, and since when if that is known."""
    since, emptied = finding.deprecated_since, finding.emptied
    if emptied:
        return t("can-note-emptied", lost=emptied.lost.value, day=t.day(emptied.since))
    return t("can-note-deprecated-since", version=since.text) if since else t("can-note-deprecated")


def instead(finding: Finding, verdict: Verdict, t: Texts) -> str:
    """Says what to use instead of a deprecated feature, and how many users lack that."""
    if not finding.instead:
        return deprecation(finding, t)
    newer = _newer(finding, verdict, t)
    return t("sentences", first=f"{deprecation(finding, t)}.", second=newer) if finding.emptied else newer


def _newer(finding: Finding, verdict: Verdict, t: Texts) -> str:
    names, needed = t.listing(finding.instead), finding.instead_minimum
    loss = verdict.loss(needed) if needed else None
    if needed is None:
        return t("can-instead", names=names)
    if loss is None:
        return t("can-instead-needs", names=names, version=needed.text)
    return t("scan-instead", names=names, version=needed.text, loss=t.bounds(loss))
