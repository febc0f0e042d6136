"""Time zones by the names that people know them by, in both languages."""

from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from babel import Locale, dates
from babel.core import get_global

_LOCALES = ("en", "zh_Hans_CN")


@dataclass(frozen=True, slots=True)
class Zone:
    """One IANA zone."""

    name: str
    """As IANA spells it."""
    city: str
    """In Chinese, where it has a name of its own there; empty otherwise."""
    words: str
    """Everything that it is found by, small."""


@cache
def zones() -> tuple[Zone, ...]:
    """Every zone, by name. The first call takes a moment (about 0.2 s)."""
    return tuple(_zone(name) for name in sorted(available_timezones()))


def search_zones(text: str, *, first: str = "", limit: int = 100) -> list[Zone]:
    """The zones whose name, city or country holds every word of a text; without one all.

    Args:
        text: what was typed, in English or Chinese.
        first: the zone that comes before all others when it fits.
        limit: how many at most.
    """
    wanted = text.casefold().replace("_", " ").replace("/", " ").split()
    found = [zone for zone in zones() if all(word in zone.words for word in wanted)]
    return sorted(found, key=lambda zone: _rank(zone, wanted, first))[:limit]


def _rank(zone: Zone, wanted: list[str], first: str) -> tuple[bool, bool, bool, str]:
    """The person's own, then cities that begin like what was typed, then proper zones before old abbreviations."""
    city = zone.name.rsplit("/", 1)[-1].casefold().replace("_", " ")
    begins = bool(wanted) and (city.startswith(wanted[0]) or zone.city.startswith(wanted[0]))
    return zone.name != first, not begins, "/" not in zone.name or zone.name.startswith("Etc/"), zone.name


def _zone(name: str) -> Zone:
    places = [_place(name, locale) for locale in _LOCALES]
    city = places[1][0] if places[1][0] != places[0][0] else ""
    spelled = name.replace("_", " ").replace("/", " ")
    return Zone(name, city, " ".join([spelled, *(word for place in places for word in place)]).casefold())


def _place(name: str, locale: str) -> tuple[str, str]:
    """City and country; of `Etc/UTC` and the like neither."""
    territory = get_global("zone_territories").get(name)
    if not territory or territory == "001":
        return "", ""
    parsed = Locale.parse(locale)
    city = dates.get_timezone_location(name, locale=parsed, return_city=True)
    return str(city), str(parsed.territories.get(territory, ""))
