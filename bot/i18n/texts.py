"""Sentences, numbers and dates in each language, as its catalog spells them.

Sentences as data, and how they are filled in: the part of Fluent that the catalogs use, without its parser. `baselib
scan` as a package of its own has the catalogs in this form, so that it needs no library for them.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.meaning import Rounded, round_change, round_fraction
from bot.errors import (
    AmbiguousProgram,
    BotError,
    ReauthorisationNeeded,
    SettingsError,
    SlackRefused,
    UnknownProgram,
    WeChatBusy,
    WeChatLimited,
    WeChatRefused,
)

Pattern = list[Any]
"""Parts in order: a text, `[parameter]`, or `[parameter, {case: pattern}, the case else]`."""
Entry = Mapping[str, Pattern]
"""A sentence under an empty name, and its attributes."""


class Sentences(Protocol):
    def entry(self, key: str) -> Entry | None:
        """Return a sentence with its attributes; None when there is none."""


class Compiled:
    """A catalog that was read before."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries: Final = entries

    def entry(self, key: str) -> Entry | None:
        """Return a sentence with its attributes; None when there is none."""
        return self._entries.get(key)


def filled(pattern: Pattern, params: Mapping[str, str | int], locale: str) -> str:
    return "".join(part if isinstance(part, str) else _filled(part, params, locale) for part in pattern)


def _filled(part: list[Any], params: Mapping[str, str | int], locale: str) -> str:
    name, *choice = part
    value = params[name]
    if choice:
        cases, default = choice
        return filled(next((cases[case] for case in cases if _is(case, value, locale)), cases[default]), params, locale)
    return value if isinstance(value, str) else f"{value:,}"


def _is(case: str, value: str | int, locale: str) -> bool:
    """Whether a case is the value's: a text itself, or a number itself or its plural form."""
    number = case.isdecimal()  # a name of Fluent's starts with a letter
    if isinstance(value, str):
        return not number and case == value
    return case == (str(value) if number else _plural(value, locale))


def _plural(number: int, locale: str) -> str:
    """Return the form of a word beside a number; Chinese has one."""
    return "one" if number == 1 and locale == "en" else "other"


LOCALES: Final = ("en", "zh-CN")
_COUNTED: Final = frozenset({"count", "hours", "limit", "remain", "retry_after"})
"""Error attributes that are amounts; other numbers, such as errcodes, are names without separators."""
_MISSING_SCOPE: Final = "missing_scope "
"""Before the scope that the app lacks, in the code of a refusal of Slack's."""
_VARIANTS: Final = {
    "suggestion": "suggested",
    "known": "listed",
    "scope": "scope",
    "request": "traced",
    "choices": "choices",
    "file": "file",
}
"""The variant of an error's sentence to use when a parameter is present."""
_HALF_A_YEAR: Final = timedelta(days=183)
_FINEST: Final = Decimal("0.000001")
_FOLDER: Final = Path(__file__).parent
_PLACEHOLDER: Final = re.compile(r"(?<=[<\[#;])\w+(?=>|&gt;|\]| \||\.| \.\.\.)")
"""In a usage such as `raise <version> [program | #tag]`, also as Slack has it, with `&lt;` for `<`."""


def supported_locale(wanted: str, default: str = "en") -> str:
    """Return the catalog for a Slack locale such as en-GB or zh-TW; `default` if it is empty or another language."""
    language = wanted.replace("_", "-").split("-")[0].casefold()
    return {"en": "en", "zh": "zh-CN"}.get(language, default)


def _as_it_is(text: str) -> str:
    return text


class Texts:
    def __init__(self, locale: str, sentences: Sentences, *, place: str = "") -> None:
        self.locale = locale
        self._place = place
        self._sentences = sentences
        self._percents: dict[Rounded, str] = {}  # about a thousand at most

    def on_terminal(self) -> "Texts":
        """Return the sentences for the command line: errors say what to type there, not in Slack."""
        return Texts(self.locale, self._sentences, place="terminal")

    def for_agents(self) -> "Texts":
        """Return the sentences for agents: errors name tools, not commands."""
        return Texts(self.locale, self._sentences, place="agent")

    def __call__(self, key: str, /, **params: str | int) -> str:
        """Return a filled-in sentence. A key may name an attribute: `wechat-40001.advice`."""
        return self._filled(key, **params)

    def usage(self, typed: str) -> str:
        """Return a command's usage, with its placeholders in the reader's language."""
        return _PLACEHOLDER.sub(lambda found: self.placeholder(found[0]), typed)

    def placeholder(self, word: str) -> str:
        """Return the word for what is to be typed in its place; itself if it has none."""
        return self(key) if self.has(key := f"placeholder.{word}") else word

    def _filled(self, key: str, **params: str | int) -> str:
        name, _, attribute = key.partition(".")
        try:
            return filled(self._entry(name)[attribute], params, self.locale)
        except KeyError as missing:
            raise KeyError(key, *missing.args) from None

    def has(self, key: str) -> bool:
        """Whether the catalog holds a key, or an attribute of one."""
        name, _, attribute = key.partition(".")
        return attribute in self._entry(name)

    def _entry(self, name: str) -> Entry:
        return self._sentences.entry(name) or {}

    def error(self, error: BotError, *, zone: str = "UTC", quote: Callable[[str], str] = _as_it_is) -> str:
        """Return the sentence for an error: what happened and what to do next.

        Args:
            zone: the reader's IANA zone, for instants.
            quote: makes outside text safe for the sentence's destination.
        """
        params = {
            name: value if name in _COUNTED and isinstance(value, int) else quote(str(value))
            for name, value in error.params.items()
        }
        match error:
            case WeChatRefused() | WeChatBusy() | WeChatLimited():
                params = self._wechat(params)
            case SlackRefused() if error.code.startswith(_MISSING_SCOPE):
                params["scope"] = quote(error.code.removeprefix(_MISSING_SCOPE))
            case AmbiguousProgram():
                params["matches"] = self._names(error.matches, error.more, quote)
            case UnknownProgram() if error.known:
                params["known"] = self._names(error.known, error.more, quote)
            case SettingsError():
                params["reason"] = self._known("settings-reason", str(params["reason"]))
        if isinstance(error, WeChatLimited):
            params["until"] = self.moment(error.until, zone)
        if "usage" in params:
            params["usage"] = self.usage(str(params["usage"]))
        key = f"error-{error.key}"
        for param, variant in _VARIANTS.items():
            if params.get(param) and self.has(self._placed(f"{key}.{variant}")):
                key += f".{variant}"
        return self._answered(self(self._placed(key), **params), error, params)

    def _answered(self, sentence: str, error: BotError, params: dict[str, str | int]) -> str:
        """Return a sentence with WeChat's own words, where it has just refused for want of an authorisation."""
        if not isinstance(error, ReauthorisationNeeded) or not error.refused:
            return sentence
        evidence = self._wechat(params | {"code": error.refused})["evidence"]
        return self("wechat-answered", sentence=sentence, evidence=evidence)

    def _names(self, lines: str, more: int, quote: Callable[[str], str]) -> str:
        return self.listing(list(map(quote, lines.split("\n"))), more=more)

    def _placed(self, key: str) -> str:
        """Return the key of the place's own sentence, if there is one."""
        own = f"{key}{'-' if '.' in key else '.'}{self._place}"
        return own if self._place and self.has(own) else key

    def _wechat(self, params: dict[str, str | int]) -> dict[str, str | int]:
        """Return an errcode's meaning, advice and evidence: always code and rid, errmsg if any."""
        code = str(params.get("code", ""))
        key = self.wechat_key(code)
        rid = str(params.get("rid") or self("wechat-no-rid"))
        errmsg = str(params.get("errmsg", ""))
        if errmsg:
            evidence = self("wechat-evidence-errmsg", code=code, rid=rid, errmsg=errmsg)
        else:
            evidence = self("wechat-evidence", code=code, rid=rid)
        address = params.get("address", "")
        named = address and self.has(f"{key}.advice-address")
        advice = self(f"{key}.advice-address", address=address) if named else self(f"{key}.advice")
        return {"meaning": self(key), "advice": advice, "evidence": evidence}

    def wechat_key(self, code: str) -> str:
        """Return the key that explains an errcode: `wechat-40001`, `wechat-minus-1`, `wechat-other`."""
        key = f"wechat-{code.replace('-', 'minus-')}"
        return key if self.has(key) else "wechat-other"

    def _known(self, family: str, name: str) -> str:
        key = f"{family}-{name}"
        return self(key) if name and self.has(key) else self(f"{family}-other")

    def fraction(self, fraction: Decimal, *, target: Decimal | None = None) -> str:
        """Return a fraction as percent, rounded without lying: `82.4%`, `0.78%`, `<0.01%`, `>99.99%`, `0%`, `100%`.

        Args:
            fraction: the share.
            target: a share named beside it, and which it must not seem to hit.
        """
        return self._percent(round_fraction(fraction, target=target))

    def _percent(self, rounded: Rounded) -> str:
        known = self._percents.get(rounded)
        if known is None:
            decimals = 0 if rounded.value in (0, 1) else rounded.decimals
            known = f"{rounded.side}{rounded.value:,.{decimals}%}"
            self._percents[rounded] = known
        return known

    def exact(self, fraction: Decimal) -> str:
        """Return a chosen fraction, or a total, in percent with all its digits (at most four): `99.95%`."""
        return f"{self.number(fraction.quantize(_FINEST, ROUND_HALF_EVEN) * 100)}%"

    def number(self, number: Decimal) -> str:
        """Return a number as sent by WeChat, with all its digits (at most six)."""
        return f"{number:,.6f}".rstrip("0").removesuffix(".")

    def bounds(self, bounds: Bounds, *, target: Decimal | None = None) -> str:
        """Return a known fraction as `1.2%`, an uncertain one as "1.2% to 1.9%".

        One number if its ends look the same.
        """
        low, high = (self.fraction(end, target=target) for end in (bounds.low, bounds.high))
        return low if low == high else self("bounds", low=low, high=high)

    def points(self, change: Decimal) -> str:
        """Return a difference of fractions in percentage points, signed: `+0.30 pp`, `±0 pp`."""
        sign = "+" if change > 0 else "\N{MINUS SIGN}" if change < 0 else "±"
        return self._points(change, sign)

    def distance(self, change: Decimal) -> str:
        """Return the size of a difference of fractions in percentage points, without its sign: `0.30 pp`."""
        return self._points(change, "")

    def _points(self, change: Decimal, sign: str) -> str:
        rounded = round_change(change)
        number = f"{abs(rounded.value) * 100:.{rounded.decimals if rounded.value else 0}f}"
        return self("points", number=f"{sign}{rounded.side}{number}")

    def day(self, day: date) -> str:
        """Return a calendar date, short: `23 Nov 2026`."""
        return self._filled("day", **self._date(day), year=str(day.year))

    def local_day(self, instant: datetime, zone: str) -> str:
        return self.day(instant.astimezone(_zone(zone)).date())

    def day_in_year(self, day: date) -> str:
        """Return a calendar date without its year: `23 Nov`."""
        return self._filled("day-in-year", **self._date(day))

    def _date(self, day: date) -> dict[str, str]:
        return {"day-of-month": str(day.day), "month": self._month(day)}

    def _month(self, day: date) -> str:
        return self._filled(f"month-{day.month}")

    def day_since(self, day: date, since: date) -> str:
        """Return a calendar date near another: `23 Dec`.

        With its year, `2 Jul 2027`, in another one and half a year away.
        """
        return self.day_in_year(day) if _needs_no_year(day, since) else self.day(day)

    def days(self, first: date, last: date, *, since: date) -> str:
        """Return a range of days near another day: `10–27 Dec`, `3 Feb – 8 Sept 2027`."""
        near, year = _needs_no_year(last, since), str(last.year)
        if first == last:
            return self.day_since(first, since)
        if first.year == last.year and first.month == last.month:
            ends = {"first": str(first.day), "last": str(last.day), "month": self._month(last)}
            return (
                self._filled("days-in-month", **ends)
                if near
                else self._filled("days-in-month-of-year", **ends, year=year)
            )
        if near and (_needs_no_year(first, since) or first.year == last.year):
            return self._filled("days", first=self.day_in_year(first), last=self.day_in_year(last))
        if first.year == last.year:
            return self._filled("days-in-year", first=self.day_in_year(first), last=self.day_in_year(last), year=year)
        return self._filled("days", first=self.day(first), last=self.day(last))

    def weekday(self, number: int) -> str:
        """Return a weekday's name; 0 is Monday."""
        return self._filled(f"weekday-{number}")

    def weekday_short(self, number: int) -> str:
        """Return a weekday's short name; 0 is Monday."""
        return self._filled(f"weekday-{number}.short")

    def clock_time(self, at: time) -> str:
        """Return a local time, 24 hours: `09:00`."""
        return f"{at:%H:%M}"

    def moment(self, instant: datetime, zone: str) -> str:
        """Return an instant in a zone, with the zone's name: `Mon 23 Nov 2026, 09:00 (Asia/Shanghai)`."""
        local = instant.astimezone(_zone(zone))
        return self(
            "moment",
            weekday=self.weekday_short(local.weekday()),
            day=self.day(local.date()),
            time=self.clock_time(local.time()),
            zone=zone,
        )

    def local_moment(self, instant: datetime, zone: str) -> str:
        """Return a coming instant in a zone that is named elsewhere: `Mon 23 Nov, 09:00`."""
        local = instant.astimezone(_zone(zone))
        weekday, day = self.weekday_short(local.weekday()), self.day_in_year(local.date())
        return self("local-moment", weekday=weekday, day=day, time=self.clock_time(local.time()))

    def span(self, length: timedelta) -> str:
        """Return a length of time in its largest whole unit: `3 days`, `5 hours`, `1 minute` (never less)."""
        minutes = max(1, int(length.total_seconds() // 60))
        hours, days = minutes // 60, minutes // (24 * 60)
        if days:
            return self("span-days", count=days)
        return self("span-hours", count=hours) if hours else self("span-minutes", count=minutes)

    def listing(self, items: Sequence[str], *, most: int = 0, more: int = 0) -> str:
        """Several things in a sentence: `a, b and c`; beyond `most` of them "a, b and 7 more".

        Args:
            items: what to list, at least one.
            most: how many are named; 0 names all.
            more: how many there are besides `items`.
        """
        named = list(items[:most] if most else items)
        unnamed = len(items) - len(named) + more
        comma = self("list-comma")
        if unnamed:
            return self("and-more", items=comma.join(named), count=unnamed)
        *first, last = named
        return self("list-last", items=comma.join(first), last=last) if first else last


def _zone(name: str) -> tzinfo:
    """Return an IANA zone; UTC needs no database of zones."""
    return UTC if name == "UTC" else ZoneInfo(name)


def _needs_no_year(day: date, since: date) -> bool:
    return day.year == since.year or timedelta(0) <= day - since < _HALF_A_YEAR


def catalog_source(locale: str) -> str:
    """Return a language's catalog: the chapters in its folder and the folders in it, one after the other."""
    chapters = sorted((_FOLDER / locale).rglob("*.ftl"))
    return "\n".join(chapter.read_text(encoding="utf-8") for chapter in chapters)


@cache
def texts_for(locale: str) -> Texts:
    """Return the sentences of a catalog, loaded once."""
    if locale not in LOCALES:
        raise KeyError(locale)
    return Texts(locale, _compiled(locale) or _catalog(locale))


def _compiled(locale: str) -> Sentences | None:
    """Return the catalog as the package with `scan` alone has it."""
    file = _FOLDER / f"{locale}.json"
    return Compiled(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else None


def _catalog(locale: str) -> Sentences:
    catalog: Sentences = import_module("bot.i18n.catalog").Catalog(catalog_source(locale))  # with Fluent's parser
    return catalog
