"""Whether APIs can be used, in one sentence."""

from typing import Final

from bot.blocks.kit.names import name
from bot.blocks.kit.quoting import error_sentence
from bot.blocks.report.recommendation_text import uncounted
from bot.domain.can.use import CanAnswer, Need
from bot.domain.numbers.version import Version
from bot.i18n import Texts

_NAMED: Final = 3
"""APIs named in the sentence; the table names all."""


def headline(answer: CanAnswer, t: Texts) -> str:
    """What all APIs need, who has it, and whether the current minimum guarantees it."""
    if answer.highest is None:
        return undocumented(answer, t)
    known, why = _known(answer, answer.highest, t), _why(answer, t)
    return t("sentences", first=known, second=why) if why else known


def undocumented(answer: CanAnswer, t: Texts) -> str:
    """Names the undocumented APIs; empty when all have a minimum."""
    if not answer.undocumented:
        return ""
    key = "can-undocumented-some" if answer.documented else "can-undocumented"
    return t(key, names=_listed(answer.undocumented, t))


def _listed(needs: tuple[Need, ...], t: Texts) -> str:
    return t.listing([need.feature.name for need in needs], most=_NAMED)


def _known(answer: CanAnswer, highest: Version, t: Texts) -> str:
    names = _listed(answer.documented, t)
    needs = t("can-needs", names=names, count=len(answer.documented), version=highest.text)
    minimum = answer.report.minimum if answer.report else None
    called = name(answer.program) if answer.program else ""
    if answer.guaranteed and minimum:
        return t("can-guaranteed", needs=needs, program=called, minimum=minimum.text)
    coverage, loss = answer.coverage(highest), answer.loss(highest)
    if coverage and loss:
        if answer.program and answer.program.is_all_of_wechat:
            return t("can-all-of-wechat", needs=needs, coverage=t.bounds(coverage), loss=t.bounds(loss))
        shares = t("can-shares", needs=needs, coverage=t.bounds(coverage), loss=t.bounds(loss), program=called)
        return _with_minimum(answer, shares, t)
    if minimum:
        return t("can-not-guaranteed", needs=needs, program=called, minimum=minimum.text)
    return t("can-alone", needs=needs)


def _with_minimum(answer: CanAnswer, shares: str, t: Texts) -> str:
    """The shares, and the minimum that does not guarantee the APIs."""
    if answer.program and answer.program.is_imported:
        return t("can-shares-imported", shares=shares)
    if answer.report and answer.report.minimum:
        return t("can-shares-minimum", shares=shares, minimum=answer.report.minimum.text)
    return t("can-shares-no-minimum", shares=shares)


def _why(answer: CanAnswer, t: Texts) -> str:
    """Why users are not counted; empty when they are."""
    if answer.failure:
        return error_sentence(answer.failure, t)
    if answer.report is None:
        return t("can-no-program")
    if answer.report.losses is None:
        return uncounted(answer.report, t)
    return ""
