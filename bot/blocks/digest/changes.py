"""What changed since a day, in one message; nothing in one line."""

from collections.abc import Sequence
from typing import Final

from bot.blocks.decisions.messages import decision_news
from bot.blocks.digest.digest import (
    list_changes,
    open_button,
    section_event,
    unread_lines,
    unread_title,
    warnings,
    with_others,
)
from bot.blocks.digest.fleet_digest import change_lines, listing, paragraphs
from bot.blocks.fleet_text import fleet_name
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import (
    Block,
    Message,
    actions,
    button,
    context,
    message,
    paragraph,
    section,
    sentence_message,
)
from bot.blocks.kit.names import bold, name
from bot.blocks.report.frame import public_count, turned
from bot.blocks.report.recommendation_text import awaited, recommendation_line, what_to_do
from bot.domain.digest.changes import Authorised, ChangedFleet, ChangedProgram, Changes
from bot.domain.fleet import Sort
from bot.domain.forecast.forecast import Forecast
from bot.domain.platform import ProgramEvent
from bot.i18n import Texts

_QUIET: Final = 5
"""Programs named of which there is nothing new."""


def changes_message(changes: Changes, t: Texts, zone: str) -> Message:
    """Return what happened, most important first; `zone` is the reader's IANA zone."""
    if changes.nothing:
        return sentence_message(changes_headline(changes, t))
    return message(changes_headline(changes, t), changes_blocks(changes, t, zone))


def changes_headline(changes: Changes, t: Texts) -> str:
    """Return the most important of it, or that there is nothing."""
    since = t.day(changes.since)
    if changes.nothing:
        return _nothing(changes, t, since)
    if (fleet := changes.fleet) and fleet.count:
        kind, most = fleet.foremost
        what = t(f"fleet-change-{kind}" if kind else "changes-ready")
        about = fleet_name(fleet.tag, t)
        return t("changes-fleet", about=about, what=what, most=most, count=fleet.count, since=since)
    if found := changes.changed:
        return with_others(_headline(found[0], t, since), [each.program for each in found[1:]], t)
    return _beside_numbers(changes, t, since)


def _beside_numbers(changes: Changes, t: Texts, since: str) -> str:
    """Return what else there is, where no program's numbers changed."""
    if unread := changes.unread:
        return unread_title(unread, t)
    if news := changes.public.news:
        return turned(news, t)
    if count := len(changes.decisions):
        return t("changes-decisions", count=count, since=since)
    if changes.authorisations:
        return t("changes-authorisations", since=since)
    programs = t.listing([name(each.program) for each in changes.uncompared], most=_QUIET)
    return t("named", program=programs, sentence=t("changes-first", since=since))


def _nothing(changes: Changes, t: Texts, since: str) -> str:
    """With what there is to do, of a single program."""
    if changes.fleet or len(changes.programs) != 1:
        return t("fleet-digest-no-change", day=since)
    report = changes.programs[0].section.report
    sentence = t("named", program=name(report.program), sentence=t("changes-nothing", since=since))
    return t("sentences", first=sentence, second=what_to_do(report, t)) if report.losses else sentence


def changes_blocks(changes: Changes, t: Texts, zone: str) -> list[Block]:
    since, alone = t.day(changes.since), len(changes.programs) == 1
    told, title = (*changes.changed, *changes.uncompared), changes_headline(changes, t)
    blocks = [] if len(told) > 1 else [section(bold(title))]
    blocks += paragraph(*public_count(changes.public, t))
    for each in told:
        own = _headline(each, t, since)
        heading = bold(own) if len(told) > 1 or own != title else ""
        lines = [heading, *(line for line in _lines(each, changes, t, zone) if line != _lesser(each, t))]
        blocks += [section(*lines, accessory=open_button(each.section.report, t))] if any(lines) else []
    if changes.fleet and changes.fleet.count:
        blocks += _fleet(changes.fleet, t)
    blocks += paragraph(*unread_lines(changes.unread, t, zone))
    blocks += decision_news(changes.decisions, t)
    blocks += paragraph(*_authorisations(changes.authorisations, t))
    quiet = [name(each.program) for each in changes.programs if each not in told]
    small = [
        t("changes-since", since=since),
        t("changes-quiet", programs=t.listing(quiet, most=_QUIET)) if quiet and not alone else "",
        t("changes-left-out", count=changes.left_out) if changes.left_out else "",
    ]
    return [*blocks, context(*small)]


def _headline(each: ChangedProgram, t: Texts, since: str) -> str:
    """Return the event, else the first of the lesser things."""
    part = each.section
    if part.event:
        return section_event(part, t)
    if part.first:
        return t("named", program=name(each.program), sentence=t("changes-first", since=since))
    return t("named", program=name(each.program), sentence=_lesser(each, t))


def _lesser(each: ChangedProgram, t: Texts) -> str:
    """Return the first thing of a program without an event; it stands in the headline."""
    part = each.section
    if part.event or part.first:
        return ""
    return next(filter(None, [_moved(each, t), *list_changes(part, t)]), "")


def _lines(each: ChangedProgram, changes: Changes, t: Texts, zone: str) -> list[str]:
    part, report = each.section, each.section.report
    before, minimum, safe = part.minimum_before, report.minimum, part.safe_before
    to_do = recommendation_line(report, t) if report.losses else ""
    if to_do and safe and safe != report.safe_minimum:
        to_do = t("sentences", first=to_do, second=t("changes-safe-before", version=safe.text))
    known = before and minimum and before != minimum
    return [
        to_do,
        t("changes-minimum", before=before.text, now=minimum.text) if known and before and minimum else "",
        *warnings(part, t, zone, public=changes.public),
        _moved(each, t),
        *list_changes(part, t),
    ]


def _moved(each: ChangedProgram, t: Texts) -> str:
    """When the next version is safe, and what was forecast then."""
    if each.moved is None:
        return ""
    then, now = each.moved
    return t("changes-date", version=now.version.text, now=_safe_on(now, t), then=_safe_on(then, t))


def _safe_on(forecast: Forecast, t: Texts) -> str:
    return awaited(forecast, forecast.made_on, t)


def _fleet(fleet: ChangedFleet, t: Texts) -> list[Block]:
    lines = change_lines(fleet.changes, fleet.names, t)
    if fleet.ready:
        named = listing(fleet.ready, t, count=fleet.ready_count)
        ready = t("fleet-change", what=t("changes-ready"), count=fleet.ready_count, programs=named)
        lines.insert(0, f"• {ready}")
    shown = Control(choice=Sort.ATTENTION, text=fleet.tag)
    return [*paragraphs(lines), actions(button(t("button-open-fleet"), controls.FLEET_OPEN, shown))]


def _authorisations(found: Sequence[Authorised], t: Texts) -> list[str]:
    lines = []
    for event in (ProgramEvent.REVOKED, ProgramEvent.NOT_GRANTED, ProgramEvent.AUTHORISED):
        if programs := [each.program for each in found if each.event is event]:
            what = t("fleet-change", what=t(f"changes-{event}"), count=len(programs), programs=listing(programs, t))
            lines.append(f"• {what}")
    return lines
