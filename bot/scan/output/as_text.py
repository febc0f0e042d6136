"""The scan as text for people."""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.blocks.kit.limits import clean
from bot.blocks.kit.quoting import error_sentence
from bot.blocks.report.report_text import stale, suspicious, taken
from bot.domain.can.features import Platform
from bot.domain.numbers.version import Version
from bot.domain.scan import Finding, Kind, Place, Scan, Verdict
from bot.errors import MeaningUnproved
from bot.i18n import Texts

_ZONE: Final = "UTC"
_SHOWN: Final = 200
"""Characters shown of a path."""
_NAMED: Final = 40
"""Names in one sentence."""
_GUARDED: Final = 5
"""Names in one piece of advice."""


def scan_lines(verdict: Verdict, t: Texts) -> list[str]:
    """The findings, the minimum they need, its loss, and advice."""
    scan = verdict.scan
    packages = t.listing([t("scan-package", package=source.package, version=source.version) for source in scan.sources])
    lines = [t("scan-read", count=scan.files, packages=packages)]
    if scan.platform is Platform.MINI_GAME:
        lines.append(t("scan-game"))
    for part in (_documented(scan, t), _undocumented(scan, t), _unknown(scan, t), _unread(scan, t)):
        lines += ["", *part] if part else []
    return [*lines, "", *_needs(scan, t), *_costs(verdict, t), *_advice(verdict, t), *_ends(verdict, t)]


def _documented(scan: Scan, t: Texts) -> list[str]:
    """One line per API, the most demanding first."""
    findings = [finding for finding in scan.findings if finding.minimum is not None]
    versions = [finding.minimum.text for finding in findings if finding.minimum]
    wide, long = max(map(len, versions), default=0), max((len(finding.name) for finding in findings), default=0)
    return [
        f"  {version:>{wide}}  {finding.name:<{long}}  {where(finding, t)}  {_notes(finding, t)}"
        for version, finding in zip(versions, findings, strict=True)
    ]


def where(finding: Finding, t: Texts) -> str:
    """The first place of a finding, and the number of others."""
    more = len(finding.uses) - 1
    return t("scan-place-more", place=spelled(finding.first), more=more) if more else spelled(finding.first)


def spelled(place: Place) -> str:
    """A place in the form that editors open: `pages/index.js:12:5`."""
    return f"{clean(place.path, _SHOWN)}:{place.line}:{place.column}"


def _notes(finding: Finding, t: Texts) -> str:
    notes = [_guard(finding, t)]
    if finding.in_plugin:
        notes.append(t("scan-in-plugin"))
    if finding.deprecated_since:
        notes.append(t("can-note-deprecated-since", version=finding.deprecated_since.text))
    elif finding.deprecated:
        notes.append(t("can-note-deprecated"))
    return t("can-note-comma").join(notes)


def _guard(finding: Finding, t: Texts) -> str:
    if finding.ignored:
        return t("scan-ignored")
    if finding.kind is Kind.SETTING:
        return t("scan-unguardable")
    if not finding.unguarded:
        return t("scan-guarded")
    if len(finding.unguarded) == len(finding.uses):
        return t("scan-unguarded")
    return t("scan-partly-guarded", unguarded=len(finding.unguarded), count=len(finding.uses))


def _undocumented(scan: Scan, t: Texts) -> list[str]:
    findings = [finding for finding in scan.findings if finding.minimum is None]
    lines = [t("scan-undocumented", count=len(findings), names=_names(findings, t))] if findings else []
    old = [finding for finding in findings if finding.deprecated]
    return [*lines, t("scan-deprecated", count=len(old), names=_names(old, t))] if old else lines


def _names(findings: Sequence[Finding], t: Texts, most: int = _NAMED) -> str:
    names = dict.fromkeys(finding.name for finding in findings)
    return t.listing(list(names), most=most)


def _unknown(scan: Scan, t: Texts) -> list[str]:
    lines = [t("scan-unknown", count=len(scan.unknown))] if scan.unknown else []
    lines += [f"  {finding.name}  {where(finding, t)}" for finding in scan.unknown]
    if scan.computed:
        places = t.listing([spelled(place) for place in scan.computed], most=_GUARDED)
        lines.append(t("scan-computed", count=len(scan.computed), places=places))
    return lines


def _unread(scan: Scan, t: Texts) -> list[str]:
    return [t(f"scan-notice-{notice.reason.value}", file=clean(notice.path, _SHOWN)) for notice in scan.notices]


def _needs(scan: Scan, t: Texts) -> Iterator[str]:
    if scan.required:
        yield t("scan-needs", version=scan.required.text)
    if scan.plugin_required:
        yield t("scan-needs-plugin", version=scan.plugin_required.text)
    if scan.highest is None:
        yield t("scan-needs-nothing")


def _costs(verdict: Verdict, t: Texts) -> Iterator[str]:
    """The loss at the required minimum, and notes on its numbers."""
    report, required = verdict.report, verdict.scan.highest
    if verdict.failure:
        yield error_sentence(verdict.failure, t)
    elif report is None:
        yield t("scan-whose")
    if report is None:
        return
    program = clean(report.program.name)
    if report.distribution is None:
        yield error_sentence(MeaningUnproved(program=report.program.name), t)
    elif required and verdict.guaranteed and report.minimum:
        yield t("scan-guaranteed", program=program, minimum=report.minimum.text)
    elif required:
        yield t("scan-loses", program=program, version=required.text, loss=_loss(verdict, required, t))
    yield taken(report, t, _ZONE)
    yield from filter(None, [stale(report, t, _ZONE), *suspicious(report, t)])


def _loss(verdict: Verdict, version: Version | None, t: Texts) -> str:
    loss = verdict.loss(version)
    return t.bounds(loss) if loss else ""


def _advice(verdict: Verdict, t: Texts) -> Iterator[str]:
    """What to guard, the minimum needed then, and the cost of raising it."""
    scan = verdict.scan
    if scan.highest is None or verdict.guaranteed:
        return
    lower, known = scan.without_them, verdict.loss(scan.highest) is not None
    names = _names(scan.demanding, t, _GUARDED)
    settings = [finding for finding in scan.demanding if finding.kind is Kind.SETTING]
    if settings:
        yield t("scan-raise", version=scan.highest.text, names=_names(settings, t, _GUARDED))
    elif lower is None:
        yield t("scan-guard-last", names=names, version=scan.highest.text)
    elif known:
        loss, less = _loss(verdict, scan.highest, t), _loss(verdict, lower, t)
        yield t("scan-guard-loss", names=names, version=scan.highest.text, loss=loss, lower=lower.text, less=less)
    else:
        yield t("scan-guard", names=names, version=scan.highest.text, lower=lower.text)


def _ends(verdict: Verdict, t: Texts) -> Iterator[str]:
    """The verdict, if a limit was set."""
    if verdict.max_loss is None and verdict.max_minimum is None:
        return
    highest = verdict.scan.highest
    if verdict.undetermined:
        yield t("scan-failed-unknown")
    elif verdict.costs_too_much(highest) and verdict.max_loss is not None:
        yield t("scan-failed-loss", loss=_loss(verdict, highest, t), limit=t.exact(verdict.max_loss))
    if verdict.max_minimum and highest and highest > verdict.max_minimum:
        yield t("scan-failed-minimum", version=highest.text, limit=verdict.max_minimum.text)
    for notice in verdict.evaded:
        yield t("scan-failed-evaded", file=clean(notice.path, _SHOWN))
    if verdict.passed:
        yield t("scan-passed")
