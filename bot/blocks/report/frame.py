"""The frame of each answer about a program's numbers: whose they are, what is odd about them, and their origin."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from bot.blocks.kit import controls
from bot.blocks.kit.controls import THEN, Control
from bot.blocks.kit.elements import (
    Block,
    Cell,
    Element,
    Message,
    actions,
    button,
    columns_table,
    context,
    header,
    message,
    number_cell,
    option,
    paragraph,
    section,
    select,
    text_cell,
    unknown_cell,
)
from bot.blocks.kit.forms import date_input
from bot.blocks.kit.names import bold, name, person, title, who
from bot.domain.caveats import (
    BreakNews,
    Caveat,
    Key,
    Place,
    PublicCount,
    caveats,
    caveats_of,
    fallen,
    public_caveats,
)
from bot.domain.numbers.distribution import SAFE
from bot.domain.numbers.judgement import Break, Withdrawal
from bot.domain.numbers.meaning import percent_text
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.numbers.version import Version
from bot.domain.programs import Program
from bot.domain.recommendation import versions_beside
from bot.domain.report import Broken, Report, spoiling
from bot.i18n import Texts
from bot.i18n.caveats import caveat_sentence, direction, factor


def propose_button(report: Report, version: Version | None, t: Texts, *, style: str = "primary") -> list[Element]:
    """Return the button, for a version above the minimum; nothing where there can be no proposal."""
    if version is None or (report.minimum is not None and version <= report.minimum):
        return []
    if not report.decides or report.program.is_all_of_wechat:
        return []
    return [propose_version(report.program, version, t, style=style)]


def propose_version(program: Program, version: Version, t: Texts, *, style: str = "") -> Element:
    control = Control(program.appid, version=version)
    return button(t("button-propose-version", version=version.text), controls.DECISION_PROPOSE, control, style=style)


def when_safe_button(
    report: Report, version: Version, t: Texts, *, target: Decimal = SAFE, style: str = "primary"
) -> list[Element]:
    """Return the button for a version that is to keep the target; none for an earlier day, everyone, or the minimum."""
    guaranteed = report.minimum is not None and version <= report.minimum
    if report.as_of is not None or target == 1 or guaranteed:
        return []
    safe = target == SAFE
    control = Control(report.program.appid, version=version, text="" if safe else percent_text(target))
    text = t("button-when-safe" if safe else "button-when-kept", version=version.text, target=t.exact(target))
    return [button(text, controls.ALERT_WHEN_SAFE, control, style=style)]


_MARKS: Final = {Place.TOP: "⚠️ ", Place.LIST: "⚠️ "}
_FELL: Final = "↩️ "


def caveat_lines(
    found: Iterable[Caveat], t: Texts, zone: str = "UTC", now: datetime | None = None, *, places: Collection[Place] = ()
) -> list[str]:
    """Return a line for each caveat; only of some places, if they are named."""
    return [
        f"{_FELL if each.key is Key.WITHDRAWAL else _MARKS.get(each.place, '')}{caveat_sentence(each, t, zone, now)}"
        for each in found
        if not places or each.place in places
    ]


def public_lines(public: Broken | None, t: Texts) -> list[str]:
    """Return how WeChat counts all its users, for all programs of a message at once."""
    return caveat_lines(public_caveats(public), t)


def public_count(public: PublicCount, t: Texts) -> list[str]:
    """Return the same, or that it is over since the day that a message compares with."""
    if public.broken is None and public.over and public.news:
        return [f"⚠️ {t('break-of-all', sentence=ended(public.news.found, t))}"]
    return public_lines(public.broken, t)


def withdrawals(found: Sequence[Withdrawal], t: Texts) -> list[str]:
    return caveat_lines(map(fallen, found), t)


def head_of(program: Program, t: Texts) -> list[str]:
    """Return a program's names, and whose numbers they are where WeChat does not give them as a program's."""
    return [title(program), *caveat_lines(caveats_of(program), t, places=[Place.HEAD])]


@dataclass(frozen=True)
class Frame:
    """What every answer says about a report's numbers."""

    report: Report
    t: Texts
    zone: str = "UTC"
    """The reader's, IANA."""
    now: datetime | None = None
    """UTC; None for an answer that is read at any time."""
    said: Broken | None = None
    """What the message said about how WeChat counts all its users."""
    but: Collection[Key] = ()
    """What it says otherwise."""

    @cached_property
    def caveats(self) -> Sequence[Caveat]:
        """What is odd, and not said yet."""
        return [each for each in caveats(self.report, now=self.now, said=self.said) if each.key not in self.but]

    def lines(self, *places: Place) -> list[str]:
        """Return the caveats of some places, a line each; without places those above the numbers."""
        return caveat_lines(self.caveats, self.t, self.zone, self.now, places=places or (Place.TOP, Place.LIST))

    def head(self) -> list[str]:
        """Return the program's names, and whose numbers they are."""
        return [title(self.report.program), *self.lines(Place.HEAD)]

    def banner(self) -> list[Block]:
        """Return the day looked back at, and the day of the numbers if earlier; nothing for a current report."""
        if self.report.as_of is None:
            return []
        older = self.lines(Place.BANNER)
        return [header(self.t("as-of", day=self.t.day(self.report.as_of))), *([context(*older)] if older else [])]

    def top(self) -> list[Block]:
        """Return the banner, and what has to be known before the numbers."""
        return [*self.banner(), *paragraph(*self.lines())]

    def small_print(
        self,
        *notes: str,
        days: Sequence[date] = (),
        origin: bool = True,
        detail: bool = False,
        links: Sequence[str] = (),
    ) -> list[Block]:
        """Return notes, why the numbers are ranges, and where they are from; nothing without any.

        Args:
            days: those shown, of which a break marks some.
            origin: whether to say where the numbers are from.
            detail: whether there is room for who is on no listed version.
            links: those in the notes.
        """
        places = [Place.SMALL_PRINT, *([Place.DETAIL] if detail else [])]
        mark, from_where = what_is_marked(days, self.report, self.t), self.origin() if origin else ""
        lines = [mark, *notes, *self.lines(*places), from_where]
        return [context(*lines, user=self.importer, links=links)] if any(lines) else []

    def origin(self) -> str:
        """Return when and where the numbers were read."""
        report, t, zone = self.report, self.t, self.zone
        moment = t.moment(report.snapshot.taken_at, zone)
        if report.program.is_all_of_wechat:
            return t("data-of-public", day=t.day(report.snapshot.day), moment=moment)
        if by := report.snapshot.imported_by:
            return t("data-of-imported", day=t.day(report.snapshot.day), who=who(by, t), moment=moment)
        elsewhere = report.snapshot.taken_at.astimezone(ZoneInfo(zone)).date() != report.snapshot.day
        day = t.day(report.snapshot.day)
        return t("data-of-day", day=day, moment=moment) if elsewhere else t("data-of", moment=moment)

    def unfolded(self, *, shared: bool) -> bool:
        """Return whether the origin belongs below an answer: "How we read this" has that of a person's own answer.

        Args:
            shared: whether the channel sees the answer.
        """
        report = self.report
        own = report.program.has_minimum and not report.snapshot.imported_by
        return shared or not own or report.as_of is not None

    @property
    def importer(self) -> str:
        """The user whom the origin mentions; empty when it mentions none."""
        return person(self.report.snapshot.imported_by)


_DAY: Final = timedelta(days=1)


def turned(news: BreakNews, t: Texts) -> str:
    """How WeChat's count turned, for a title."""
    return t(f"break-turned-{news.turn}", since=t.day_in_year(news.since))


def ended(found: Break, t: Texts) -> str:
    until = found.until or found.since
    return t("sentences", first=t("break-ended", since=t.day_in_year(until)), second=_over(found, until - _DAY, t))


def over(report: Report, days: Sequence[date], t: Texts) -> list[str]:
    """Return a sentence for each break that is over, as far as some days show it."""
    ended = [each for each in report.breaks if each.until and days and each.until > days[0]]
    return [f"⚠️ {_over(each, each.until - _DAY, t)}" for each in ended if each.until]


def _over(found: Break, last: date, t: Texts) -> str:
    since, until = t.day_in_year(found.since), t.day_in_year(last)
    return t("break-over", since=since, until=until, factor=factor(found, t), direction=direction(found))


def what_is_marked(days: Sequence[date], report: Report, t: Texts) -> str:
    """Return what the mark at some days means; empty where there is none."""
    return t("break-mark") if marked(days, report) else ""


def marked(days: Sequence[date], report: Report) -> set[int]:
    """Return the places of the days that a break spoils; of none that are still ahead."""
    until = report.snapshot.day
    return {place for place, day in enumerate(days) if day <= until and spoiling(report.breaks, day)}


def dated(sentence: str, report: Report, t: Texts) -> str:
    """Return a message's text: the sentence, with the day looked back at in front."""
    named = t("named", program=name(report.program), sentence=sentence)
    return named if report.as_of is None else t("as-of-text", day=t.day(report.as_of), sentence=named)


def dates_itself(sentence: str, report: Report, t: Texts, *, now: datetime) -> str:
    """Return a sentence about numbers that are not of today, with their day in front; below a banner it needs none."""
    late = snapshot_day(now) > report.snapshot.day and not report.program.is_all_of_wechat
    if report.as_of is not None or not (late or report.stale_because):
        return sentence
    return t("as-of-text", day=shown_date(report, t), sentence=sentence)


def shown_date(report: Report, t: Texts) -> str:
    """Return the day of a report's numbers: a day in China, wherever they are read, as for `--on`."""
    return t.day(report.snapshot.day)


def when(report: Report, t: Texts) -> str:
    """Return the words for the day of the answer."""
    return t("when-now") if report.as_of is None else t("when-then")


def same_day(report: Report) -> Control:
    """Return a control with the program and the day looked back at: follow-up questions stay on that day."""
    if report.as_of is None:
        return Control(report.program.appid)
    return Control(report.program.appid, day=report.as_of, choice=THEN)


def shown_day(report: Report) -> Control:
    """Return a control with the day shown, not the newest day at the time of the press."""
    if report.as_of is None:
        return Control(report.program.appid, day=report.snapshot.day)
    return same_day(report)


_AGO: Final = {"week": timedelta(weeks=1), "weeks": timedelta(weeks=4)}
_REPORT: Final = "report"
_PAGE: Final = 15


def look_back(report: Report, command: str, t: Texts, *, now: datetime, words: str = "") -> list[Element]:
    """Return the select that asks the same of another day; beside a breakdown also for two days side by side.

    Args:
        command: the subcommand that was answered.
        words: those between it and the program.
    """
    today, shown = snapshot_day(now), report.as_of
    ago = {key: today - days for key, days in _AGO.items() if today - days != shown}
    asked: list[tuple[str, date | None, str]] = [("now", None, "")] if shown else []
    asked += [(key, day, "") for key, day in ago.items()]
    if command == _REPORT:
        beside = {"then": shown} if shown else ago
        asked += [(f"beside-{key}", day, controls.BESIDE) for key, day in beside.items()]
    asked.append(("day", None, controls.CALENDAR))
    carried = Control(report.program.appid, choice=command, text=words)
    if not carried.fits:
        return []
    options = [option(t(f"look-back-{key}"), replace(carried, day=day, only=only).encode()) for key, day, only in asked]
    return [select(t("look-back"), controls.LOOK_BACK, options)]


def calendar_message(asked: Control, program: str, t: Texts) -> Message:
    """Return the calendar of which a day is chosen; its block's id carries the question."""
    sentence = t("look-back-which", program=program)
    picker = {**date_input(), "action_id": controls.LOOK_BACK_DAY}
    return message(sentence, [section(sentence), {**actions(picker), "block_id": asked.encode()}])


def beside_message(reports: tuple[Report, Report], t: Texts, *, now: datetime) -> Message:
    """Two days of one program: the minimum and the highest safe one of each, and what each version cut off."""
    first, second = sorted(reports, key=lambda each: each.snapshot.day)
    days = [each.as_of or each.snapshot.day for each in (first, second)]
    between = {"first": t.day(days[0]), "second": t.day(days[1])}
    sentence = t("beside", program=name(first.program), **between)
    facts = [
        _fact("beside-minimum", [each.minimum for each in (first, second)], t),
        _fact("beside-safe", [each.safe_minimum for each in (first, second)], t),
    ]
    places = (Place.BANNER, Place.TOP, Place.LIST, Place.SMALL_PRINT)
    notes = [line for each in (first, second) for line in Frame(each, t, now=now).lines(*places)]
    blocks = [
        section(title(first.program), bold(t("beside-days", **between)), *facts),
        *_levels((first, second), days, sentence, t),
        *([context(*dict.fromkeys(notes))] if notes else []),
        actions(*look_back(first, _REPORT, t, now=now)),
    ]
    return message(sentence, blocks)


def _fact(key: str, versions: Sequence[Version | None], t: Texts) -> str:
    """Of both days; once where it is the same."""
    texts = dict.fromkeys(version.text if version else "–" for version in versions)
    return t(key, target=t.exact(SAFE), versions=" → ".join(texts))


def _levels(reports: tuple[Report, Report], days: Sequence[date], caption: str, t: Texts) -> list[Block]:
    versions = versions_beside(*reports)
    if not versions:
        return []
    columns = [(t("column-minimum"), [text_cell(version.text) for version in versions])]
    columns += [
        (t("beside-loss", day=t.day_in_year(day)), [_loss(report, version, t) for version in versions])
        for report, day in zip(reports, days, strict=True)
    ]
    columns += [
        (t("beside-share", day=t.day_in_year(day)), [_share(report, version, t) for version in versions])
        for report, day in zip(reports, days, strict=True)
        if report.distribution
    ]
    return [columns_table(caption, columns, page_size=_PAGE)]


def _loss(report: Report, version: Version, t: Texts) -> Cell:
    released = report.losses and version <= report.losses.versions[0]
    loss = report.loss(version) if released else None
    return number_cell(loss.high, t.bounds(loss)) if loss else unknown_cell()


def _share(report: Report, version: Version, t: Texts) -> Cell:
    share = report.distribution.share(version) if report.distribution else None
    return unknown_cell() if share is None else number_cell(share, t.fraction(share))
