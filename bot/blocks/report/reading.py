"""How we read this: what the columns mean, where the numbers come from, and how they were read."""

from collections.abc import Iterator

from bot.blocks.kit import controls
from bot.blocks.kit.elements import View, section
from bot.blocks.kit.forms import notice_view
from bot.blocks.kit.names import bold
from bot.blocks.report.frame import Frame
from bot.blocks.report.recommendation_text import operators_advice, settled_by_operator
from bot.domain.numbers.distribution import SAFE
from bot.domain.numbers.snapshot import WECHAT_ZONE
from bot.domain.recommendation import Recommendation
from bot.domain.report.caveats import Place
from bot.i18n import Texts
from bot.i18n.caveats import evidence


def reading_view(recommendation: Recommendation, t: Texts, zone: str, *, settle: bool = False) -> View:
    """The modal; nothing in it can be changed.

    Args:
        zone: the reader's IANA zone.
        settle: whether the reader operates Baselib, and is told how to settle an unproved meaning.
    """
    report, frame = recommendation.report, Frame(recommendation.report, t, zone)
    blocks = [
        section(*frame.head()),
        section(bold(t("reading-numbers")), *_numbers(frame), users=[frame.importer]),
    ]
    if report.losses is not None:
        blocks.append(section(bold(t("reading-columns")), *_columns(recommendation, t)))
    if settle and settled_by_operator(report):
        blocks.append(section(bold(t("reading-settle")), operators_advice(report.snapshot.reading, t)))
    return notice_view(controls.READING_VIEW, blocks, t, title=t("more-reading"))


def _numbers(frame: Frame) -> Iterator[str]:
    """When and where they were read, what they mean, and who is on no listed version."""
    report, t = frame.report, frame.t
    yield frame.origin()
    if str(WECHAT_ZONE) != frame.zone and report.program.has_minimum:
        yield t("reading-days-in-china")
    if not report.program.is_all_of_wechat:  # WeChat says what its public numbers mean
        yield evidence(report.snapshot.reading, t, imported=bool(report.snapshot.imported_by))
    yield from frame.lines(Place.SMALL_PRINT, Place.DETAIL)


def _columns(recommendation: Recommendation, t: Texts) -> Iterator[str]:
    target = t.exact(SAFE)
    yield t("reading-loss" if recommendation.report.program.has_minimum else "reading-loss-all-of-wechat")
    if recommendation.compared_with:
        yield t("reading-before", day=t.day(recommendation.compared_with))
    yield t("reading-coverage")
    if any(each.forecast for each in recommendation.candidates):
        yield t("reading-safe-from", target=target)
    yield t("reading-share")
    yield t("reading-candidates", target=target)
