"""The caveats of a report: what is odd about its numbers.

What is odd about a program's numbers: values made once, which one frame prints and each answer as JSON lists. A new
kind of oddity is judged, becomes a caveat here, and has a sentence `caveat-...` in each language; no answer needs to
know it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from bot.domain.numbers.distribution import NOISE, SAFE
from bot.domain.numbers.judgement import LASTS, Break, Judgement, Numbers, Suspicion, Withdrawal
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.numbers.suspicion import numbers_of
from bot.domain.numbers.version import Reading
from bot.domain.programs import Program
from bot.domain.report import Broken, Report, broken_by, unusable
from bot.errors import NumbersUnusable

REMIND_AFTER: Final = timedelta(days=14)
"""Imported numbers as old as this are old."""


class Effect(StrEnum):
    SPOILS = "spoils"  # no decision may rest on them
    WIDENS = "widens"  # they are ranges
    NOTES = "notes"  # they are what they would be without it


class Place(StrEnum):
    """Where in an answer a caveat stands."""

    HEAD = "head"  # below the program's name
    BANNER = "banner"  # below the day looked back at
    TOP = "top"  # which numbers are shown, and how they are counted
    LIST = "list"  # what looks wrong about the list, or fell
    INSTEAD = "instead"  # in place of losses that cannot be computed
    SMALL_PRINT = "small-print"
    DETAIL = "detail"  # small print of answers that have room for it


class Key(StrEnum):
    IMPORTED = "imported"
    ALL_OF_WECHAT = "all-of-wechat"
    OLDER_DAY = "older-day"  # nothing is kept of the day looked back at: an earlier one answers
    BREAK = "break"  # WeChat counts otherwise than before, or did for so long that it is the new level
    PUBLIC_BREAK = "public-break"  # the same, by the public numbers alone
    STALE = "stale"  # the numbers of now cannot be read, or are unusable: stored ones answer
    IMPORTED_OLD = "imported-old"
    UNJUDGED = "unjudged"  # it is not known yet what the numbers are worth
    SINGLE_VERSION = Suspicion.SINGLE_VERSION.value
    LOW_TOTAL = Suspicion.LOW_TOTAL.value
    NEWEST_MISSING = Suspicion.NEWEST_MISSING.value
    CONTRADICTS = Suspicion.CONTRADICTS.value
    WITHDRAWAL = "withdrawal"
    NO_DATA = Numbers.NO_DATA.value
    UNDETERMINED = Numbers.UNDETERMINED.value  # no meaning fits: no loss is computed
    TODAY_ONLY = "today-only"  # a higher minimum keeps 99 % on this day, but not over the week
    EITHER_WAY = "either-way"  # several meanings fit: what is shown holds under each
    UNREPORTED = "unreported"
    OVERCOUNTED = "overcounted"
    NEWER = "newer-than-listed"
    OLDER = "older-than-listed"
    LABELS = "other-labels"


_KINDS: Final[Mapping[Key, tuple[Effect, Place]]] = {
    Key.IMPORTED: (Effect.NOTES, Place.HEAD),
    Key.ALL_OF_WECHAT: (Effect.NOTES, Place.HEAD),
    Key.OLDER_DAY: (Effect.NOTES, Place.BANNER),
    Key.BREAK: (Effect.WIDENS, Place.TOP),
    Key.PUBLIC_BREAK: (Effect.WIDENS, Place.TOP),
    Key.STALE: (Effect.NOTES, Place.TOP),
    Key.IMPORTED_OLD: (Effect.NOTES, Place.TOP),
    Key.UNJUDGED: (Effect.SPOILS, Place.TOP),
    **{Key(each): (Effect.SPOILS, Place.LIST) for each in Suspicion},
    Key.WITHDRAWAL: (Effect.NOTES, Place.LIST),
    Key.NO_DATA: (Effect.SPOILS, Place.INSTEAD),
    Key.UNDETERMINED: (Effect.SPOILS, Place.INSTEAD),
    Key.TODAY_ONLY: (Effect.NOTES, Place.SMALL_PRINT),
    Key.EITHER_WAY: (Effect.WIDENS, Place.SMALL_PRINT),
    Key.UNREPORTED: (Effect.WIDENS, Place.SMALL_PRINT),
    Key.OVERCOUNTED: (Effect.WIDENS, Place.SMALL_PRINT),
    Key.NEWER: (Effect.NOTES, Place.DETAIL),
    Key.OLDER: (Effect.NOTES, Place.DETAIL),
    Key.LABELS: (Effect.NOTES, Place.DETAIL),
}


@dataclass(frozen=True, slots=True)
class Caveat:
    key: Key
    effect: Effect
    params: Mapping[str, Any]
    """The values that its sentence names; None for one that is not known."""
    imported: bool = False
    """Whether the list is imported: then nothing about it is WeChat's."""

    @property
    def place(self) -> Place:
        """Where in an answer it stands."""
        return _KINDS[self.key][1]


def _caveat(key: Key, effect: Effect | None = None, /, **params: Any) -> Caveat:
    return Caveat(key, effect or _KINDS[key][0], params)


def caveats(report: Report, *, now: datetime | None = None, said: Broken | None = None) -> tuple[Caveat, ...]:
    """Return what is odd about a report's numbers, in the order in which it is said.

    Args:
        now: None for an answer that is read at any time, in which nothing has an age.
        said: what was said before about how WeChat counts all its users.
    """
    imported = bool(report.snapshot.imported_by) or report.program.is_imported
    found = (*_whose(report.program, imported=imported), *_of_report(report, now, said))
    theirs = (report.program.is_imported if each.key is Key.STALE else imported for each in found)  # a newer list
    return tuple(replace(each, imported=own) for each, own in zip(found, theirs, strict=True))


def caveats_of(program: Program, judgement: Judgement | None = None) -> tuple[Caveat, ...]:
    """Return what a program's judgement alone shows; see `caveats`."""
    found = list(_whose(program, imported=program.is_imported))
    if judgement and (broken := broken_by(judgement.count, None)):
        found.append(_counting(broken, settled=judgement.settled))
    if judgement:
        numbers = judgement.numbers if judgement.known else Numbers.PROVED
        found += _judged(judgement, numbers, None, computed=bool(judgement.loss or judgement.safe))
    return tuple(replace(each, imported=program.is_imported) for each in found)


def public_caveats(public: Broken | None) -> tuple[Caveat, ...]:
    """Return how WeChat counts all its users; nothing where it counts as before."""
    return (_counting(replace(public, of_all=True), settled=not public.unknown),) if public else ()


def fallen(found: Withdrawal) -> Caveat:
    days = {"version": found.version, "since": found.since, "day": found.day}
    return _caveat(Key.WITHDRAWAL, **days, before=found.before, after=found.after)


def _whose(program: Program, *, imported: bool) -> Iterator[Caveat]:
    if program.is_all_of_wechat:
        yield _caveat(Key.ALL_OF_WECHAT)
    elif imported:
        yield _caveat(Key.IMPORTED, what="program" if program.is_imported else "day")


def _of_report(report: Report, now: datetime | None, said: Broken | None) -> Iterator[Caveat]:
    program, snapshot, because = report.program, report.snapshot, report.stale_because
    age = snapshot_day(now) - snapshot.day if now else timedelta(0)
    if report.as_of and report.as_of != snapshot.day:
        yield _caveat(Key.OLDER_DAY, day=report.as_of, kept=snapshot.day)
    yield from _break(report, said)
    unusable_list = isinstance(because, NumbersUnusable)
    if because and (unusable_list or not program.is_imported):
        reason = because.reason if isinstance(because, NumbersUnusable) else None
        yield _caveat(Key.STALE, because=because, reason=reason, taken_at=snapshot.taken_at, day=snapshot.day)
    if program.is_imported and not report.as_of and age >= REMIND_AFTER:
        yield _caveat(Key.IMPORTED_OLD, age=age, program=program.name)
    yield from _judged(report.judgement, numbers_of(snapshot), snapshot.reading, computed=report.losses is not None)
    yield from _small_print(report)


def _break(report: Report, said: Broken | None) -> Iterator[Caveat]:
    """How WeChat counts, and what was recommended before, unless the numbers of now are no good."""
    found, safe, known = report.broken, report.safe_minimum, dict[str, Any]()
    if found and safe and report.losses and (before := report.loss_before(safe)) and not unusable(report):
        known = {"since": found.found.since, "version": safe, "before": before, "now": report.losses.loss(safe)}
    if found and (said is None or said.open != found.open):
        yield _counting(found, settled=not report.one_sided, **known)
    elif known:
        yield _caveat(Key.BREAK, **known)


def _counting(found: Broken, *, settled: bool, **known: Any) -> Caveat:
    effect = None if found.open and settled else Effect.SPOILS if found.open else Effect.NOTES
    params = {"found": found.found, "unknown": True} if found.unknown else {"found": found.found}
    return _caveat(Key.PUBLIC_BREAK if found.of_all else Key.BREAK, effect, **params, **known)


def _judged(judgement: Judgement, numbers: Numbers, reading: Reading | None, *, computed: bool) -> Iterator[Caveat]:
    if not judgement.known:
        yield _caveat(Key.UNJUDGED)
    of_list: dict[Suspicion, dict[str, Any]] = {
        Suspicion.LOW_TOTAL: {"total": reading and reading.total},
        Suspicion.CONTRADICTS: {"meaning": reading and reading.contradicts},
    }
    yield from (_caveat(Key(each), **of_list.get(each, {})) for each in judgement.suspicions)
    if judgement.withdrawal:
        yield fallen(judgement.withdrawal)
    if numbers is not Numbers.PROVED:
        yield _caveat(Key.EITHER_WAY if computed else Key(numbers), reading=reading)


def _small_print(report: Report) -> Iterator[Caveat]:
    """Why the results are ranges, why the safe minimum is not that of this day alone, and who is on no version."""
    today, reading, found = report.safe_today, report.snapshot.reading, report.distribution
    if today and report.keeps_today_only(today):
        yield _caveat(Key.TODAY_ONLY, version=today, target=SAFE)
    if found and found.unreported >= NOISE:
        yield _caveat(Key.UNREPORTED, share=found.unreported)
    if found and found.overcounted >= NOISE:
        yield _caveat(Key.OVERCOUNTED, total=reading.total)
    if found and found.newer:
        yield _caveat(Key.NEWER, share=found.newer, version=found.versions[0])
    if found and found.older:
        yield _caveat(Key.OLDER, share=found.older, version=found.versions[-1])
    if found and found.other:
        yield _caveat(Key.LABELS, labels=found.other, meaning=reading.meaning)


_CONFIRMED: Final = timedelta(days=7)
"""The numbers confirm a turn some days after it."""


class Turn(StrEnum):
    """How WeChat's count turned: a sentence each in the catalogs (`break-turned-...`)."""

    BEGAN = "began"
    OVER = "over"
    LASTS = "lasts"
    """It has become the new level."""


@dataclass(frozen=True, slots=True)
class BreakNews:
    """A turn of WeChat's count."""

    turn: Turn
    found: Break

    @property
    def since(self) -> date:
        """The first day that is counted so."""
        return self.found.until or self.found.since


@dataclass(frozen=True, slots=True)
class PublicCount:
    """How WeChat counts all its users: what a message says once for all programs."""

    broken: Broken | None = None
    """The break that goes on, or the lasting change that is still spoken of."""
    news: BreakNews | None = None
    """What turned since the day that the message compares with."""

    @property
    def over(self) -> bool:
        """Whether the news is that a break is over."""
        return self.news is not None and self.news.turn is Turn.OVER


AS_EVER: Final = PublicCount()


def break_news(now: Sequence[Break], known: Sequence[Break], then: date) -> BreakNews | None:
    """Return the newest turn since a day; None without one.

    Args:
        now: the breaks known now, oldest first.
        known: those known on that day.
        then: that day.
    """
    if not now:
        return None
    turn, day = _turn(now[-1])
    unconfirmed = then - day < _CONFIRMED and (not known or _turn(known[-1])[0] is not turn)
    return BreakNews(turn, now[-1]) if day > then or unconfirmed else None


def _turn(found: Break) -> tuple[Turn, date]:
    """Return the newest one of a break, and its day."""
    if found.until:
        return Turn.OVER, found.until
    return (Turn.LASTS, found.since + LASTS) if found.lasting else (Turn.BEGAN, found.since)
