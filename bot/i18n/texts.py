"""Sentences from the Fluent catalogs; numbers and dates through Babel."""

from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale, dates, lists, numbers
from fluent.runtime import FluentBundle, FluentResource

from bot.domain.distribution import Bounds
from bot.domain.rounding import Rounded, round_change, round_fraction
from bot.errors import BotError

LOCALES: Final = ("en", "zh-CN")
_BABEL: Final = {"en": "en", "zh-CN": "zh_Hans_CN"}


def supported_locale(wanted: str, default: str = "en") -> str:
    """The catalog for a Slack locale such as en-GB or zh-TW; `default` when it is empty or another language."""
    language = wanted.replace("_", "-").split("-")[0].casefold()
    return {"en": "en", "zh": "zh-CN"}.get(language, default)


class Texts:
    """The sentences of one language."""

    def __init__(self, locale: str, bundle: FluentBundle) -> None:
        self.locale = locale
        self._bundle = bundle
        self._babel = Locale.parse(_BABEL[locale])

    def __call__(self, key: str, /, **params: str | int) -> str:
        """A sentence, filled in.

        Raises:
            KeyError: the catalog has no such key, or a parameter of the sentence is missing.
        """
        message_id, _, attribute = key.partition(".")
        message = self._bundle.get_message(message_id)
        pattern = message.attributes[attribute] if attribute else message.value
        if pattern is None:
            raise KeyError(key)
        text, problems = self._bundle.format_pattern(pattern, params)
        if problems:
            raise KeyError(f"{key}: {problems}")
        return str(text)

    def has(self, key: str) -> bool:
        """Whether the catalog holds a key."""
        return self._bundle.has_message(key)

    def error(self, error: BotError) -> str:
        """The sentence for an error: what happened and what to do next."""
        raise NotImplementedError

    def fraction(self, fraction: Decimal) -> str:
        """A fraction as percent, never lying: `98.2%`, `<0.1%`, `>99.9%`, `0%`, `100%`."""
        return self._percent(round_fraction(fraction))

    def _percent(self, rounded: Rounded) -> str:
        digits = "#,##0.#%" if rounded.value in (0, 1) else "#,##0.0%"
        return rounded.side + numbers.format_percent(rounded.value, format=digits, locale=self._babel)

    def bounds(self, bounds: Bounds) -> str:
        """A known fraction as `1.2%`, an uncertain one as "1.2% to 1.9%"; one number when both look alike."""
        low, high = self.fraction(bounds.low), self.fraction(bounds.high)
        return low if low == high else self("bounds", low=low, high=high)

    def points(self, change: Decimal) -> str:
        """A difference of fractions in percentage points, signed: `+0.3 pp`."""
        rounded = round_change(change)
        sign = "+" if change > 0 else "\N{MINUS SIGN}" if change < 0 else "±"
        number = numbers.format_decimal(abs(rounded.value) * 100, format="0.0", locale=self._babel)
        return self("points", number=f"{sign}{rounded.side}{number}")

    def day(self, day: date) -> str:
        """A calendar date, short: `23 Nov 2026`."""
        return dates.format_date(day, format="medium", locale=self._babel)

    def weekday(self, number: int) -> str:
        """A weekday's name; 0 is Monday."""
        return self._babel.days["stand-alone"]["wide"][number]

    def clock_time(self, at: time) -> str:
        """A local time, 24 hours: `09:00`."""
        return f"{at:%H:%M}"

    def moment(self, instant: datetime, zone: str) -> str:
        """An instant in a zone, with the zone's name: `Mon 23 Nov 2026, 09:00 (Asia/Shanghai)`."""
        local = instant.astimezone(ZoneInfo(zone))
        return self(
            "moment",
            weekday=self.weekday_short(local.weekday()),
            day=self.day(local.date()),
            time=f"{local:%H:%M}",
            zone=zone,
        )

    def weekday_short(self, number: int) -> str:
        """A weekday's short name; 0 is Monday."""
        return self._babel.days["stand-alone"]["abbreviated"][number]

    def listing(self, items: list[str]) -> str:
        """Several things in a sentence: `a, b and c`."""
        return lists.format_list(items, locale=self._babel)


@cache
def texts_for(locale: str) -> Texts:
    """The sentences of a catalog, loaded once.

    Raises:
        KeyError: no catalog of that name.
    """
    if locale not in LOCALES:
        raise KeyError(locale)
    bundle = FluentBundle([locale], use_isolating=False)
    source = resources.files(__package__).joinpath(f"{locale}.ftl").read_text(encoding="utf-8")
    bundle.add_resource(FluentResource(source))
    return Texts(locale, bundle)
