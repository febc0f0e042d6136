"""What a source needs, whom that cuts off, and whether it passes: sentences that stand in several forms."""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.blocks.kit.quoting import error_sentence
from bot.blocks.report.frame import Frame
from bot.domain.numbers.version import Version
from bot.domain.report.caveats import Place
from bot.domain.scan.findings import Finding, Kind
from bot.domain.scan.verdict import Outcome, Verdict
from bot.i18n import Texts
from bot.i18n.outside_text import clean

NAMED: Final = 5
"""Names in one sentence."""


def names_of(findings: Sequence[Finding], t: Texts, most: int = NAMED) -> str:
    """The names of findings, each once."""
    names = dict.fromkeys(finding.name for finding in findings)
    return t.listing(list(names), most=most)


def needs(verdict: Verdict, t: Texts) -> Iterator[str]:
    """The base library that the source needs, to run and to work whole."""
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
    """The loss at the required minimum, and notes on its numbers."""
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
    yield from frame.lines(Place.TOP, Place.LIST, Place.SMALL_PRINT)


def _loss(verdict: Verdict, version: Version | None, t: Texts) -> str:
    loss = verdict.loss(version)
    return t.bounds(loss) if loss else ""


def advice(verdict: Verdict, t: Texts) -> Iterator[str]:
    """What to guard, the minimum needed then, and the cost of raising it."""
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
    """The verdict, if a limit was set."""
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
