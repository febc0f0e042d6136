"""The scan as JSON, for `--json`. Percentages are numbers from 0 to 100."""

from typing import Final

from bot.domain.can.features import Source
from bot.domain.caveats import Caveat, caveats
from bot.domain.report import Broken
from bot.domain.scan.findings import Finding, Found, LeftOut, Notice, Place, Unjudged
from bot.domain.scan.scan import Needs, Outcome, Verdict
from bot.export.report_json import break_of, caveats_in
from bot.export.schema import (
    COUNT,
    DAY,
    EMPTIED,
    FLAG,
    PERCENT,
    RANGE,
    TEXT,
    VERSION,
    Schema,
    field,
    many,
    maybe,
    optional,
)

_NEEDS: Final = Schema[Needs](
    "Needed",
    minimum=field(maybe(VERSION), lambda needs: needs.highest),
    by_program=field(maybe(VERSION), lambda needs: needs.program),
    by_plugin=field(maybe(VERSION), lambda needs: needs.plugin),
    once_guarded=field(maybe(VERSION), lambda needs: needs.without_them, in_tools=False),
)
_PLACE: Final = Schema[Place](
    "SourcePlace",
    file=field(TEXT, lambda place: place.path),
    line=field(COUNT, lambda place: place.line),
    column=field(COUNT, lambda place: place.column),
    package=optional(TEXT, lambda place: place.package or None, in_tools=False),
)


def _place(use: Found) -> Place:
    return use.place


USE: Final = Schema[Found](
    "Place",
    **_PLACE.of(_place),
    guarded=field(FLAG, lambda use: use.guarded),
    accepted_by=optional(TEXT, lambda use: use.accepted, in_tools=False),
)
FINDING: Final = Schema[Finding](
    "Used",
    kind=field(TEXT, lambda finding: finding.kind),
    name=field(TEXT, lambda finding: finding.name),
    minimum=field(maybe(VERSION), lambda finding: finding.minimum),
    in_plugin=field(FLAG, lambda finding: finding.in_plugin),
    severity=field(TEXT, lambda finding: finding.severity),
    deprecated=field(FLAG, lambda finding: finding.deprecated),
    deprecated_since=field(maybe(VERSION), lambda finding: finding.deprecated_since),
    emptied=field(maybe(EMPTIED), lambda finding: finding.emptied),
    guard=field(many(TEXT), lambda finding: finding.guard, in_tools=False),
    instead=field(many(TEXT), lambda finding: finding.instead),
    instead_needs=field(maybe(VERSION), lambda finding: finding.instead_minimum),
    harmony_os_lacks_it=field(FLAG, lambda finding: finding.lacks_harmony),
    page=field(maybe(TEXT), lambda finding: finding.page or None),
    uses=field(many(USE), lambda finding: finding.uses),
)
_SOURCE: Final = Schema[Source](
    "Source",
    package=field(TEXT, lambda source: source.package),
    version=field(TEXT, lambda source: source.version),
)
_UNJUDGED: Final = Schema[Unjudged](
    "Unjudged",
    kind=field(TEXT, lambda unjudged: unjudged.doubt),
    name=field(TEXT, lambda unjudged: unjudged.name),
    uses=field(many(_PLACE), lambda unjudged: unjudged.places),
)
_UNREAD: Final = Schema[Notice](
    "Unread",
    file=field(TEXT, lambda notice: notice.path),
    reason=field(TEXT, lambda notice: notice.reason),
)
_LEFT_OUT: Final = Schema[LeftOut](
    "LeftOut",
    path=field(TEXT, lambda left: left.path),
    reason=field(TEXT, lambda left: left.reason),
)


def _broken(verdict: Verdict) -> Broken | None:
    return verdict.report.broken if verdict.report else None


def _caveats(verdict: Verdict) -> tuple[Caveat, ...]:
    return caveats(verdict.report) if verdict.report else ()


SCAN: Final = Schema[Verdict](
    "Scan",
    outcome=field(TEXT, lambda verdict: verdict.outcome),
    passed=field(FLAG, lambda verdict: verdict.outcome is Outcome.PASSED),
    fail_on=field(TEXT, lambda verdict: verdict.fail_on),
    to_run=field(_NEEDS, lambda verdict: verdict.scan.to_run),
    to_work_whole=field(_NEEDS, lambda verdict: verdict.scan.whole),
    program=field(maybe(TEXT), lambda verdict: verdict.report.program.name if verdict.report else None),
    taken_at=field(maybe(DAY), lambda verdict: verdict.report.snapshot.taken_at if verdict.report else None),
    stale_because=field(
        maybe(TEXT),
        lambda verdict: verdict.report.stale_because.key if verdict.report and verdict.report.stale_because else None,
    ),
    suspicions=field(many(TEXT), lambda verdict: verdict.report.suspicions if verdict.report else ()),
    **break_of(_broken),
    **caveats_in(_caveats),
    minimum=field(maybe(VERSION), lambda verdict: verdict.minimum),
    already_guaranteed=field(maybe(FLAG), lambda verdict: verdict.guaranteed if verdict.minimum else None),
    loss_percent=field(maybe(RANGE), lambda verdict: verdict.loss(verdict.needs.highest)),
    unread_because=field(maybe(TEXT), lambda verdict: verdict.failure.key if verdict.failure else None),
    max_loss_percent=field(maybe(PERCENT), lambda verdict: verdict.max_loss),
    max_minimum=field(maybe(VERSION), lambda verdict: verdict.max_minimum),
    platform=field(TEXT, lambda verdict: verdict.scan.platform),
    sources=field(many(_SOURCE), lambda verdict: verdict.scan.sources),
    files=field(COUNT, lambda verdict: verdict.scan.files),
    apis=field(many(FINDING), lambda verdict: verdict.scan.findings),
    unjudged=field(many(_UNJUDGED), lambda verdict: verdict.scan.unjudged),
    wrong_comparisons=field(many(_PLACE), lambda verdict: verdict.scan.comparisons),
    outdated_in_baseline=field(COUNT, lambda verdict: verdict.scan.outdated),
    unused_ignores=field(many(_PLACE), lambda verdict: verdict.scan.unused),
    left_out=field(many(_LEFT_OUT), lambda verdict: verdict.scan.left_out, in_tools=False),
    not_judged=field(COUNT, lambda verdict: verdict.scan.hidden(verdict.fail_on)),
    unread=field(many(_UNREAD), lambda verdict: verdict.scan.notices),
)

scan_json: Final = SCAN.dump
