"""The scan as text for people."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.blocks.kit.limits import error_sentence
from bot.blocks.report.frame import Frame
from bot.domain.can.features import Platform, Source, newest_of
from bot.domain.caveats import Place as CaveatPlace
from bot.domain.numbers.version import Version
from bot.domain.scan.findings import Finding, Found, Kind, Notice, Place, Reason, Severity, Unjudged
from bot.domain.scan.scan import GivenScan, Outcome, Scan, Verdict
from bot.i18n import Texts
from bot.i18n.caveats import clean

SHOWN: Final = 200
"""Characters shown of a path."""


def spelled(place: Place) -> str:
    """Return a place in the form that editors open: `pages/index.js:12:5`."""
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


NAMED: Final = 5
"""Names in one sentence."""


def names_of(findings: Sequence[Finding], t: Texts, most: int = NAMED) -> str:
    """Return the names of findings, each once."""
    names = dict.fromkeys(finding.name for finding in findings)
    return t.listing(list(names), most=most)


def needs(verdict: Verdict, t: Texts) -> Iterator[str]:
    """Yield the base library that the source needs, to run and to work whole."""
    to_run, whole = verdict.scan.to_run.program, verdict.scan.whole.program
    if whole and to_run and whole > to_run:
        yield t("scan-needs-both", version=to_run.text, whole=whole.text)
    elif to_run:
        yield t("scan-needs", version=to_run.text)
    elif whole:
        yield t("scan-needs-whole", whole=whole.text)
    if plugin := verdict.needs.plugin:
        yield t("scan-needs-plugin", version=plugin.text)
    if verdict.scan.whole.highest is None:
        yield t("scan-needs-nothing")
    yield t("scan-unchecked")


def costs(verdict: Verdict, t: Texts) -> Iterator[str]:
    """Yield the loss at the required minimum, and notes on its numbers."""
    report, required = verdict.report, verdict.needs.highest
    if verdict.failure:
        yield error_sentence(verdict.failure, t)
    elif report is None:
        yield t("scan-whose")
    if report is None:
        return
    program = clean(report.program.name)
    if report.losses is None:
        yield error_sentence(report.uncomputed, t)
    elif required and verdict.guaranteed and report.minimum:
        yield t("scan-guaranteed", program=program, minimum=report.minimum.text)
    elif required:
        yield t("scan-loses", program=program, version=required.text, loss=_loss(verdict, required, t))
    frame = Frame(report, t)
    yield frame.origin()
    yield from frame.lines(CaveatPlace.TOP, CaveatPlace.LIST, CaveatPlace.SMALL_PRINT)


def _loss(verdict: Verdict, version: Version | None, t: Texts) -> str:
    loss = verdict.loss(version)
    return t.bounds(loss) if loss else ""


def advice(verdict: Verdict, t: Texts) -> Iterator[str]:
    """Yield what to guard, the minimum needed then, and the cost of raising it."""
    needed = verdict.needs
    if needed.highest is None or verdict.guaranteed:
        return
    lower, known = needed.without_them, verdict.loss(needed.highest) is not None
    names = names_of(needed.demanding, t)
    check = next((finding.check for finding in needed.demanding if finding.check), "")
    example = t("scan-guard-example", check=check) if check else ""
    settings = [finding for finding in needed.demanding if finding.kind is Kind.SETTING]
    if settings:
        yield t("scan-raise", version=needed.highest.text, names=names_of(settings, t))
    elif lower is None:
        yield t("scan-guard-last", names=names, example=example, version=needed.highest.text)
    elif known:
        loss, less = _loss(verdict, needed.highest, t), _loss(verdict, lower, t)
        figures = {"version": needed.highest.text, "loss": loss, "lower": lower.text, "less": less}
        yield t("scan-guard-loss", names=names, example=example, **figures)
    else:
        yield t("scan-guard", names=names, example=example, version=needed.highest.text, lower=lower.text)


def ends(verdict: Verdict, t: Texts) -> Iterator[str]:
    """Yield the verdict, if a limit was set."""
    if not verdict.limited:
        return
    highest = verdict.needs.highest
    if verdict.undetermined:
        yield t("scan-failed-unknown")
    elif verdict.costs_too_much(highest) and verdict.max_loss is not None:
        yield t("scan-failed-loss", loss=_loss(verdict, highest, t), limit=t.exact(verdict.max_loss))
    if verdict.max_minimum and highest and highest > verdict.max_minimum:
        yield t("scan-failed-minimum", version=highest.text, limit=verdict.max_minimum.text)
    if verdict.outcome is Outcome.UNJUDGED:
        yield t("scan-not-judged", count=verdict.hidden)
    elif verdict.outcome is Outcome.PASSED:
        yield t("scan-passed-unjudged", count=verdict.hidden) if verdict.hidden else t("scan-passed")


_UNJUDGED: Final = 40
"""Names listed that could not be judged."""
_LISTED: Final = 20
"""Deprecated names in a list."""
_WITH_CODE: Final = 5
"""Deprecated names with code."""
_LACKING: Final = 40
"""Names in one sentence."""


def scan_lines(verdict: Verdict, t: Texts) -> list[str]:
    """Return the findings, the minimums they need, their loss, and advice."""
    scan = verdict.scan
    parts = [_by_package(finding) for finding in scan.findings]
    packages = t.listing([_package(source, t) for source in scan.sources])
    lines = [t("scan-read", count=scan.files, packages=packages), *filter(None, [behind(verdict, t)])]
    if scan.platform is Platform.MINI_GAME:
        lines.append(t("scan-game"))
    for paragraph in (
        _documented([own[""] for own in parts if "" in own], verdict, t),
        _packages(parts, verdict, t),
        _undocumented(scan, t),
        _unjudged(verdict, t),
        list(outlook(verdict, t)),
        [*_remarks(scan, t), *_left_out(scan, t)],
    ):
        lines += ["", *paragraph] if paragraph else []
    return [*lines, "", *needs(verdict, t), *costs(verdict, t), *advice(verdict, t), *ends(verdict, t)]


def _package(source: Source, t: Texts) -> str:
    if source.newest is None:
        return t("scan-package", package=source.package, version=source.version)
    return t("scan-package-newest", package=source.package, version=source.version, newest=source.newest.text)


def _by_package(finding: Finding) -> dict[str, Finding]:
    """Return a finding with its uses in each npm package; the project's own have no package."""
    uses: dict[str, list[Found]] = {}
    for use in finding.uses:
        uses.setdefault(use.place.package, []).append(use)
    return {package: replace(finding, uses=tuple(uses[package])) for package in sorted(uses)}


def _documented(own: Iterable[Finding], verdict: Verdict, t: Texts) -> list[str]:
    """One line per API of the project's own code, the most demanding first, if above the minimum that counts."""
    findings = [finding for finding in own if finding.minimum]
    enough = verdict.enough
    shown = [(finding.minimum.text, finding) for finding in findings if finding.minimum and finding.minimum > enough]
    wide = max((len(version) for version, _ in shown), default=0)
    long = max((len(finding.name) for _, finding in shown), default=0)
    lines = [
        f"  {version:>{wide}}  {finding.name:<{long}}  {where(finding, t)}  {notes(finding, t)}"
        for version, finding in shown
    ]
    hidden = len(findings) - len(shown)
    return [*lines, t("scan-hidden", count=hidden, version=enough.text)] if hidden else lines


def _packages(parts: Iterable[Mapping[str, Finding]], verdict: Verdict, t: Texts) -> list[str]:
    """One line per npm package: the minimum it demands, and for what."""
    packages: dict[str, list[Finding]] = {}
    for by_package in parts:  # the most demanding first
        for package, part in by_package.items():
            if package and part.demanded:
                packages.setdefault(package, []).append(part)
    enough = verdict.enough
    lines = []
    for package, demands in packages.items():
        above = [part for part in demands if part.demanded and part.demanded > enough]
        if above and above[0].demanded:
            names = names_of(above, t)
            lines.append(f"  {above[0].demanded.text}  {clean(package, SHOWN)}  {names}")
    return [t("scan-packages", count=len(lines)), *lines] if lines else []


def where(finding: Finding, t: Texts) -> str:
    """Return the first place of a finding, and the number of others."""
    return _places(finding.first, len(finding.uses), t)


def _places(first: Place, count: int, t: Texts) -> str:
    return t("scan-place-more", place=spelled(first), more=count - 1) if count > 1 else spelled(first)


def notes(finding: Finding, t: Texts) -> str:
    """Whether it is guarded, and what else its minimum does not say."""
    found = [_guard(finding, t)]
    if finding.severity is Severity.DEGRADES and finding.unguarded:
        found.append(t("scan-severity-degrades"))
    if any(use.accepted for use in finding.uses):
        found.append(t("scan-accepted", count=sum(use.accepted is not None for use in finding.uses)))
    if finding.in_plugin:
        found.append(t("scan-in-plugin"))
    if finding.deprecated:
        found.append(deprecation(finding, t))
    return t("can-note-comma").join(filter(None, found))


def _guard(finding: Finding, t: Texts) -> str:
    if finding.severity is Severity.HARMLESS:
        return t("scan-severity-harmless")
    if not finding.unguarded:
        return t("scan-guarded") if any(use.guarded for use in finding.uses) else ""
    if finding.kind is Kind.SETTING:
        return t("scan-unguardable")
    if len(finding.unguarded) == len(finding.uses):
        return t("scan-unguarded")
    return t("scan-partly-guarded", unguarded=len(finding.unguarded), count=len(finding.uses))


def _undocumented(scan: Scan, t: Texts) -> list[str]:
    findings = [finding for finding in scan.findings if finding.minimum is None]
    apis = [finding for finding in findings if finding.kind in (Kind.API, Kind.METHOD)]
    return [t("scan-undocumented", count=len({finding.name for finding in apis}))] if apis else []


def _unjudged(verdict: Verdict, t: Texts) -> list[str]:
    """Return what could not be judged: names, and files that were not read completely.

    As many as the verdict counts.
    """
    scan, names = verdict.scan, verdict.scan.doubted(verdict.fail_on)
    lines = [t("scan-unjudged", count=scan.hidden(verdict.fail_on))] if names or scan.unread else []
    long = max((len(each.name) for each in names[:_UNJUDGED]), default=0)
    lines += [
        f"  {each.name:<{long}}  {_where(each, t)}  {t(f'scan-doubt-{each.doubt.value}')}" for each in names[:_UNJUDGED]
    ]
    if len(names) > _UNJUDGED:
        lines.append(t("scan-more", count=len(names) - _UNJUDGED))
    lines += [f"  {_unread(each, t)}" for each in scan.unread]
    others = len(scan.unjudged) - len(names)
    lines += [t("scan-unknown-options", count=others)] if others else []
    return lines + [_unread(each, t) for each in scan.notices if not each.hides]


def _unread(notice: Notice, t: Texts) -> str:
    return t(f"scan-notice-{notice.reason.value}", file=clean(notice.path, SHOWN))


def _left_out(scan: Scan, t: Texts) -> list[str]:
    """Return what does not ship, a line for each reason."""
    paths: dict[Reason, list[str]] = {}
    for each in scan.left_out:
        paths.setdefault(each.reason, []).append(clean(each.path, SHOWN))
    return [
        t("scan-left-out", reason=reason.value, paths=t.listing(found, most=NAMED)) for reason, found in paths.items()
    ]


def _where(unjudged: Unjudged, t: Texts) -> str:
    return _places(unjudged.places[0], len(unjudged.places), t)


def _remarks(scan: Scan, t: Texts) -> list[str]:
    """Wrong comparisons of versions, and comments of no use."""
    lines = []
    for key, places in (("scan-comparisons", scan.comparisons), ("scan-unused", scan.unused)):
        if places:
            lines.append(t(key, count=len(places), places=t.listing([spelled(each) for each in places], most=NAMED)))
    return [*lines, t("scan-outdated", count=scan.outdated)] if scan.outdated else lines


def outlook(verdict: Verdict, t: Texts) -> Iterator[str]:
    """Yield a line for each deprecated name, with code to paste for the first ones, and what HarmonyOS lacks."""
    findings = verdict.scan.findings
    old = [finding for finding in findings if finding.deprecated]
    if old:
        yield t("scan-deprecated", count=len(old))
    for at, finding in enumerate(old[:_LISTED]):
        yield f"  {finding.name}  {spelled(finding.first)}  {instead(finding, verdict, t)}"
        if finding.emptied:
            yield f"    {finding.emptied.source}"
        if finding.instead and at < _WITH_CODE:
            yield from (f"    {line}" for line in finding.guard)
    if len(old) > _LISTED:
        yield t("scan-more", count=len(old) - _LISTED)
    lacking = list(dict.fromkeys(finding.name for finding in findings if finding.lacks_harmony))
    if lacking:
        yield t("scan-lacks-harmony", count=len(lacking), names=t.listing(lacking, most=_LACKING))


def behind(verdict: Verdict, t: Texts) -> str:
    """Says that users are on base libraries that the tables do not know; empty when they are not."""
    newest = newest_of(verdict.scan.sources)
    distribution = verdict.report.distribution if verdict.report else None
    used = max((version for version, share in distribution.shares if share), default=None) if distribution else None
    return t("scan-behind", version=used.text) if used and newest and used > newest else ""


def given_scan(verdict: Verdict, *, commit: str, at: datetime) -> GivenScan:
    """Return the verdict without the findings.

    Args:
        commit: the git commit that was scanned; empty where that is not known.
    """
    scan = verdict.scan
    unjudged = scan.hidden(verdict.fail_on)
    return GivenScan(
        verdict.outcome, scan.to_run.highest, scan.whole.highest, unjudged, commit, at.replace(microsecond=0)
    )
