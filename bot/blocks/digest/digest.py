"""The digest of single programs, and a section of it for each."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from bot.blocks.decisions.messages import decision_news
from bot.blocks.forecast import when_safe
from bot.blocks.kit import controls, limits
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import (
    Block,
    Element,
    Message,
    actions,
    button,
    confirm,
    context,
    header,
    message,
    option,
    overflow,
    paragraph,
    section,
)
from bot.blocks.kit.limits import error_sentence
from bot.blocks.kit.names import name
from bot.blocks.report.frame import Frame, ended, propose_button, public_count, turned, withdrawals
from bot.blocks.report.recommendation_text import advice_brief, headline, recommendation_line, uncounted, what_to_do
from bot.blocks.trend import loss_chart, loss_table
from bot.domain.caveats import AS_EVER, Key, Place, PublicCount, Turn
from bot.domain.decisions.decision import OPEN
from bot.domain.delivery import EVERY_DAY, WORKING_DAYS, Schedule
from bot.domain.digest.comparison import TURNED, EventKind
from bot.domain.digest.digest import NAMED, Digest, DigestSection, FailedSection
from bot.domain.digest.subscription import TAG, Subscription
from bot.domain.forecast.forecast import Arrival
from bot.domain.numbers.distribution import Do
from bot.domain.numbers.version import Meaning, Version
from bot.domain.programs import Program
from bot.domain.report import Report
from bot.errors import ReauthorisationNeeded
from bot.i18n import Texts
from bot.i18n.caveats import clean


def days_text(schedule: Schedule, t: Texts) -> str:
    """Return the days: "every Monday and Thursday", "on the first working day of each month"."""
    if schedule.monthly:
        return t("days-monthly", days=_names(schedule, t))
    if schedule.weekdays == EVERY_DAY:
        return t("days-daily")
    return t("days-weekly", days=_names(schedule, t))


def when_text(schedule: Schedule, t: Texts) -> str:
    """Days, time and zone: "every Monday at 09:00 (Asia/Shanghai)"."""
    return t("days-when", days=days_text(schedule, t), time=t.clock_time(schedule.at), zone=schedule.zone)


def _names(schedule: Schedule, t: Texts) -> str:
    if schedule.weekdays == WORKING_DAYS:
        return t("days-working")
    if schedule.monthly and schedule.weekdays == EVERY_DAY:
        return t("days-any")
    return t.listing([t.weekday(number) for number in schedule.weekdays])


def scope_text(word: str, t: Texts) -> str:
    """Return the text for a word of `bot.domain.digest.subscription.scope_word`."""
    if word.startswith(TAG):
        return t("about-tag", tag=clean(word.removeprefix(TAG)))
    return t(f"about-{word}" if word else "about-each")


EDIT: Final = "edit"
TEST: Final = "test"
PAUSE: Final = "pause"
RESUME: Final = "resume"
HISTORY: Final = "history"
OFF: Final = "off"
"""`Control.choice` of the menu."""


def digest_control(subscription: Subscription, *, channel: bool = False, choice: str = "") -> Control:
    """Return the control of a digest; with its `channel` where Slack does not say it: in a modal, and on a Home tab."""
    channel_id = subscription.channel_id if channel else ""
    return Control(subject_id=subscription.id, owner_id=subscription.owner_id, channel_id=channel_id, choice=choice)


def digest_buttons(subscription: Subscription, t: Texts) -> list[Element]:
    """Send now, Change, Off, and a menu with the rest; Off asks for confirmation."""
    return [
        button(t("button-send-now"), controls.DIGEST_SEND_NOW, digest_control(subscription)),
        change_button(subscription, t),
        off_button(subscription, t),
        _menu(subscription, t),
    ]


def change_button(subscription: Subscription, t: Texts) -> Element:
    """Open the form, for its owner and admins; the only button of the subscription in a channel's message."""
    return button(t("button-change-digest"), controls.DIGEST_CHANGE, digest_control(subscription))


def off_button(subscription: Subscription, t: Texts, *, home: bool = False) -> Element:
    """End the digest after a confirmation; on a Home tab it names the channel."""
    control = digest_control(subscription, channel=home)
    sure = confirm(t("off-title"), t("off-text"), t("off-yes"), t("off-no"))
    label = f"{t('button-off')} {when_text(subscription.schedule, t)}" if home else ""
    off = button(t("button-off"), controls.DIGEST_OFF, control, style="danger", label=label)
    return {**off, "confirm": sure}


def _menu(subscription: Subscription, t: Texts) -> Element:
    choices = {
        TEST: t("menu-test"),
        **({RESUME: t("menu-resume")} if subscription.paused_until else {PAUSE: t("menu-pause")}),
        HISTORY: t("menu-history"),
    }
    options = [option(text, digest_control(subscription, choice=choice).encode()) for choice, text in choices.items()]
    return overflow(controls.DIGEST_MORE, options)


_IN_TITLE: Final = 3
"""Programs that a title names."""


def full_section(
    part: DigestSection, t: Texts, zone: str, *, alone: bool, day: date | None = None, public: PublicCount = AS_EVER
) -> list[Block]:
    """Return a program in full: alone with chart and table, unless the week was quiet; among others with a button.

    Args:
        day: of the message; numbers that WeChat gave on it need no date of their own. None when it names none.
        public: what the message says of WeChat's count, for all programs.
    """
    report, frame = part.report, _frame(part, t, zone, public)
    open_it = None if alone else open_button(report, t)
    blocks = [
        section(*frame.head(), *_lines(part, frame), accessory=open_it),
        *paragraph(*warnings(part, t, zone, public=public)),
    ]
    days: Sequence[date] = ()
    if alone and eventful([part]):
        blocks += loss_chart(part.trend, part.report, t("chart-title"), t) if part.trend else []
        blocks += [_table(part, t)] if part.movements else []
        days = part.trend.days if part.trend else ()
    of_the_day = report.snapshot.day == day
    return [*blocks, *frame.small_print(days=days, origin=frame.unfolded(shared=not of_the_day))]


def _table(part: DigestSection, t: Texts) -> Block:
    return loss_table(part.report, part.rows, part.report.snapshot.day, t, forecasts=part.forecasts)


def compact_line(part: DigestSection, t: Texts, zone: str, *, public: PublicCount = AS_EVER) -> str:
    report = part.report
    sentence = headline(report, t) if report.losses is None else advice_brief(report, t)
    line = t("named", program=name(report.program), sentence=sentence)
    return " ".join([f"• {line}", *warnings(part, t, zone, public=public)])


def _frame(part: DigestSection, t: Texts, zone: str, public: PublicCount) -> Frame:
    return Frame(part.report, t, zone, said=public.broken, but=[Key.WITHDRAWAL])  # those of the week are told


def warnings(part: DigestSection, t: Texts, zone: str, *, public: PublicCount) -> list[str]:
    """Return what is odd, or that a break is over, unless that is stated for all; and the week's withdrawals."""
    news = part.turned
    over = [f"⚠️ {ended(news.found, t)}"] if news and news.turn is Turn.OVER and not public.over else []
    return [*over, *_frame(part, t, zone, public).lines(), *withdrawals(part.withdrawals, t)]


def open_button(report: Report, t: Texts) -> dict[str, object]:
    label = t("button-open-label", program=name(report.program))
    return button(t("button-open"), controls.REPORT_OPEN, Control(report.program.appid), label=label)


def _lines(part: DigestSection, frame: Frame) -> list[str]:
    """Return the minimum now, the recommendation and whether it moved, the next candidate, and how the list changed."""
    report, t = part.report, frame.t
    if report.losses is None:
        unclear = report.snapshot.reading.meaning is not Meaning.NO_DATA
        return [headline(report, t), *(frame.lines(Place.INSTEAD) if unclear else []), _minimum(part, t)]
    sentence = recommendation_line(report, t)
    if moved := _safe_moved(part, t):
        sentence = t("sentences", first=sentence, second=moved)
    return [_minimum(part, t), sentence, _next(part, t), *list_changes(part, t)]


def _minimum(part: DigestSection, t: Texts) -> str:
    report, changed = part.report, _minimum_changed(part.report.minimum, part.minimum_before, t)
    if not report.program.has_minimum:
        return ""
    if report.minimum is None:
        return t("headline-no-minimum")
    if report.loss_at_minimum is None:
        return changed
    now = t("digest-minimum", minimum=report.minimum.text, loss=t.bounds(report.loss_at_minimum))
    return t("sentences", first=now, second=changed) if changed else now


def _next(part: DigestSection, t: Texts) -> str:
    """One line about the next candidate, only if it is forecast, and unless the minimum is that high already."""
    forecast, minimum = part.next_safe, part.report.minimum
    loss = part.report.loss(forecast.version) if forecast else None
    dated = forecast and forecast.arrival in (Arrival.EXPECTED, Arrival.NOT_WITHIN_A_YEAR)
    if forecast is None or loss is None or not dated or (minimum and forecast.version <= minimum):
        return ""
    when = "yes" if part.report.stale_because else "no"
    sentence = t("digest-next", version=forecast.version.text, loss=t.bounds(loss), dated=when)
    return t("sentences", first=sentence, second=when_safe(forecast, t))


def _safe_moved(part: DigestSection, t: Texts) -> str:
    now, before = part.report.safe_minimum, part.safe_before
    if now is None or before is None:
        return ""
    if now == before:  # to wait for it and to set it is not the same
        return "" if part.turned else t("digest-safe-unmoved")
    return t("digest-safe-moved-up" if now > before else "digest-safe-moved-down", before=before.text)


def _minimum_changed(now: Version | None, before: Version | None, t: Texts) -> str:
    if now is None or before is None or now == before:
        return ""
    key = "digest-minimum-raised" if now > before else "digest-minimum-lowered"
    return t(key, before=before.text, now=now.text)


def list_changes(part: DigestSection, t: Texts) -> list[str]:
    """Return the versions that appeared, and those that vanished."""
    lines = []
    if part.appeared:
        lines.append(t("digest-new", versions=_versions(part.appeared, t)))
    if part.vanished:
        lines.append(t("digest-gone", versions=_versions(part.vanished, t)))
    return lines


def _versions(versions: Sequence[Version], t: Texts) -> str:
    return t.listing([version.text for version in versions], most=NAMED)


def digest_event(digest: Digest, t: Texts) -> str:
    """Return what happened in a digest's week, with the program's name."""
    parts, programs = digest.sections, len(digest.sections) + len(digest.unread) + digest.left_out
    if not programs:
        return t("digest-empty")
    attention = [part for part in parts if part.event and part.event.kind is EventKind.ATTENTION]
    troubled = len(attention) + len(digest.unread)
    if troubled > 1 or (troubled and programs > 1):
        return t("digest-attention", count=troubled)
    if digest.unread:
        return unread_title(digest.unread, t)
    events = [part for part in parts if part.event]
    if events:
        return with_others(section_event(events[0], t), [part.report.program for part in events[1:]], t)
    if len(parts) == programs == 1:
        return section_event(parts[0], t)
    return _uneventful(digest, _to_do(parts, programs, t), t)


def with_others(first: str, others: Sequence[Program], t: Texts) -> str:
    """Return a title with the other programs that changed: by name where there is room for that, else counted."""
    if not others:
        return first
    named = t("digest-events-named", first=first, others=t.listing([name(each) for each in others]))
    fits = len(others) <= _IN_TITLE and len(named) <= limits.HEADER_TEXT
    return named if fits else t("digest-events", first=first, count=len(others))


def unread_title(unread: Sequence[FailedSection], t: Texts) -> str:
    """Say of one program that it could not be read, of more how many need attention."""
    if len(unread) > 1:
        return t("digest-attention", count=len(unread))
    program = name(unread[0].program)
    if isinstance(unread[0].error, ReauthorisationNeeded):
        return t("named", program=program, sentence=t("fleet-state-revoked"))
    return t("digest-unread", program=program)


def _uneventful(digest: Digest, to_do: str, t: Texts) -> str:
    """Return what to do about several programs, and whether there is anything new beside it."""
    if news := digest.public.news:
        return t("digest-turned", turned=turned(news, t), advice=to_do)
    return to_do if any(part.first for part in digest.sections) else t("digest-with-nothing-new", sentence=to_do)


def _to_do(parts: Sequence[DigestSection], programs: int, t: Texts) -> str:
    """Return what to do about several programs, in a week in which nothing happened to any."""
    if found := [part.report for part in parts if part.report.advice.do is Do.RAISE]:
        which = [
            t("digest-can-raise-one", program=name(report.program), version=report.advice.safe.text)
            for report in found
            if report.advice.safe
        ]
        return t("digest-can-raise", count=len(found), programs=programs, which=t.listing(which, most=_IN_TITLE))
    if found := [part.report for part in parts if part.report.advice.do is Do.REVIEW]:
        which = [name(report.program) for report in found]
        return t("digest-cuts-off", count=len(found), programs=programs, which=t.listing(which, most=_IN_TITLE))
    known = sum(1 for part in parts if part.report.advice.do is not Do.UNKNOWN)
    if known < programs:
        return t("digest-some-not-known", programs=programs, count=known)
    return t("digest-nothing-to-do", programs=programs)


def section_event(part: DigestSection, t: Texts) -> str:
    """Return what happened to one program, or that nothing did."""
    return t("named", program=name(part.report.program), sentence=_sentence(part, t))


def _sentence(part: DigestSection, t: Texts) -> str:
    report, event = part.report, part.event
    if event is not None:
        version = event.version.text if event.version else ""
        loss = t.bounds(event.loss) if event.loss else ""
        if event.kind is EventKind.BREAK and report.broken:
            known = "no" if report.broken.unknown else "since" if part.first or not report.in_break else "before"
            return t("digest-event-break", since=t.day_in_year(report.broken.found.since), known=known)
        if event.kind in TURNED.values() and part.turned:
            return t("digest-turned", turned=turned(part.turned, t), advice=_advised(report, t))
        return t(f"digest-event-{event.kind}", version=version, loss=loss)
    if report.distribution is None and report.snapshot.reading.meaning is Meaning.NO_DATA:
        return uncounted(report, t)
    if part.first:
        return what_to_do(report, t)
    advice = report.advice
    return t(
        f"digest-quiet-{advice.do}",
        version=advice.safe.text if advice.safe else "",
        safe_loss=t.bounds(advice.safe_loss) if advice.safe_loss else "",
        minimum=advice.minimum.text if advice.minimum else "",
        loss=t.bounds(advice.loss) if advice.loss else "",
    )


def _advised(report: Report, t: Texts) -> str:
    advice = report.advice
    if advice.do is Do.REVIEW and advice.minimum and advice.loss:
        return t("digest-turned-review", minimum=advice.minimum.text, loss=t.bounds(advice.loss))
    return advice_brief(report, t)


def eventful(sections: Sequence[DigestSection]) -> Sequence[DigestSection]:
    """Return the sections with something to look at: an event, or nothing to compare with yet."""
    return [part for part in sections if part.event or part.first]


_LEVELS: Final = ((3, True), (3, False), (1, False), (0, False))
"""Programs shown in full, and whether with a chart: the first pair within Slack's limits is used."""
_NAMES: Final = 5
_SENTENCES: Final = 5


def digest_message(digest: Digest, t: Texts) -> Message:
    """Return what happened to each program, what to do, and how the losses moved.

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
    """Return what this message is: of the slot's day, or the numbers' day when requested now.

    Late, or a sign of life.
    """
    lines = [t("digest-title", day=t.day(day)) if day else t("digest-title-undated")]
    if digest.late and digest.due_at:
        lines.append(f"⏰ {t('digest-late', moment=t.moment(digest.due_at, zone))}")
    if digest.unchanged_since:
        lines.append(f"💤 {t('digest-unchanged', day=t.day(digest.unchanged_since))}")
    return lines


def unread_lines(unread: Sequence[FailedSection], t: Texts, zone: str) -> list[str]:
    """Return a sentence for each kind of failure, with its programs."""
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
    """Return the chart of the first program with something to look at."""
    for part in eventful(sections):
        if part.trend:
            title = t("chart-title-program", program=name(part.report.program))
            return loss_chart(part.trend, part.report, title, t)
    return []


def _open(digest: Digest, t: Texts, *, alone: bool) -> list[Element]:
    """Return what to do, unless that is being decided, and the breakdown.

    With several programs each has its own button.
    """
    if not alone:
        return []
    report = digest.sections[0].report
    raises = report.advice.do is Do.RAISE and not any(each.state in OPEN for each in digest.decisions)
    propose = propose_button(report, report.advice.safe, t) if raises else []
    return [*propose, button(t("button-open"), controls.REPORT_OPEN, Control(report.program.appid))]
