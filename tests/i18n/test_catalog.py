"""The catalogs' sentences equal those of Fluent's library and Babel."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import pytest
from babel import Locale, dates, numbers
from fluent.runtime import FluentBundle, FluentResource
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import LOCALES, Texts, texts_for
from bot.i18n.catalog import Catalog
from bot.i18n.texts import Compiled, Pattern, catalog_source
from tests.clock import NOW

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
    """Each sentence with each value, against Fluent's library."""
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
    """Of the language."""
    assert_same(locale, catalog_source(locale))


@pytest.mark.parametrize("locale", LOCALES)
def test_what_a_sentence_may_have(locale: str) -> None:
    """Nested cases, similar numbers and texts, lines, attributes, and Fluent's own syntax."""
    assert_same(locale, SOURCE)


@pytest.mark.parametrize(
    "source", ["a = { -term }\n", "a = { b }\n", 'a = { NUMBER($n, type: "ordinal") }\n', "a = {\n"]
)
def test_what_no_sentence_has(source: str) -> None:
    """It is refused, not printed wrong."""
    with pytest.raises(ValueError, match=r"\S"):
        Catalog(source).compiled()


@pytest.mark.parametrize("locale", LOCALES)
def test_as_data(locale: str) -> None:
    """As the package with `scan` alone has it."""
    catalog = Catalog(catalog_source(locale))
    kept = Compiled(json.loads(json.dumps(catalog.compiled())))

    assert all(kept.entry(key) == catalog.entry(key) for key in catalog.compiled())
    assert kept.entry("none") is catalog.entry("none") is None


@given(st.decimals(-(10**7), 10**7, allow_nan=False, places=8), st.sampled_from(LOCALES))
def test_numbers(number: Decimal, locale: str) -> None:
    """Their digits, groups and signs are those of the language."""
    texts, language = texts_for(locale), Locale.parse(BABEL[locale])

    assert texts.number(number) == numbers.format_decimal(number, format="#,##0.######", locale=language)
    exact = numbers.format_percent(round(number, 6), format="#,##0.####%", locale=language)
    assert texts.exact(number) == exact


@given(DAYS, st.sampled_from(LOCALES))
def test_a_day(day: date, locale: str) -> None:
    """Its month and weekday are those of the language."""
    texts, language = texts_for(locale), Locale.parse(BABEL[locale])

    assert texts.day(day) == dates.format_date(day, format="medium", locale=language)
    assert texts.day_in_year(day) == dates.format_skeleton("MMMd", day, locale=language)
    names = language.days["stand-alone"]
    number = day.weekday()
    assert texts.weekday(number) == names[WIDTHS[locale]][number]
    assert texts.weekday_short(number) == names["abbreviated"][number]


@given(DAYS, st.integers(0, 500), st.booleans(), st.sampled_from(LOCALES))
def test_days(first: date, length: int, near: bool, locale: str) -> None:  # noqa: FBT001  # hypothesis'
    """A range near today has no year; one across years has both."""
    last = first + timedelta(length)
    since = first if near else NOW.date().replace(year=2020)
    texts, language = texts_for(locale), Locale.parse(BABEL[locale])
    bare = near and (last.year == since.year or length < 183)
    shown = texts.days(first, last, since=since)

    assert (str(last.year) in shown) == (not bare)
    if not bare or first.year == last.year:
        assert shown == dates.format_interval(first, last, "MMMd" if bare else "yMMMd", locale=language)
