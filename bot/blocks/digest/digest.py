"""The digest's message."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from bot.blocks.decisions.messages import decision_news
from bot.blocks.digest.buttons import change_button
from bot.blocks.digest.section import compact_line, digest_event, eventful, full_section
from bot.blocks.kit import controls, limits
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Element, actions, button, context, header, message, paragraph, section
from bot.blocks.kit.message import Block, Message
from bot.blocks.kit.names import name
from bot.blocks.kit.quoting import error_sentence
from bot.blocks.report.answer_buttons import propose_button
from bot.blocks.report.frame import public_count
from bot.blocks.trend.trend import loss_chart
from bot.domain.decisions.decision import OPEN
from bot.domain.digest.digest import Digest, DigestSection, FailedSection
from bot.domain.numbers.advice import Do
from bot.errors import ReauthorisationNeeded
from bot.i18n import Texts

_LEVELS: Final = ((3, True), (3, False), (1, False), (0, False))
"""Programs shown in full, and whether with a chart: the first pair within Slack's limits is used."""
_NAMES: Final = 5
_SENTENCES: Final = 5


def digest_message(digest: Digest, t: Texts) -> Message:
    """What happened to each program, what to do, and how the losses moved.

    Args:
        digest: its content; times are in its subscription's zone.
    """
    digest = digest.reduced()
    blocks: list[Block] = []
    for full, chart in _LEVELS:
        blocks = _blocks(digest, t, full=full, chart=chart)
        if limits.fits(blocks):
            break
    return message(digest_event(digest, t), blocks)


def _blocks(digest: Digest, t: Texts, *, full: int, chart: bool) -> list[Block]:
    zone = digest.subscription.schedule.zone
    alone = len(digest.sections) == 1
    read = [part.report.snapshot.day for part in digest.sections]
    day = digest.due_at.astimezone(ZoneInfo(zone)).date() if digest.due_at else max(read, default=None)
    blocks = [header(digest_event(digest, t)), context(*_about(digest, day, t, zone))]
    blocks += paragraph(*public_count(digest.public, t))
    for part in digest.sections[:full]:
        blocks += full_section(part, t, zone, alone=alone, day=day, public=digest.public)
    blocks += paragraph(*(compact_line(part, t, zone, public=digest.public) for part in digest.sections[full:]))
    blocks += paragraph(*unread_lines(digest.unread, t, zone))
    blocks += decision_news(digest.decisions, t)
    if digest.left_out:
        blocks.append(context(t("digest-programs-left-out", count=digest.left_out)))
    if not digest.sections and not digest.unread:
        blocks.append(section(t("digest-empty")))
    if chart and not alone:
        blocks += _chart(digest.sections, t)
    return [*blocks, actions(*_open(digest, t, alone=alone), change_button(digest.subscription, t))]


def _about(digest: Digest, day: date | None, t: Texts, zone: str) -> list[str]:
    """What this message is: of the slot's day, or the numbers' day when requested now; late, or a sign of life."""
    lines = [t("digest-title", day=t.day(day)) if day else t("digest-title-undated")]
    if digest.late and digest.due_at:
        lines.append(f"⏰ {t('digest-late', moment=t.moment(digest.due_at, zone))}")
    if digest.unchanged_since:
        lines.append(f"💤 {t('digest-unchanged', day=t.day(digest.unchanged_since))}")
    return lines


def unread_lines(unread: Sequence[FailedSection], t: Texts, zone: str) -> list[str]:
    """A sentence for each kind of failure, with its programs."""
    kinds: dict[str, list[FailedSection]] = {}
    for entry in unread:
        kinds.setdefault(entry.error.identity, []).append(entry)
    lines = []
    for entries in list(kinds.values())[:_SENTENCES]:
        names, error = t.listing([name(entry.program) for entry in entries], most=_NAMES), entries[0].error
        if isinstance(error, ReauthorisationNeeded):
            sentence = error_sentence(ReauthorisationNeeded(appid=error.appid, program=names), t, zone)
        else:
            sentence = t("named", program=names, sentence=error_sentence(error, t, zone))
        lines.append(f"⚠️ {sentence}")
    return lines


def _chart(sections: Sequence[DigestSection], t: Texts) -> list[Block]:
    """The chart of the first program with something to look at."""
    for part in eventful(sections):
        if part.trend:
            title = t("chart-title-program", program=name(part.report.program))
            return loss_chart(part.trend, part.report, title, t)
    return []


def _open(digest: Digest, t: Texts, *, alone: bool) -> list[Element]:
    """What to do, unless that is being decided, and the breakdown; with several programs each has its own button."""
    if not alone:
        return []
    report = digest.sections[0].report
    raises = report.advice.do is Do.RAISE and not any(each.state in OPEN for each in digest.decisions)
    propose = propose_button(report, report.advice.safe, t) if raises else []
    return [*propose, button(t("button-open"), controls.REPORT_OPEN, Control(report.program.appid))]
