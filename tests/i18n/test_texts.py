"""Numbers, dates and lists in both languages, and the choice of language."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

import pytest
from babel import Locale, dates, numbers
from fluent.runtime import FluentBundle, FluentResource
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.numbers.distribution import Bounds
from bot.i18n import LOCALES, Texts, supported_locale, texts_for
from bot.i18n.catalog import Catalog
from bot.i18n.texts import Compiled, Pattern, catalog_source
from tests.clock import NOW

EN, ZH = texts_for("en"), texts_for("zh-CN")


@pytest.mark.parametrize(
    ("wanted", "spoken"),
    [
        ("en-GB", "en"),
        ("en_US", "en"),
        ("zh-CN", "zh-CN"),
        ("zh-TW", "zh-CN"),
        ("ZH", "zh-CN"),
        ("de-DE", "en"),
        ("", "en"),
    ],
)
def test_which_language_is_spoken(wanted: str, spoken: str) -> None:
    assert supported_locale(wanted) == spoken


def test_the_default_language_is_the_installations() -> None:
    assert supported_locale("fr-FR", "zh-CN") == "zh-CN"


@pytest.mark.parametrize(
    ("fraction", "text"),
    [
        ("0", "0%"),
        ("1", "100%"),
        ("0.5", "50.0%"),
        ("0.88249", "88.2%"),
        ("0.98249", "98.25%"),
        ("0.0002", "0.02%"),
        ("0.00002", "<0.01%"),
        ("0.99991", "99.99%"),
        ("0.999991", ">99.99%"),
        ("0.01004", "1.004%"),
    ],
)
def test_fractions(fraction: str, text: str) -> None:
    assert EN.fraction(Decimal(fraction)) == text
    assert ZH.fraction(Decimal(fraction)) == text


@given(st.decimals(0, 1, allow_nan=False), st.sampled_from(LOCALES))
def test_fractions_never_lie(fraction: Decimal, locale: str) -> None:
    text = texts_for(locale).fraction(fraction)

    assert (text == "0%") == (fraction == 0)
    assert (text == "100%") == (fraction == 1)


def test_ranges() -> None:
    assert EN.bounds(Bounds(Decimal("0.012"), Decimal("0.019"))) == "1.20% to 1.90%"
    assert ZH.bounds(Bounds(Decimal("0.012"), Decimal("0.019"))) == "1.20% 至 1.90%"
    assert EN.bounds(Bounds(Decimal("0.0121"), Decimal("0.0122"))) == "1.21% to 1.22%"
    assert EN.bounds(Bounds(Decimal("0.7996"), Decimal("0.8004"))) == "80.0%"
    assert EN.bounds(Bounds(Decimal(0), Decimal("0.001"))) == "0% to 0.10%"


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ("0.003", "+0.30 pp"),
        ("-0.102", "\N{MINUS SIGN}10.2 pp"),
        ("0", "±0 pp"),
        ("0.0001", "+0.01 pp"),
        ("-0.00001", "\N{MINUS SIGN}<0.01 pp"),
    ],
)
def test_points(change: str, text: str) -> None:
    assert EN.points(Decimal(change)) == text
    assert ZH.points(Decimal(change)) == text.replace("pp", "个百分点")


def test_percentages_that_people_chose() -> None:
    assert EN.exact(Decimal("0.99")) == "99%"
    assert EN.exact(Decimal("0.9995")) == "99.95%"
    assert EN.exact(Decimal("2.5928")) == "259.28%"


def test_dates_and_times() -> None:
    moment = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)

    assert EN.moment(moment, "Asia/Shanghai") == "Mon 23 Nov 2026, 09:05 (Asia/Shanghai)"
    assert ZH.moment(moment, "Asia/Shanghai") == "2026年11月23日（周一）09:05（Asia/Shanghai）"
    assert EN.local_day(moment, "America/Los_Angeles") == "22 Nov 2026"
    assert EN.day_in_year(date(2026, 11, 23)) == "23 Nov"
    assert (EN.weekday(0), ZH.weekday(6)) == ("Monday", "周日")
    assert EN.clock_time(time(7, 5)) == "07:05"


@pytest.mark.parametrize(
    ("length", "english", "chinese"),
    [
        (timedelta(seconds=-5), "1 minute", "1 分钟"),
        (timedelta(minutes=59, seconds=59), "59 minutes", "59 分钟"),
        (timedelta(hours=1), "1 hour", "1 小时"),
        (timedelta(hours=23), "23 hours", "23 小时"),
        (timedelta(days=1), "1 day", "1 天"),
        (timedelta(days=3, hours=5), "3 days", "3 天"),
    ],
)
def test_lengths_of_time(length: timedelta, english: str, chinese: str) -> None:
    assert EN.span(length) == english
    assert ZH.span(length) == chinese


def test_lists() -> None:
    assert EN.listing(["a"]) == "a"
    assert EN.listing(["a", "b"]) == "a and b"
    assert EN.listing(["a", "b", "c"]) == "a, b and c"
    assert ZH.listing(["a", "b", "c"]) == "a、b、c"
    assert EN.listing(["a", "b", "c", "d"], most=2) == "a, b and 2 more"
    assert EN.listing(["a"], more=7) == "a and 7 more"
    assert ZH.listing(["a", "b", "c"], most=2) == "a、b，另有 1 个"


def test_what_is_not_there_is_an_error() -> None:
    for call in (
        lambda: EN("no-such-key"),
        lambda: EN("stale.no-such-attribute"),
        lambda: EN("stale"),
        lambda: texts_for("tlh"),
    ):
        with pytest.raises(KeyError):
            call()


def test_has() -> None:
    assert EN.has("stale")
    assert EN.has("wechat-40001.advice")
    assert not EN.has("no-such-key")
    assert not EN.has("stale.advice")


@pytest.mark.parametrize(
    ("first", "last", "english", "chinese"),
    [
        (date(2026, 12, 10), date(2026, 12, 27), "10–27 Dec", "12月10日至27日"),
        (date(2026, 12, 28), date(2027, 2, 3), "28 Dec\N{THIN SPACE}–\N{THIN SPACE}3 Feb", "12月28日至2月3日"),
        (date(2027, 2, 3), date(2027, 2, 3), "3 Feb", "2月3日"),
        (
            date(2027, 2, 3),
            date(2027, 9, 8),
            "3 Feb\N{THIN SPACE}–\N{THIN SPACE}8 Sept 2027",
            "2027年2月3日至9月8日",
        ),
    ],
)
def test_ranges_of_days(first: date, last: date, english: str, chinese: str) -> None:
    assert EN.days(first, last, since=date(2026, 11, 23)) == english
    assert ZH.days(first, last, since=date(2026, 11, 23)) == chinese


def test_a_day_near_another() -> None:
    assert EN.day_since(date(2026, 12, 23), date(2026, 11, 23)) == "23 Dec"
    assert EN.day_since(date(2027, 2, 3), date(2026, 11, 23)) == "3 Feb"
    assert ZH.day_since(date(2027, 7, 2), date(2026, 11, 23)) == "2027年7月2日"


BABEL: Final = {"en": "en_GB", "zh-CN": "zh_Hans_CN"}
WIDTHS: Final = {"en": "wide", "zh-CN": "abbreviated"}
PARAMS: Final[tuple[str | int, ...]] = (0, 1, 2, 21, 1_234_567, "1", "text")
PLURALS: Final = frozenset({"one", "other"})
DAYS: Final = st.dates(date(2025, 1, 1), date(2030, 12, 31))
SOURCE: Final = """# A comment = none
a = { $n ->
        [0] none
        [one] one
       *[many] { $n } of { $kind ->
            [0] naught
            [one] some
           *[x] { $kind }
        }
    }
    .advice = Take { "{" }{ $n }
b =
    Two
      lines
"""


def values(pattern: Pattern) -> Iterator[dict[str, str | int]]:
    """Parameters for a sentence that hit each case once."""

    def named(pattern: Pattern) -> Iterator[tuple[str, list[str]]]:
        for part in pattern:
            if not isinstance(part, str):
                yield part[0], [*(part[1] if part[1:] else ())]
                for case in part[1].values() if part[1:] else ():
                    yield from named(case)

    found = list(named(pattern))
    texts = {case for _, cases in found for case in cases if case not in PLURALS and not case.isdecimal()}
    for value in (*PARAMS, *texts):
        yield dict.fromkeys((name for name, _ in found), value)


def assert_same(locale: str, source: str) -> None:
    bundle, texts = FluentBundle([locale], use_isolating=False), Texts(locale, Catalog(source))
    bundle.add_resource(FluentResource(source))
    compiled = Catalog(source).compiled()
    assert list(compiled) == list(bundle._messages)
    for key, entry in compiled.items():
        message = bundle.get_message(key)
        for name, pattern in entry.items():
            theirs = message.attributes[name] if name else message.value
            assert theirs is not None
            for params in values(pattern):
                ours = texts(f"{key}.{name}".removesuffix("."), **params)
                assert (ours, []) == bundle.format_pattern(theirs, params)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sentence(locale: str) -> None:
    assert_same(locale, catalog_source(locale))


@pytest.mark.parametrize("locale", LOCALES)
def test_what_a_sentence_may_have(locale: str) -> None:
    assert_same(locale, SOURCE)


@pytest.mark.parametrize(
    "source", ["a = { -term }\n", "a = { b }\n", 'a = { NUMBER($n, type: "ordinal") }\n', "a = {\n"]
)
def test_what_no_sentence_has(source: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        Catalog(source).compiled()


@pytest.mark.parametrize("locale", LOCALES)
def test_as_data(locale: str) -> None:
    catalog = Catalog(catalog_source(locale))
    kept = Compiled(json.loads(json.dumps(catalog.compiled())))

    assert all(kept.entry(key) == catalog.entry(key) for key in catalog.compiled())
    assert kept.entry("none") is catalog.entry("none") is None


@given(st.decimals(-(10**7), 10**7, allow_nan=False, places=8), st.sampled_from(LOCALES))
def test_numbers(number: Decimal, locale: str) -> None:
    texts, language = texts_for(locale), Locale.parse(BABEL[locale])

    assert texts.number(number) == numbers.format_decimal(number, format="#,##0.######", locale=language)
    exact = numbers.format_percent(round(number, 6), format="#,##0.####%", locale=language)
    assert texts.exact(number) == exact


@given(DAYS, st.sampled_from(LOCALES))
def test_a_day(day: date, locale: str) -> None:
    texts, language = texts_for(locale), Locale.parse(BABEL[locale])

    assert texts.day(day) == dates.format_date(day, format="medium", locale=language)
    assert texts.day_in_year(day) == dates.format_skeleton("MMMd", day, locale=language)
    names = language.days["stand-alone"]
    number = day.weekday()
    assert texts.weekday(number) == names[WIDTHS[locale]][number]
    assert texts.weekday_short(number) == names["abbreviated"][number]


@given(DAYS, st.integers(0, 500), st.booleans(), st.sampled_from(LOCALES))
def test_days(first: date, length: int, near: bool, locale: str) -> None:  # noqa: FBT001  # hypothesis'
    last = first + timedelta(length)
    since = first if near else NOW.date().replace(year=2020)
    texts, language = texts_for(locale), Locale.parse(BABEL[locale])
    bare = near and (last.year == since.year or length < 183)
    shown = texts.days(first, last, since=since)

    assert (str(last.year) in shown) == (not bare)
    if not bare or first.year == last.year:
        assert shown == dates.format_interval(first, last, "MMMd" if bare else "yMMMd", locale=language)
